package io.millrace.sdk.io.source;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A source whose readers follow a {@link WatermarkPolicy}. */
final class PolicySource<T extends @Nullable Object, SplitT> extends Source<T, SplitT> {

  private static final long serialVersionUID = 1;

  private final Source<T, SplitT> source;
  private final WatermarkPolicy<T> policy;

  PolicySource(Source<T, SplitT> source, WatermarkPolicy<T> policy) {
    this.source = source;
    this.policy = policy;
  }

  @Override
  public IsBounded isBounded() {
    return source.isBounded();
  }

  @Override
  public boolean supportsAvailableNow() {
    return source.supportsAvailableNow();
  }

  @Override
  public Coder<T> getOutputCoder() {
    return source.getOutputCoder();
  }

  @Override
  public Coder<SplitT> getSplitCoder() {
    return source.getSplitCoder();
  }

  @Override
  public void validate() {
    source.validate();
  }

  @Override
  public SplitEnumerator<SplitT> createEnumerator(SourceContext context, byte @Nullable [] state)
      throws IOException {
    return source.createEnumerator(context, state);
  }

  @Override
  public SourceReader<T, SplitT> createReader(SourceContext context, SplitT split)
      throws IOException {
    return policy.applyTo(source.createReader(context, split), context);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.delegate(source).delegate(policy);
  }

  @Override
  public String toString() {
    return source + " with " + policy;
  }
}
