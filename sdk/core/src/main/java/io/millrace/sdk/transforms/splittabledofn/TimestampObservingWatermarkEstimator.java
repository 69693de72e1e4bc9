package io.millrace.sdk.transforms.splittabledofn;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An estimator that sees the timestamp of each output.
 *
 * @param <StateT> what an estimator for the rest of the work begins with
 */
public interface TimestampObservingWatermarkEstimator<StateT extends @Nullable Object>
    extends WatermarkEstimator<StateT> {

  /** Called for each output, before the watermark is asked for. */
  void observeTimestamp(Instant timestamp);
}
