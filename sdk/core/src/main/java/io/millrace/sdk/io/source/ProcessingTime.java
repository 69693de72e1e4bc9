package io.millrace.sdk.io.source;

import io.millrace.sdk.transforms.SerializableFunction;
import org.jspecify.annotations.Nullable;

/** The processing time, which does not go back here even if the clock is set back. */
final class ProcessingTime<T extends @Nullable Object> implements WatermarkGenerator<T> {

  private final SourceContext context;
  private long latest;

  ProcessingTime(SourceContext context) {
    this.context = context;
    this.latest = context.nowMillis();
  }

  @Override
  public void onElement(T element, long timestampMillis) {}

  @Override
  public long watermarkMillis() {
    latest = Math.max(latest, context.nowMillis());
    return latest;
  }

  /** Makes one for each split. */
  static final class Factory<T extends @Nullable Object>
      implements SerializableFunction<SourceContext, WatermarkGenerator<T>> {

    private static final long serialVersionUID = 1;

    @Override
    public WatermarkGenerator<T> apply(SourceContext context) {
      return new ProcessingTime<>(context);
    }
  }
}
