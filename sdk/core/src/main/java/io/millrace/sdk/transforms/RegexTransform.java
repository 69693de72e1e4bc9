package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the transforms of {@link Regex} have in common. */
abstract class RegexTransform<OutputT extends @Nullable Object>
    extends PTransform<PCollection<String>, PCollection<OutputT>> {

  private final Pattern pattern;
  private final DoFn<String, OutputT> fn;

  RegexTransform(Pattern pattern, DoFn<String, OutputT> fn) {
    this.pattern = pattern;
    this.fn = fn;
  }

  @Override
  public PCollection<OutputT> expand(PCollection<String> input) {
    return input.apply("Apply", ParDo.of(fn));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("pattern", pattern.pattern()).withLabel("Pattern"));
  }
}
