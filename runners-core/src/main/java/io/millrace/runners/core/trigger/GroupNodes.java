package io.millrace.runners.core.trigger;

import io.millrace.sdk.trace.TriggerPart;
import java.util.ArrayList;
import java.util.List;

/** The parts of triggers that are made of several others. */
final class GroupNodes {

  private GroupNodes() {}

  /** Fires once, when the first of several does. */
  static final class First extends Node {

    First(int index, List<Node> subs) {
      super(index, subs);
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "AfterFirst", "for any of its parts");
    }

    @Override
    void onElement(Moment m) {
      for (Node sub : subs) {
        sub.onElement(m);
      }
    }

    @Override
    boolean shouldFire(Moment m) {
      for (Node sub : subs) {
        if (sub.shouldFire(m)) {
          return true;
        }
      }
      return false;
    }

    @Override
    void onFire(Moment m) {
      for (Node sub : subs) {
        if (sub.shouldFire(m)) {
          sub.onFire(m);
        } else {
          sub.clear(m);
        }
      }
      setFinished(m, true);
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      boolean anyFinished = false;
      for (Node sub : subs) {
        sub.onMerge(m, sources);
        anyFinished |= sub.isFinished(m.state);
      }
      setFinished(m, anyFinished);
    }
  }

  /** Fires once, when all of several do. */
  static final class All extends Node {

    All(int index, List<Node> subs) {
      super(index, subs);
    }

    @Override
    TriggerPart describe(Moment m) {
      return described(m, "AfterAll", "for all of its parts");
    }

    @Override
    void onElement(Moment m) {
      for (Node sub : subs) {
        if (!sub.isFinished(m.state)) {
          sub.onElement(m);
        }
      }
    }

    @Override
    boolean shouldFire(Moment m) {
      for (Node sub : subs) {
        if (!sub.isFinished(m.state) && !sub.shouldFire(m)) {
          return false;
        }
      }
      return true;
    }

    @Override
    void onFire(Moment m) {
      for (Node sub : subs) {
        if (!sub.isFinished(m.state)) {
          sub.onFire(m);
        }
      }
      setFinished(m, true);
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      boolean allFinished = true;
      for (Node sub : subs) {
        sub.onMerge(m, sources);
        allFinished &= sub.isFinished(m.state);
      }
      setFinished(m, allFinished);
    }
  }

  /** Behaves as each of several in turn. */
  static final class Each extends Node {

    private final boolean merging;

    Each(int index, List<Node> subs, boolean merging) {
      super(index, subs);
      this.merging = merging;
    }

    private int current(TriggerState state) {
      int at = 0;
      while (at < subs.size() && subs.get(at).isFinished(state)) {
        at++;
      }
      return at;
    }

    @Override
    TriggerPart describe(Moment m) {
      List<TriggerPart> parts = new ArrayList<>();
      int current = current(m.state);
      for (int i = 0; i < subs.size(); i++) {
        TriggerPart part = subs.get(i).describe(m);
        parts.add(i > current ? part.notBegun() : part);
      }
      return described(m, "AfterEach", "for its parts, one after the other", parts);
    }

    @Override
    void onElement(Moment m) {
      int current = current(m.state);
      // Where windows may merge, an earlier one may come to life again: all must be prepared.
      int to = merging ? subs.size() : Math.min(current + 1, subs.size());
      for (int i = current; i < to; i++) {
        subs.get(i).onElement(m);
      }
    }

    @Override
    boolean shouldFire(Moment m) {
      int current = current(m.state);
      return current < subs.size() && subs.get(current).shouldFire(m);
    }

    @Override
    void onFire(Moment m) {
      int current = current(m.state);
      Node sub = subs.get(current);
      sub.onFire(m);
      if (sub.isFinished(m.state)) {
        // The later ones begin with the next pane.
        for (int i = current + 1; i < subs.size(); i++) {
          subs.get(i).reset(m);
        }
      }
      setFinished(m, current(m.state) == subs.size());
    }

    @Override
    void onMerge(Moment m, List<TriggerState> sources) {
      boolean earlierFinished = true;
      for (Node sub : subs) {
        if (earlierFinished) {
          sub.onMerge(m, sources);
          earlierFinished = sub.isFinished(m.state);
        }
      }
      setFinished(m, earlierFinished);
    }

    @Override
    long nextProcessingTime(TriggerState state, TriggerClock clock) {
      int current = current(state);
      return current < subs.size()
          ? subs.get(current).nextProcessingTime(state, clock)
          : Long.MAX_VALUE;
    }
  }
}
