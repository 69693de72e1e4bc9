package io.millrace.runners.core.trigger;

import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.trace.TriggerPart.Status;
import java.util.List;

/**
 * One part of a trigger: what the calls of {@link TriggerMachine} mean for it. A node has one bit
 * and one number in the state; it has no other memory.
 */
abstract class Node {

  final int index;
  final List<Node> subs;

  Node(int index, List<Node> subs) {
    this.index = index;
    this.subs = List.copyOf(subs);
  }

  /** The number in the state of a new window. */
  long initialCell() {
    return 0;
  }

  abstract void onElement(Moment m);

  abstract boolean shouldFire(Moment m);

  abstract void onFire(Moment m);

  /** Fills this node's part of the state from those of the windows that were merged. */
  abstract void onMerge(Moment m, List<TriggerState> sources);

  /** See {@link TriggerMachine#nextProcessingTime}. */
  long nextProcessingTime(TriggerState state, TriggerClock clock) {
    long next = Long.MAX_VALUE;
    for (Node sub : subs) {
      if (!sub.isFinished(state)) {
        next = Math.min(next, sub.nextProcessingTime(state, clock));
      }
    }
    return next;
  }

  /** How it stands, for people. Changes nothing. */
  abstract TriggerPart describe(Moment m);

  /** A description of this part and those below. */
  final TriggerPart described(Moment m, String name, String waitsFor) {
    return described(m, name, waitsFor, subs.stream().map(sub -> sub.describe(m)).toList());
  }

  final TriggerPart described(Moment m, String name, String waitsFor, List<TriggerPart> parts) {
    if (isFinished(m.state)) {
      return new TriggerPart(name, Status.FINISHED, "", parts);
    }
    return new TriggerPart(name, shouldFire(m) ? Status.READY : Status.WAITING, waitsFor, parts);
  }

  final boolean isFinished(TriggerState state) {
    return state.isFinished(index);
  }

  final void setFinished(Moment m, boolean value) {
    m.state.setFinished(index, value);
  }

  /** Forgets what was counted, here and below; what has finished stays finished. */
  final void clear(Moment m) {
    m.state.cells[index] = initialCell();
    for (Node sub : subs) {
      sub.clear(m);
    }
  }

  /** Begins anew, here and below. */
  final void reset(Moment m) {
    m.state.cells[index] = initialCell();
    setFinished(m, false);
    for (Node sub : subs) {
      sub.reset(m);
    }
  }

  final boolean finishedInAny(List<TriggerState> sources) {
    return sources.stream().anyMatch(this::isFinished);
  }

  final boolean finishedInAll(List<TriggerState> sources) {
    return sources.stream().allMatch(this::isFinished);
  }
}
