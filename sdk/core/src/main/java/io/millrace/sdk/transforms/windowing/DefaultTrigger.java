package io.millrace.sdk.transforms.windowing;

import java.time.Instant;
import java.util.List;

/**
 * Fires when the watermark passes the end of the window, and then for every late arrival. Never
 * finishes.
 */
public final class DefaultTrigger extends Trigger {

  private static final long serialVersionUID = 1;

  private DefaultTrigger() {}

  public static DefaultTrigger of() {
    return new DefaultTrigger();
  }

  @Override
  Trigger getContinuationTrigger(List<Trigger> continuationTriggers) {
    return this;
  }

  @Override
  public Instant getWatermarkThatGuaranteesFiring(BoundedWindow window) {
    return window.maxTimestamp();
  }

  @Override
  public boolean mayFinish() {
    return false;
  }
}
