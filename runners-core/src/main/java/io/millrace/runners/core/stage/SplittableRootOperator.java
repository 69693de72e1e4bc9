package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.batch.ElementCursor;
import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.host.StageEnv;
import io.millrace.runners.core.invoke.ElementReceiver;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.stage.SplittableFunction.ElementAt;
import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.runners.core.watermark.Holds;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Works on restrictions in turn, a piece at a time: no element keeps the others waiting, and none
 * keeps the watermark from going on further than its own estimate (rule D3).
 */
final class SplittableRootOperator implements RootOperator {

  /** How many restrictions on which the work has not begun wait before input does. */
  static final int MAX_WAITING = 1 << 16;

  /**
   * The coders of what waits.
   *
   * @param estimatorState the coder of estimators' states
   */
  record Coders(
      Coder<@Nullable Object> element,
      Coder<BoundedWindow> window,
      Coder<@Nullable Object> restriction,
      Coder<@Nullable Object> estimatorState) {}

  /** A restriction that waits; as a timer it is due when it is to be gone on with. */
  private static final class Work extends TimerHeap.Entry {
    final ElementAt element;
    @Nullable Object restriction;
    @Nullable Object estimatorState;
    long holdMillis;
    boolean begun;
    boolean bounded;
    boolean truncated;

    Work(ElementAt element, @Nullable Object restriction, @Nullable Object estimatorState) {
      this.element = element;
      this.restriction = restriction;
      this.estimatorState = estimatorState;
      this.holdMillis = element.timestampMillis();
    }

    long windowMillis() {
      long earliest = Long.MAX_VALUE;
      for (BoundedWindow window : element.windows()) {
        earliest = Math.min(earliest, window.maxTimestampMillis());
      }
      return earliest;
    }
  }

  private static final int BEGUN = 1;
  private static final int BOUNDED = 2;
  private static final int TRUNCATED = 4;
  private static final int DRAINING = 8;

  private final String name;
  private final SplittableFunction function;
  private final RestrictionAtWork atWork;
  private final Coders coders;
  private final boolean strict;
  private final StageEnv env;
  private final ElementReceiver processElement;
  private final ElementCursor cursor;
  private final Failures failures;
  private final TimerHeap<Work> waiting = new TimerHeap<>();
  private final Holds holds = new Holds();

  /** The ends of the windows of what waits. */
  private final Holds windows = new Holds();

  private int notBegun;
  private boolean draining;

  /**
   * A root.
   *
   * @param strict whether what waits is what the coders bring back
   */
  SplittableRootOperator(
      String name,
      SplittableFunction function,
      RestrictionAtWork atWork,
      Coders coders,
      boolean strict,
      StageEnv env,
      ElementReceiver processElement,
      ElementCursor cursor,
      Failures failures) {
    this.name = name;
    this.function = function;
    this.atWork = atWork;
    this.coders = coders;
    this.strict = strict;
    this.env = env;
    this.processElement = processElement;
    this.cursor = cursor;
    this.failures = failures;
  }

