package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;

/**
 * Fires when the steps upstream have caught up with the processing time at which the first element
 * of a pane arrived. The continuation of {@link AfterProcessingTime}.
 */
public final class AfterSynchronizedProcessingTime extends Trigger.OnceTrigger {

  private static final long serialVersionUID = 1;

  private AfterSynchronizedProcessingTime() {}

  public static AfterSynchronizedProcessingTime ofFirstElement() {
    return new AfterSynchronizedProcessingTime();
  }

  @Override
  AfterSynchronizedProcessingTime getContinuationTrigger(List<Trigger> continuationTriggers) {
    return this;
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return BoundedWindow.TIMESTAMP_MAX_VALUE;
  }

  @Override
  public String toString() {
    return "AfterSynchronizedProcessingTime.pastFirstElementInPane()";
  }
}
