package io.millrace.sdk.state;

import java.io.Serializable;

/**
 * Declares a timer, or a family of them, as the value of a final field of a {@link
 * io.millrace.sdk.transforms.DoFn}; see {@link TimerSpecs}. Immutable.
 */
public interface TimerSpec extends Serializable {

  /** Which clock makes the timers fire. */
  TimeDomain getTimeDomain();
}