  @Override
  public void accept(Batch batch, int from, int to) {
    try {
      long now = env.processingTimeMillis();
      for (int row = from; row < to; row++) {
        KV<?, ?> pair = (KV<?, ?>) Objects.requireNonNull(batch.value(row));
        ElementAt element =
            new ElementAt(pair.getKey(), batch.timestamp(row), batch.windows(row), batch.pane(row));
        Object state = function.initialEstimatorState(element, pair.getValue());
        Work work = new Work(element, pair.getValue(), state);
        passCoders(work);
        holds.add(work.holdMillis);
        windows.add(work.windowMillis());
        waiting.set(work, now);
        notBegun++;
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
  }

  private void passCoders(Work work) throws CoderException {
    if (strict) {
      work.restriction = CoderUtils.clone(coders.restriction, Typed.value(work.restriction));
      work.estimatorState =
          CoderUtils.clone(coders.estimatorState, Typed.value(work.estimatorState));
    }
  }

  /** Rule D4: what is left is truncated when its turn comes, which is now. */
  @Override
  public void drain() {
    if (draining) {
      return;
    }
    draining = true;
    List<Work> all = new ArrayList<>();
    for (Work next = waiting.first(); next != null; next = waiting.first()) {
      waiting.remove(next);
      all.add(next);
    }
    all.forEach(work -> waiting.set(work, Long.MIN_VALUE));
  }

  @Override
  public boolean hasRoom() {
    return notBegun < MAX_WAITING;
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
  public long earliestWindowKept() {
    return windows.min();
  }

  @Override
  public boolean canResume() {
    return waiting.size() > 0 && waiting.nextTime() <= env.processingTimeMillis();
  }

  /** Works on what is due, one after the other and each once. */
  @Override
  public int resume(int limit) {
    long now = env.processingTimeMillis();
    int done = 0;
    try {
      for (int left = waiting.size(); left > 0 && done < limit; left--) {
        Work work = waiting.first();
        if (work == null || work.timeMillis() > now) {
          break;
        }
        waiting.remove(work);
        done += 1 + workOn(work, limit - done);
      }
    } catch (Throwable t) {
      throw failures.inEngine(name, t);
    }
    return done;
  }

  /**
   * Works on a restriction.
   *
   * @return how many outputs there were
   */
  private int workOn(Work work, int limit) throws CoderException {
    // Rule H7: the hold goes, or moves, when what it protected is out.
    long held = work.holdMillis;
    if (!work.begun) {
      work.begun = true;
      notBegun--;
    }
    int outputs = 0;
    RestrictionAtWork.Rest rest = null;
    if (!draining || truncate(work)) {
      rest = callFunction(work, limit);
      outputs = atWork.outputs();
    }
    if (rest == null) {
      windows.remove(work.windowMillis());
    } else {
      work.restriction = rest.restriction();
      work.estimatorState = rest.estimatorState();
      work.holdMillis = Math.max(held, rest.watermarkMillis());
      passCoders(work);
      holds.add(work.holdMillis);
      // the work itself may have taken long
      waiting.set(work, later(env.processingTimeMillis(), rest.delayMillis()));
    }
    holds.remove(held);
    return outputs;
  }

  private RestrictionAtWork.@Nullable Rest callFunction(Work work, int limit) {
    ElementAt element = work.element;
    var tracker = function.newTracker(element, work.restriction);
    boolean bounded = tracker.isBounded() == IsBounded.BOUNDED;
    if (work.bounded && !bounded) {
      throw new StageException(
          name,
          String.format(
              "the work on %s, which was split off a bounded restriction, never ends, as its tracker"
                  + " says. What is bounded must stay so.",
              work.restriction));
    }
    work.bounded = bounded;
    var estimator = function.newEstimator(element, work.restriction, work.estimatorState);
    cursor.timestamp = element.timestampMillis();
    cursor.windows(element.windows());
    cursor.pane(element.pane());
    atWork.begin(tracker, estimator, limit);
    processElement.accept(element.value());
    try {
      return atWork.end();
    } catch (RuntimeException e) {
      throw failures.inUserCode(name, e);
    }
  }

  /** Whether anything is left of a restriction in a pipeline that is being drained. */
  private boolean truncate(Work work) {
    if (work.truncated) {
      return true;
    }
    TruncateResult<?> left = function.truncate(work.element, work.restriction);
    if (left == null) {
      return false;
    }
    work.restriction = left.getTruncatedRestriction();
    work.truncated = true;
    return true;
  }

  private static long later(long now, long delayMillis) {
    return delayMillis > Long.MAX_VALUE - 1 - now ? Long.MAX_VALUE - 1 : now + delayMillis;
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
    return next <= env.processingTimeMillis() ? Long.MAX_VALUE : next;
  }

  @Override
  public int emit(int limit) {
    return 0;
  }

  @Override
  public boolean isExhausted() {
    return true;
  }

  @Override
  public void save(StateSink sink) throws IOException {
    for (Work work : waiting.inOrder()) {
      EncodeBuffer out = sink.shared(Section.ROOT);
      ElementAt element = work.element;
      out.writeLong(work.timeMillis());
      out.writeLong(element.timestampMillis());
      out.writeVarLong(element.windows().size());
      for (BoundedWindow window : element.windows()) {
        coders.window.encode(window, out);
      }
      PaneInfoCoder.of().encode(element.pane(), out);
      coders.element.encode(Typed.value(element.value()), out);
      coders.restriction.encode(Typed.value(work.restriction), out);
      coders.estimatorState.encode(Typed.value(work.estimatorState), out);
      out.writeLong(work.holdMillis);
      out.write(
          (work.begun ? BEGUN : 0)
              | (work.bounded ? BOUNDED : 0)
              | (work.truncated ? TRUNCATED : 0)
              | (draining ? DRAINING : 0));
      sink.end();
    }
  }

  @Override
  public void load(Section section, int keyHash, DecodeBuffer in) throws IOException {
    long dueMillis = in.readLong();
    long timestamp = in.readLong();
    List<BoundedWindow> windowsOfElement = new ArrayList<>();
    for (long left = in.readVarLong(); left > 0; left--) {
      windowsOfElement.add(coders.window.decode(in));
    }
    PaneInfo pane = PaneInfoCoder.of().decode(in);
    ElementAt element =
        new ElementAt(coders.element.decode(in), timestamp, List.copyOf(windowsOfElement), pane);
    Work work = new Work(element, coders.restriction.decode(in), coders.estimatorState.decode(in));
    work.holdMillis = in.readLong();
    int flags = in.read();
    work.begun = (flags & BEGUN) != 0;
    work.bounded = (flags & BOUNDED) != 0;
    work.truncated = (flags & TRUNCATED) != 0;
    draining |= (flags & DRAINING) != 0;
    holds.add(work.holdMillis);
    windows.add(work.windowMillis());
    waiting.set(work, dueMillis);
    notBegun += work.begun ? 0 : 1;
  }
}
