package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.transforms.DoFn.ProcessContinuation;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.SplitResult;
import io.millrace.sdk.transforms.splittabledofn.TimestampObservingWatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The restriction that a function is working on: counts what it outputs and claims, and splits off
 * the rest after a while, so that other work gets its turn. Single-threaded.
 */
final class RestrictionAtWork {

  private @Nullable RestrictionTracker<@Nullable Object, @Nullable Object> tracker;
  private @Nullable Claims claims;
  private @Nullable WatermarkEstimator<?> estimator;
  private ProcessContinuation continuation = ProcessContinuation.stop();
  private @Nullable SplitResult<@Nullable Object> split;
  private int limit;
  private int outputs;
  private int claimed;
  private boolean refused;

  /** Stands before the function's tracker. */
  private final class Claims extends RestrictionTracker<@Nullable Object, @Nullable Object> {

    private final RestrictionTracker<@Nullable Object, @Nullable Object> behind;

    Claims(RestrictionTracker<@Nullable Object, @Nullable Object> behind) {
      this.behind = behind;
    }

    @Override
    public boolean tryClaim(@Nullable Object position) {
      if (split == null && (outputs >= limit || claimed >= limit)) {
        split = behind.trySplit(0);
      }
      boolean got = behind.tryClaim(Typed.value(position));
      if (got) {
        claimed++;
      } else {
        refused = true;
      }
      return got;
    }

    @Override
    @SuppressWarnings("NullAway") // it takes type arguments for non-null
    public @Nullable Object currentRestriction() {
      return behind.currentRestriction();
    }

    @Override
    public @Nullable SplitResult<@Nullable Object> trySplit(double fractionOfRemainder) {
      return behind.trySplit(fractionOfRemainder);
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

  /** Begins to work, until about {@code limit} outputs were given. */
  void begin(
      RestrictionTracker<@Nullable Object, @Nullable Object> tracker,
      @Nullable WatermarkEstimator<?> estimator,
      int limit) {
    this.tracker = tracker;
    this.claims = new Claims(tracker);
    this.estimator = estimator;
    this.limit = limit;
    continuation = ProcessContinuation.stop();
    split = null;
    outputs = 0;
    claimed = 0;
    refused = false;
  }

  /**
   * Ends the work.
   *
   * @return what is left to do; null if nothing is
   * @throws IllegalStateException if the function returned too early (rule D1)
   */
  @Nullable SplitResult<@Nullable Object> end() {
    RestrictionTracker<@Nullable Object, @Nullable Object> current = tracker;
    if (current == null) {
      throw new IllegalStateException("No restriction is worked on");
    }
    if (continuation.shouldResume() && split == null) {
      split = current.trySplit(0);
    }
    current.checkDone();
    tracker = null;
    claims = null;
    estimator = null;
    return split;
  }

  RestrictionTracker<?, ?> tracker() {
    return require(claims);
  }

  WatermarkEstimator<?> estimator() {
    if (estimator == null) {
      throw new IllegalStateException(
          "The function takes a WatermarkEstimator, but makes none: add a public method marked"
              + " @NewWatermarkEstimator");
    }
    return estimator;
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("No restriction is worked on");
    }
    return value;
  }

  void returned(ProcessContinuation continuation) {
    this.continuation = continuation;
  }

  /** How long to wait with what is left. */
  long resumeDelayMillis() {
    return continuation.shouldResume() ? continuation.resumeDelay().toMillis() : 0;
  }

  int outputs() {
    return outputs;
  }

  /** Is told of each output before it goes out. */
  void output(Instant timestamp) {
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
