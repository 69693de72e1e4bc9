package io.millrace.runners.core.trigger;

import io.millrace.sdk.trace.TriggerPart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of triggers that let others fire again and again. */
final class RepeatingNodes {

  private RepeatingNodes() {}

  /** Begins again whenever the repeated trigger has finished. */
  static final class Repeatedly extends Node {

    private final Node repeated;

    Repeatedly(int index, Node repeated) {
      super(index, List.of(repeated));
      this.repeated = repeated;
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "Repeatedly", "");
    }

    @Override
    void onElement(Moment m) {
      repeated.onElement(m);
    }

    @Override
    boolean shouldFire(Moment m) {
      return repeated.shouldFire(m);
    }

    @Override
    void onFire(Moment m) {
      repeated.onFire(m);
      if (repeated.isFinished(m.state)) {
        repeated.reset(m);
      }
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      repeated.onMerge(m, sources);
      if (repeated.isFinished(m.state)) {
        repeated.reset(m);
      }
    }
  }

  /** Behaves as the main trigger until the other one fires, and ends with that firing. */
  static final class OrFinally extends Node {

    private final Node main;
    private final Node until;

    OrFinally(int index, Node main, Node until) {
      super(index, List.of(main, until));
      this.main = main;
      this.until = until;
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "OrFinally", "for its first part, until the second fires");
    }

    @Override
    void onElement(Moment m) {
      main.onElement(m);
      until.onElement(m);
    }

    @Override
    boolean shouldFire(Moment m) {
      return main.shouldFire(m) || until.shouldFire(m);
    }

    @Override
    void onFire(Moment m) {
      if (until.shouldFire(m)) {
        until.onFire(m);
        main.clear(m);
      } else {
        // The other one goes on counting across panes.
        main.onFire(m);
      }
      setFinished(m, main.isFinished(m.state) || until.isFinished(m.state));
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      main.onMerge(m, sources);
      until.onMerge(m, sources);
      setFinished(m, main.isFinished(m.state) || until.isFinished(m.state));
    }
  }

  /**
   * Fires at the end of the window; before it when the early trigger does, after it when the late
   * one does, both repeated (rule R3). The early trigger counts as finished from the end of the
   * window on.
   */
  static final class EarlyAndLate extends Node {

    private final Node early;
    private final @Nullable Node late;
    private final boolean merging;

    EarlyAndLate(int index, Node early, @Nullable Node late, boolean merging) {
      super(index, late == null ? List.of(early) : List.of(early, late));
      this.early = early;
      this.late = late;
      this.merging = merging;
    }

    @Override
    TriggerPart describe(Moment m) {
      boolean beforeEnd = !early.isFinished(m.state);
      TriggerPart earlyPart = early.describe(m);
      return described(
          m,
          "AfterWatermark.pastEndOfWindow with early and late firings",
          beforeEnd ? m.untilEndOfWindow() : "for late elements",
          late == null
              ? List.of(earlyPart)
              : List.of(earlyPart, beforeEnd ? late.describe(m).notBegun() : late.describe(m)));
    }

    @Override
    void onElement(Moment m) {
      boolean beforeEnd = !early.isFinished(m.state);
      if (beforeEnd) {
        early.onElement(m);
      }
      if (late != null && (merging || !beforeEnd)) {
        late.onElement(m);
      }
    }

    @Override
    boolean shouldFire(Moment m) {
      if (!early.isFinished(m.state)) {
        return m.isPastEndOfWindow() || early.shouldFire(m);
      }
      return late != null && late.shouldFire(m);
    }

    @Override
    void onFire(Moment m) {
      if (early.isFinished(m.state)) {
        fireLate(m);
      } else if (m.isPastEndOfWindow()) {
        early.clear(m);
        early.setFinished(m, true);
        if (late == null) {
          setFinished(m, true);
        } else {
          late.reset(m);
        }
      } else {
        early.onFire(m);
        if (early.isFinished(m.state)) {
          early.reset(m);
        }
      }
    }

    private void fireLate(Moment m) {
      if (late != null) {
        late.onFire(m);
        if (late.isFinished(m.state)) {
          late.reset(m);
        }
      }
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      if (early.finishedInAll(sources) && m.isPastEndOfWindow()) {
        early.setFinished(m, true);
        if (late == null) {
          setFinished(m, true);
        } else {
          late.onMerge(m, sources);
        }
        return;
      }
      // The end of the new window is before it, or some data has not fired: the early trigger goes
      // on with what it counted where it was still at work.
      early.onMerge(m, sources.stream().filter(source -> !early.isFinished(source)).toList());
    }

    @Override
    long nextProcessingTime(TriggerState state, TriggerClock clock) {
      if (!early.isFinished(state)) {
        return early.nextProcessingTime(state, clock);
      }
      return late == null ? Long.MAX_VALUE : late.nextProcessingTime(state, clock);
    }
  }
}
