package io.millrace.sdk.transforms.join;

import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What joins in time have in common: a deadline for everything that they keep, one timer for the
 * next of these, and a hold for what may still be given out.
 */
abstract class JoinInTimeFn<
        K extends @Nullable Object, L extends @Nullable Object, R extends @Nullable Object>
    extends DoFn<KV<K, RawUnionValue>, KV<K, KV<L, R>>> {

  /** No time. */
  static final long NONE = Long.MAX_VALUE;

  private static final long serialVersionUID = 1;

  private static final Duration ANY = Duration.ofMillis(Long.MAX_VALUE);

  final Deadlines deadlines;
  private final Counter tooLate = Metrics.counter("millrace", "droppedDueToLateness");

  JoinInTimeFn(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  /** Any: what is kept may be older than what is processed; the watermark is held there. */
  @Override
  public final Duration getAllowedTimestampSkew() {
    return ANY;
  }

  /** Counts a value that is kept no more. */
  final void drop() {
    tooLate.inc();
  }

  /** What the watermark has passed when the timer fires. */
  final long passed(OnTimerContext context, Timer next) {
    return Math.max(
        context.fireTimestamp().toEpochMilli(), next.getCurrentRelativeTime().toEpochMilli() - 1);
  }

  /**
   * Sets the timer.
   *
   * @param earliestOutput what holds the watermark until then; {@link #NONE} if nothing does
   */
  final void set(Timer next, long deadline, long earliestOutput) {
    if (earliestOutput == NONE) {
      next.withNoOutputTimestamp();
    } else {
      next.withOutputTimestamp(Instant.ofEpochMilli(Math.min(earliestOutput, deadline)));
    }
    next.set(Instant.ofEpochMilli(deadline));
  }
}
