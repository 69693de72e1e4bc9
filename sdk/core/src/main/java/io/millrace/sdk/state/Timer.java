package io.millrace.sdk.state;

import java.time.Duration;
import java.time.Instant;

/**
 * A timer of one key and window, usable during the call that it was given to: it makes the
 * function's {@code @OnTimer} method be called at a time to come. Not thread-safe.
 *
 * <p>To set it again replaces what was set; it fires at most once for each setting. In event time
 * it fires once the watermark of the input is <em>past</em> its time, in processing time once the
 * clock is. What is due already fires as soon as possible.
 *
 * <p>While it is set, whatever its clock, it holds back the watermark of the output to its output
 * timestamp, so that what its method outputs is not late. For a timer that sets itself again and
 * again in processing time this can mean for ever: see {@link #withNoOutputTimestamp}.
 */
public interface Timer {

  /**
   * Lets it fire at a time. {@link #offset} and {@link #align} do not count.
   *
   * @throws IllegalArgumentException if it is in event time and that is past the expiry of the
   *     window: its end plus the allowed lateness
   */
  void set(Instant absoluteTime);

  /**
   * Lets it fire at the current time of its clock, moved by {@link #offset} and {@link #align}, but
   * in event time no later than when the window expires.
   */
  void setRelative();

  /** Takes it back: it does not fire. */
  void clear();

  /**
   * Moves the time that {@link #setRelative} counts from.
   *
   * @return this
   */
  Timer offset(Duration offset);

  /**
   * Rounds the time that {@link #setRelative} sets up to the next multiple of a period since the
   * epoch, after the offset.
   *
   * @return this
   */
  Timer align(Duration period);

  /**
   * Sets the timestamp that outputs of the timer's method have unless they say another, and at
   * which the output's watermark is held. Unless given it is the firing time in event time, and the
   * timestamp of the element (or of the timer) that sets this one in processing time.
   *
   * @return this
   * @throws IllegalArgumentException if it is before that of the element at hand, by more than the
   *     function's allowed skew, or past the expiry of the window
   */
  Timer withOutputTimestamp(Instant outputTime);

  /**
   * Holds back no watermark. Outputs of the timer's method must then say their timestamps, and may
   * be late.
   *
   * @return this
   */
  Timer withNoOutputTimestamp();

  /**
   * The current time of the timer's clock: the watermark of the input in event time, which is
   * {@code BoundedWindow.TIMESTAMP_MIN_VALUE} as long as nothing is known.
   */
  Instant getCurrentRelativeTime();
}
