package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.stage.SplittableFunction.ElementAt;
import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import io.millrace.sdk.transforms.splittabledofn.SplitResult;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Works on restrictions in turn, a piece at a time: no element keeps the others waiting, and none
 * keeps the watermark from going on further than its own estimate (rule D3).
 */
final class SplittableRootOperator implements RootOperator {

  /** How many restrictions wait before input does. */
  static final int MAX_WAITING = 100_000;

  /** A restriction that waits; as a timer it is due when it is to be gone on with. */
  private static final class Work extends TimerHeap.Entry {
    final ElementAt element;
    final @Nullable Object restriction;
    final @Nullable Object estimatorState;
    final long holdMillis;

    Work(
        ElementAt element,
        @Nullable Object restriction,
        @Nullable Object estimatorState,
        long holdMillis) {
      this.element = element;
      this.restriction = restriction;
      this.estimatorState = estimatorState;
      this.holdMillis = holdMillis;
    }
  }

  private final String name;
  private final SplittableFunction function;
  private final RestrictionAtWork atWork;
  private final @Nullable Coder<@Nullable Object> strictCoder;
  private final StageEnv env;
  private final ElementReceiver processElement;
  private final ElementCursor cursor;
  private final Failures failures;
  private final TimerHeap<Work> waiting = new TimerHeap<>();
  private final Holds holds = new Holds();
  private boolean draining;

  @SuppressWarnings("unchecked")
  SplittableRootOperator(
      String name,
      SplittableFunction function,
      RestrictionAtWork atWork,
      @Nullable Coder<?> strictCoder,
      StageEnv env,
      ElementReceiver processElement,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.function = function;
    this.atWork = atWork;
    this.strictCoder = (Coder<@Nullable Object>) strictCoder;
    this.env = env;
    this.processElement = processElement;
    this.cursor = cursor;
    this.failures = failures;
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      for (int row = from; row < to; row++) {
        KV<?, ?> pair = (KV<?, ?>) Objects.requireNonNull(batch.value(row));
        BoundedWindow window = batch.windows(row).iterator().next();
        ElementAt element =
            new ElementAt(pair.getKey(), batch.timestamp(row), window, batch.pane(row));
        Object restriction = kept(pair.getValue());
        Object state = function.initialEstimatorState(element, restriction);
        add(new Work(element, restriction, state, batch.timestamp(row)), now());
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  private long now() {
    return env.processingTimeMillis();
  }

  /** Where checks are strict, as its coder brings it back. */
  private @Nullable Object kept(@Nullable Object restriction) throws CoderException {
    return strictCoder == null
        ? restriction
        : CoderUtils.clone(strictCoder, Typed.value(restriction));
  }

  private void add(Work work, long dueMillis) {
    Work kept = draining ? truncated(work) : work;
    if (kept != null) {
      holds.add(kept.holdMillis);
      waiting.set(kept, dueMillis);
    }
  }

  private @Nullable Work truncated(Work work) {
    TruncateResult<?> left = function.truncate(work.element, work.restriction);
    return left == null
        ? null
        : new Work(
            work.element, left.getTruncatedRestriction(), work.estimatorState, work.holdMillis);
  }

  @Override
  public void drain() {
    if (draining) {
      return;
    }
    draining = true;
    List<Work> all = new ArrayList<>();
    Work next;
    while ((next = waiting.pollBefore(Long.MAX_VALUE)) != null) {
      all.add(next);
    }
    try {
      for (Work work : all) {
        // What is left need not wait any longer.
        add(work, Long.MIN_VALUE);
        holds.remove(work.holdMillis);
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  @Override
  public boolean hasRoom() {
    return waiting.size() < MAX_WAITING;
  }

  @Override
  public boolean hasInputWaiting() {
    return waiting.size() > 0;
  }

  @Override
  public boolean outlivesInput() {
    return true;
  }

  @Override
  public boolean canResume() {
    return waiting.size() > 0 && waiting.nextTime() <= now();
  }

  @Override
  public int resume(int limit) {
    Work work = waiting.pollBefore(now() + 1);
    if (work == null) {
      return 0;
    }
    try {
      work(work, limit);
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    return atWork.outputs() + 1;
  }

  private void work(Work work, int limit) throws CoderException {
    ElementAt element = work.element;
    WatermarkEstimator<?> estimator =
        function.newEstimator(element, work.restriction, work.estimatorState);
    atWork.begin(function.newTracker(element, work.restriction), estimator, limit);
    cursor.timestamp = element.timestampMillis();
    cursor.windows = List.of(element.window());
    cursor.pane = element.pane();
    processElement.accept(element.value());
    SplitResult<@Nullable Object> split = end();
    if (split != null) {
      long hold = work.holdMillis;
      Object state = work.estimatorState;
      if (estimator != null) {
        hold = Math.max(hold, estimator.currentWatermark().toEpochMilli());
        state = estimator.getState();
      }
      add(
          new Work(element, kept(split.getResidual()), state, hold),
          now() + atWork.resumeDelayMillis());
    }
    // Rule H7: the old hold is kept until the new one is there.
    holds.remove(work.holdMillis);
  }

  private @Nullable SplitResult<@Nullable Object> end() {
    try {
      return atWork.end();
    } catch (RuntimeException e) {
      throw failures.inUserCode(name, e);
    }
  }

  @Override
  public long outputWatermark(long inputWatermarkMillis) {
    return Math.min(inputWatermarkMillis, holds.min());
  }

  @Override
  public boolean firesInTime() {
    return true;
  }

  @Override
  public long nextProcessingTime() {
    // What is due already is resumed without being told of time.
    long next = waiting.nextTime();
    return next <= now() ? Long.MAX_VALUE : next;
  }

  @Override
  public int emit(int limit) {
    return 0;
  }

  @Override
  public boolean isExhausted() {
    return true;
  }
}
