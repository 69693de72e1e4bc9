package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.PCollection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Elements as one line each for each of their windows: the value as a string, window and timestamp,
 * as in {@code a [0,10) @5}.
 *
 * @param <T> the type of the elements
 */
public final class Elements<T extends @Nullable Object>
    extends PTransform<PCollection<T>, PCollection<String>> {

  private Elements() {
    super("Elements");
  }

  /** The transform. */
  public static <T extends @Nullable Object> Elements<T> asText() {
    return new Elements<>();
  }

  @Override
  public PCollection<String> expand(PCollection<T> elements) {
    return elements.apply(ParDo.of(new Describe<T>())).setCoder(StringUtf8Coder.of());
  }

  private static final class Describe<T extends @Nullable Object> extends DoFn<T, String> {

    @ProcessElement
    public void processElement(
        @Element T element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        OutputReceiver<String> out) {
      out.output(element + " " + Times.text(window) + " @" + Times.text(timestamp));
    }
  }
}
