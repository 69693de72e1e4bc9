package io.millrace.runners.core.trigger;

import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.transforms.windowing.TimestampTransform;
import java.time.Instant;
import java.util.List;

/** The parts of triggers that look at elements and clocks themselves. */
final class LeafNodes {

  private LeafNodes() {}

  /** Fires when the watermark passes the end of the window, and at every late pane; for ever. */
  static final class Default extends Node {

    Default(int index) {
      super(index, List.of());
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "DefaultTrigger", m.untilEndOfWindow());
    }

    @Override
    void onElement(Moment m) {}

    @Override
    boolean shouldFire(Moment m) {
      return m.isPastEndOfWindow();
    }

    @Override
    void onFire(Moment m) {}

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {}
  }

  /** Does not fire. The owner of the window emits what is left when the window expires. */
  static final class Never extends Node {

    Never(int index) {
      super(index, List.of());
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "Never", "for nothing: the pane comes when the window expires");
    }

    @Override
    void onElement(Moment m) {}

    @Override
    boolean shouldFire(Moment m) {
      return false;
    }

    @Override
    void onFire(Moment m) {
      throw new IllegalStateException("this trigger never fires");
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      setFinished(m, finishedInAny(sources));
    }
  }

  /** Fires once, when the watermark passes the end of the window. */
  static final class EndOfWindow extends Node {

    EndOfWindow(int index) {
      super(index, List.of());
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "AfterWatermark.pastEndOfWindow", m.untilEndOfWindow());
    }

    @Override
    void onElement(Moment m) {}

    @Override
    boolean shouldFire(Moment m) {
      return m.isPastEndOfWindow();
    }

    @Override
    void onFire(Moment m) {
      setFinished(m, true);
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      // A window that became longer has its end before it again.
      setFinished(m, finishedInAll(sources) && m.isPastEndOfWindow());
    }
  }

  /** Fires once, when there are so many elements. */
  static final class Count extends Node {

    private final int wanted;

    Count(int index, int wanted) {
      super(index, List.of());
      this.wanted = wanted;
    }

    @Override
    TriggerPart describe(Moment m) {
      String has = "has " + m.state.cells[index] + " of " + wanted + " elements";
      return described(m, "AfterPane.elementCountAtLeast(" + wanted + ")", has);
    }

    @Override
    void onElement(Moment m) {
      m.state.cells[index]++;
    }

    @Override
    boolean shouldFire(Moment m) {
      return m.state.cells[index] >= wanted;
    }

    @Override
    void onFire(Moment m) {
      clear(m);
      setFinished(m, true);
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      if (finishedInAny(sources)) {
        setFinished(m, true);
        return;
      }
      for (TriggerState source : sources) {
        m.state.cells[index] += source.cells[index];
      }
    }
  }

  /** Fires once, some time after the first element of a pane. */
  static final class Delay extends Node {

    /** No element yet. */
    private static final long NOT_SET = Long.MAX_VALUE;

    private final List<TimestampTransform> transforms;
    private final boolean isSynchronized;

    Delay(int index, List<TimestampTransform> transforms, boolean isSynchronized) {
      super(index, List.of());
      this.transforms = transforms;
      this.isSynchronized = isSynchronized;
    }

    @Override
    long initialCell() {
      return NOT_SET;
    }

    private long now(TriggerClock clock) {
      return isSynchronized
          ? clock.synchronizedProcessingTimeMillis()
          : clock.processingTimeMillis();
    }

    @Override
    TriggerPart describe(Moment m) {
      long target = m.state.cells[index];
      return described(
          m,
          isSynchronized ? "AfterSynchronizedProcessingTime" : "AfterProcessingTime",
          target == NOT_SET
              ? "for an element, with which its delay begins"
              : "until processing time is past " + Instant.ofEpochMilli(target));
    }

    @Override
    void onElement(Moment m) {
      if (m.state.cells[index] == NOT_SET) {
        // Synchronised time may be behind that of this step: what counts is when it came here.
        long target = m.clock.processingTimeMillis();
        for (TimestampTransform transform : transforms) {
          target = transform.applyMillis(target);
        }
        m.state.cells[index] = target;
      }
    }

    @Override
    boolean shouldFire(Moment m) {
      // Strictly after (rule R6).
      return m.state.cells[index] != NOT_SET && now(m.clock) > m.state.cells[index];
    }

    @Override
    void onFire(Moment m) {
      clear(m);
      setFinished(m, true);
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      if (finishedInAny(sources)) {
        setFinished(m, true);
        return;
      }
      for (TriggerState source : sources) {
        m.state.cells[index] = Math.min(m.state.cells[index], source.cells[index]);
      }
    }

    @Override
    long nextProcessingTime(TriggerState state, TriggerClock clock) {
      long target = state.cells[index];
      // What has come already waits for the triggers beside it, and these for times of their own.
      return target == NOT_SET || now(clock) > target ? Long.MAX_VALUE : target + 1;
    }
  }
}
