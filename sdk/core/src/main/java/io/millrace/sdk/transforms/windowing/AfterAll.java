package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Fires when every one of several triggers would have fired. */
public final class AfterAll extends Trigger.OnceTrigger {

  private static final long serialVersionUID = 1;

  private AfterAll(List<? extends Trigger> subTriggers) {
    super(subTriggers);
    if (subTriggers.size() < 2) {
      throw new IllegalArgumentException("AfterAll needs at least two triggers");
    }
  }

  /**
   * When all of the triggers would have fired.
   *
   * @throws IllegalArgumentException if there are less than two triggers
   */
  public static AfterAll of(OnceTrigger... triggers) {
    return new AfterAll(Arrays.asList(triggers));
  }

  /** See {@link #of(OnceTrigger...)}. */
  public static AfterAll of(List<Trigger> triggers) {
    return new AfterAll(triggers);
  }

  @Override
  AfterAll getContinuationTrigger(List<Trigger> continuationTriggers) {
    return new AfterAll(continuationTriggers);
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    Instant deadline = BoundedWindow.TIMESTAMP_MIN_VALUE;
    for (Trigger subTrigger : subTriggers()) {
      Instant next = subTrigger.getWatermarkThatGuaranteesFiring(window);
      deadline = next.isAfter(deadline) ? next : deadline;
    }
    return deadline;
  }

  @Override
  public boolean mayFinishBeforeEndOfWindow() {
    return subTriggers().stream().allMatch(Trigger::mayFinishBeforeEndOfWindow);
  }

  @Override
  public String toString() {
    return "AfterAll.of" + list();
  }
}
