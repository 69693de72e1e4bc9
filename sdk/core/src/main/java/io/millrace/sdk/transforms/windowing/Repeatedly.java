package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;

/**
 * Fires each time that another trigger fires, which starts afresh after each firing. Never
 * finishes.
 */
public final class Repeatedly extends Trigger {

  private static final long serialVersionUID = 1;

  private Repeatedly(Trigger repeated) {
    super(List.of(repeated));
  }

  /**
   * Each time that the trigger fires.
   *
   * <pre>{@code Repeatedly.forever(AfterProcessingTime.pastFirstElementInPane()
   *     .plusDelayOf(Duration.ofMinutes(1)))}</pre>
   */
  public static Repeatedly forever(Trigger repeated) {
    return new Repeatedly(repeated);
  }

  public Trigger getRepeatedTrigger() {
    return subTriggers().get(0);
  }

  @Override
  Trigger getContinuationTrigger(List<Trigger> continuationTriggers) {
    return new Repeatedly(continuationTriggers.get(0));
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return getRepeatedTrigger().getWatermarkThatGuaranteesFiring(window);
  }

  @Override
  public boolean mayFinish() {
    return false;
  }

  @Override
  public String toString() {
    return "Repeatedly.forever" + list();
  }
}
