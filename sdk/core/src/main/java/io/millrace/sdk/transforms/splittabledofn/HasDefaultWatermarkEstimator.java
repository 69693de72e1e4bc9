package io.millrace.sdk.transforms.splittabledofn;

import org.jspecify.annotations.Nullable;

/**
 * A state of a watermark estimator that knows its estimator, so that a function needs no
 * {@code @NewWatermarkEstimator} method.
 *
 * @param <WatermarkEstimatorStateT> the type of the state itself
 * @param <WatermarkEstimatorT> the type of the estimator
 */
public interface HasDefaultWatermarkEstimator<
    WatermarkEstimatorStateT extends @Nullable Object,
    WatermarkEstimatorT extends WatermarkEstimator<WatermarkEstimatorStateT>> {

  /** A new estimator that begins with this state. */
  WatermarkEstimatorT newWatermarkEstimator();
}
