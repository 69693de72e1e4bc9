package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Behaves as each of several triggers in turn: as the next one when one has finished. */
public final class AfterEach extends Trigger {

  private static final long serialVersionUID = 1;

  private AfterEach(List<? extends Trigger> subTriggers) {
    super(subTriggers);
    if (subTriggers.isEmpty()) {
      throw new IllegalArgumentException("AfterEach needs at least one trigger");
    }
  }

  /**
   * The triggers in their order.
   *
   * @throws IllegalArgumentException if there are no triggers
   */
  public static AfterEach inOrder(Trigger... triggers) {
    return new AfterEach(Arrays.asList(triggers));
  }

  /** See {@link #inOrder(Trigger...)}. */
  public static AfterEach inOrder(List<Trigger> triggers) {
    return new AfterEach(triggers);
  }

  @Override
  Trigger getContinuationTrigger(List<Trigger> continuationTriggers) {
    // Downstream it is not known at which of them upstream is: let every one of them through.
    return Repeatedly.forever(
        continuationTriggers.size() == 1
            ? continuationTriggers.get(0)
            : AfterFirst.of(continuationTriggers));
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return subTriggers().get(0).getWatermarkThatGuaranteesFiring(window);
  }

  @Override
  public boolean mayFinish() {
    return subTriggers().stream().allMatch(Trigger::mayFinish);
  }

  @Override
  public boolean mayFinishBeforeEndOfWindow() {
    return subTriggers().stream().allMatch(Trigger::mayFinishBeforeEndOfWindow);
  }

  @Override
  public String toString() {
    return "AfterEach.inOrder" + list();
  }
}
