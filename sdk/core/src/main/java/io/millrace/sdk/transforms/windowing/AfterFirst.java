package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Fires when the first of several triggers does. */
public final class AfterFirst extends Trigger.OnceTrigger {

  private static final long serialVersionUID = 1;

  private AfterFirst(List<? extends Trigger> subTriggers) {
    super(subTriggers);
    if (subTriggers.size() < 2) {
      throw new IllegalArgumentException("AfterFirst needs at least two triggers");
    }
  }

  /**
   * When one of the triggers fires.
   *
   * @throws IllegalArgumentException if there are less than two triggers
   */
  public static AfterFirst of(OnceTrigger... triggers) {
    return new AfterFirst(Arrays.asList(triggers));
  }

  /** See {@link #of(OnceTrigger...)}. */
  public static AfterFirst of(List<Trigger> triggers) {
    return new AfterFirst(triggers);
  }

  @Override
  AfterFirst getContinuationTrigger(List<Trigger> continuationTriggers) {
    return new AfterFirst(continuationTriggers);
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    Instant deadline = BoundedWindow.TIMESTAMP_MAX_VALUE;
    for (Trigger subTrigger : subTriggers()) {
      deadline = earliest(deadline, subTrigger.getWatermarkThatGuaranteesFiring(window));
    }
    return deadline;
  }

  @Override
  public boolean mayFinishBeforeEndOfWindow() {
    return subTriggers().stream().anyMatch(Trigger::mayFinishBeforeEndOfWindow);
  }

  @Override
  public String toString() {
    return "AfterFirst.of" + list();
  }
}
