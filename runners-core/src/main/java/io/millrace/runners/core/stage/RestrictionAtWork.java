package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.transforms.DoFn.ProcessContinuation;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.SplitResult;
import io.millrace.sdk.transforms.splittabledofn.TimestampObservingWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The restriction that a function is working on: sees what it claims and outputs, and splits off
 * the rest after a while, so that other work gets its turn. Single-threaded.
 */
final class RestrictionAtWork {

  /** How long a function may work before the rest is split off. */
  static final long LONGEST_MILLIS = StageTask.WATERMARK_INTERVAL_MILLIS;

  /** After what time a function goes on that had nothing to claim and wants to go on at once. */
  static final long PAUSE_MILLIS = 10;

  /**
   * What is left for later (rule D3: state and watermark are those of the moment of the split).
   *
   * @param delayMillis how long to wait, of processing time
   */
  record Rest(
      @Nullable Object restriction,
      @Nullable Object estimatorState,
      long watermarkMillis,
      long delayMillis) {}

  private final LongSupplier clockMillis;
  private @Nullable Claims claims;
  private WatermarkEstimator<?> estimator = SplittableFunction.STANDING_STILL;
  private @Nullable ProcessContinuation continuation;
  private @Nullable Rest rest;
  private int limit;
  private long deadlineMillis;
  private int outputs;
  private int claimed;
  private boolean refused;

  /** Nothing is worked on yet. */
  RestrictionAtWork(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  /** Stands before the function's tracker. */
  private final class Claims extends RestrictionTracker<@Nullable Object, @Nullable Object> {

    private final RestrictionTracker<@Nullable Object, @Nullable Object> behind;

    Claims(RestrictionTracker<@Nullable Object, @Nullable Object> behind) {
      this.behind = behind;
    }

    @Override
    public boolean tryClaim(@Nullable Object position) {
      if (refused) {
        throw new IllegalStateException(
            "tryClaim was called after it had returned false: the function must return then");
      }
      if (claimed > 0 && rest == null && isEnough()) {
        rest = splitOff(0);
      }
      refused = !behind.tryClaim(Typed.value(position));
      if (!refused) {
        claimed++;
      }
      return !refused;
    }

    /** What was claimed before is done when the next position is claimed: a good moment. */
    private boolean isEnough() {
      return outputs >= limit || claimed >= limit || clockMillis.getAsLong() >= deadlineMillis;
    }

    @Nullable Rest splitOff(long delayMillis) {
      SplitResult<@Nullable Object> split = behind.trySplit(0);
      return split == null
          ? null
          : new Rest(split.getResidual(), estimator.getState(), watermark(estimator), delayMillis);
    }

    @Override
    @SuppressWarnings("NullAway") // it takes type arguments for non-null
    public @Nullable Object currentRestriction() {
      return behind.currentRestriction();
    }

    @Override
    public @Nullable SplitResult<@Nullable Object> trySplit(double fractionOfRemainder) {
      throw new UnsupportedOperationException(
          "A function does not split the restriction that it works on: the runner does");
    }

    @Override
    public void checkDone() {
      behind.checkDone();
    }

    @Override
    public IsBounded isBounded() {
      return behind.isBounded();
    }
  }

  /** Begins to work, until about {@code limit} outputs were given or positions claimed. */
  void begin(
      RestrictionTracker<@Nullable Object, @Nullable Object> tracker,
      WatermarkEstimator<?> estimator,
      int limit) {
    this.claims = new Claims(tracker);
    this.estimator = estimator;
    this.limit = limit;
    this.deadlineMillis = clockMillis.getAsLong() + LONGEST_MILLIS;
    continuation = null;
    rest = null;
    outputs = 0;
    claimed = 0;
    refused = false;
  }

  /**
   * Ends the work.
   *
   * @return what is left to do; null if nothing is
   * @throws IllegalStateException if the function broke the rules for claims (rule D1)
   */
  @Nullable Rest end() {
    Claims worked = atWork();
    ProcessContinuation wish = continuation;
    if (wish != null && wish.shouldResume()) {
      if (refused) {
        throw new IllegalStateException(
            "The function returned resume() after tryClaim had returned false: it must return"
                + " stop() then; what it could not claim is not lost");
      }
      if (rest == null) {
        rest = worked.splitOff(delayMillis(wish.resumeDelay()));
      }
    }
    worked.behind.checkDone();
    claims = null;
    return rest;
  }

  /** A function that finds nothing to do and asks again at once would keep all others waiting. */
  private long delayMillis(Duration delay) {
    long millis;
    try {
      millis = delay.toMillis();
    } catch (ArithmeticException e) {
      millis = Long.MAX_VALUE;
    }
    return claimed == 0 ? Math.max(millis, PAUSE_MILLIS) : millis;
  }

  private static long watermark(WatermarkEstimator<?> estimator) {
    Instant watermark = estimator.currentWatermark();
    BoundedWindow.validateTimestampBounds(watermark);
    return watermark.toEpochMilli();
  }

  private Claims atWork() {
    if (claims == null) {
      throw new IllegalStateException("No restriction is worked on");
    }
    return claims;
  }

  RestrictionTracker<?, ?> tracker() {
    return atWork();
  }

  WatermarkEstimator<?> estimator() {
    return estimator;
  }

  void returned(ProcessContinuation continuation) {
    this.continuation = continuation;
  }

  int outputs() {
    return outputs;
  }

  /**
   * Is told of each output before it goes out.
   *
   * @throws IllegalStateException if nothing was claimed that it could belong to (rule D1)
   */
  void output(Instant timestamp) {
    if (claims == null) {
      return; // at the start or end of a bundle
    }
    if (claimed == 0) {
      throw new IllegalStateException(
          "A splittable function must claim a position before it outputs anything (tryClaim)");
    }
    if (refused) {
      throw new IllegalStateException(
          "A splittable function must not output anything after tryClaim has returned false: it"
              + " must return");
    }
    outputs++;
    if (estimator instanceof TimestampObservingWatermarkEstimator<?> observing) {
      observing.observeTimestamp(timestamp);
    }
  }
}
