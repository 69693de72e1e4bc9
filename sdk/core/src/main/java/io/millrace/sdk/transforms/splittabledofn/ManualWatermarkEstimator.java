package io.millrace.sdk.transforms.splittabledofn;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An estimator that the function tells how far event time has come.
 *
 * @param <StateT> what an estimator for the rest of the work begins with
 */
public interface ManualWatermarkEstimator<StateT extends @Nullable Object>
    extends WatermarkEstimator<StateT> {

  /**
   * Sets the watermark; one that is older than that before changes nothing.
   *
   * @throws IllegalArgumentException if it is outside of what event time can be
   */
  void setWatermark(Instant watermark);
}
