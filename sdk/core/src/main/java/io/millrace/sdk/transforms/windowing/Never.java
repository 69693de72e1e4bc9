package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;

/** Makes a trigger that never fires: data is emitted only when the window is closed for good. */
public final class Never {

  private Never() {}

  public static NeverTrigger ever() {
    return new NeverTrigger();
  }

  /** See {@link Never}. */
  public static final class NeverTrigger extends Trigger.OnceTrigger {

    private static final long serialVersionUID = 1;

    private NeverTrigger() {}

    @Override
    NeverTrigger getContinuationTrigger(List<Trigger> continuationTriggers) {
      return this;
    }

    @Override
    public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @Override
    public boolean mayFinishBeforeEndOfWindow() {
      return false;
    }

    @Override
    public String toString() {
      return "Never.ever()";
    }
  }
}
