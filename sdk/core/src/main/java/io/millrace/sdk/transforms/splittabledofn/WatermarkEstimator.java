package io.millrace.sdk.transforms.splittabledofn;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says how far event time has come in the work on a restriction. Not thread-safe: the runner sees
 * to it that no two methods run at once.
 *
 * @param <StateT> what an estimator for the rest of the work begins with
 */
public interface WatermarkEstimator<StateT extends @Nullable Object> {

  /**
   * A time that nothing still to come is before; never goes back. What is output with an older
   * timestamp may be late.
   */
  Instant currentWatermark();

  /**
   * What an estimator for the rest of the work is made from. Taken together with a split, so that
   * it fits what was claimed until then (rule D3).
   */
  StateT getState();
}
