package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;

/**
 * Behaves as its main trigger until another one fires; that firing is the last. Made by {@link
 * Trigger#orFinally}.
 */
public final class OrFinallyTrigger extends Trigger {

  private static final long serialVersionUID = 1;

  OrFinallyTrigger(Trigger main, OnceTrigger until) {
    super(List.of(main, until));
  }

  public Trigger getMainTrigger() {
    return subTriggers().get(0);
  }

  public OnceTrigger getUntilTrigger() {
    return (OnceTrigger) subTriggers().get(1);
  }

  @Override
  Trigger getContinuationTrigger(List<Trigger> continuationTriggers) {
    // Repeated: the last firing of this one must not close the window for a firing on its way.
    return Repeatedly.forever(
        continuationTriggers.get(0).orFinally((OnceTrigger) continuationTriggers.get(1)));
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return earliest(
        getMainTrigger().getWatermarkThatGuaranteesFiring(window),
        getUntilTrigger().getWatermarkThatGuaranteesFiring(window));
  }

  @Override
  public boolean mayFinish() {
    return true;
  }

  @Override
  public boolean mayFinishBeforeEndOfWindow() {
    return subTriggers().stream().anyMatch(Trigger::mayFinishBeforeEndOfWindow);
  }

  @Override
  public String toString() {
    return getMainTrigger() + ".orFinally(" + getUntilTrigger() + ")";
  }
}
