package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.sdk.state.TimeDomain;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees the space of state that has outlived its time to live. What is over is never read, whether
 * it was freed already or not, so this may look late. Each scope is looked at when its oldest
 * content ends.
 */
final class Lifetimes {

  private final CurrentCall call;
  private final List<HeapCell> eventCells = new ArrayList<>();
  private final List<HeapCell> processingCells = new ArrayList<>();
  private final TimerHeap<LifeTimer> eventTimers = new TimerHeap<>();
  private final TimerHeap<LifeTimer> processingTimers = new TimerHeap<>();

  Lifetimes(CurrentCall call) {
    this.call = call;
  }

  void watch(HeapCell cell, TimeDomain domain) {
    (domain == TimeDomain.EVENT_TIME ? eventCells : processingCells).add(cell);
  }

  /** Notes that something in the scope of the call lives until a time. */
  void livesUntil(TimeDomain domain, long endMillis) {
    Scope scope = call.scope();
    LifeTimer timer;
    TimerHeap<LifeTimer> heap;
    if (domain == TimeDomain.EVENT_TIME) {
      heap = eventTimers;
      timer = scope.eventLife;
      if (timer == null) {
        timer = new LifeTimer(scope);
        scope.eventLife = timer;
      }
    } else {
      heap = processingTimers;
      timer = scope.processingLife;
      if (timer == null) {
        timer = new LifeTimer(scope);
        scope.processingLife = timer;
      }
    }
    if (!timer.isSet() || timer.timeMillis() > endMillis) {
      heap.set(timer, endMillis);
    }
  }

  /** Lets a scope be looked at whose contents were restored. */
  void restored(Scope scope) {
    if (!eventCells.isEmpty()) {
      LifeTimer timer = new LifeTimer(scope);
      scope.eventLife = timer;
      eventTimers.set(timer, Long.MIN_VALUE);
    }
    if (!processingCells.isEmpty()) {
      LifeTimer timer = new LifeTimer(scope);
      scope.processingLife = timer;
      processingTimers.set(timer, Long.MIN_VALUE);
    }
  }

  /** When the processing time must be told next. */
  long nextProcessingTime() {
    return processingTimers.nextTime();
  }

  /** Frees what is over; {@code whenFreed} is told each scope that lost something. */
  void free(ScopeVisitor whenFreed) {
    free(eventTimers, eventCells, call.watermark(), whenFreed);
    free(processingTimers, processingCells, call.processingTime(), whenFreed);
  }

  interface ScopeVisitor {
    void visit(Scope scope);
  }

  private static void free(
      TimerHeap<LifeTimer> heap, List<HeapCell> cells, long now, ScopeVisitor whenFreed) {
    LifeTimer due;
    while ((due = heap.pollBefore(now)) != null) {
      Scope scope = due.scope;
      long next = TimerHeap.NONE;
      for (HeapCell cell : cells) {
        next = Math.min(next, cell.free(scope));
      }
      if (next != TimerHeap.NONE) {
        heap.set(due, next);
      }
      whenFreed.visit(scope);
    }
  }

  void forget(Scope scope) {
    if (scope.eventLife != null) {
      eventTimers.remove(scope.eventLife);
    }
    if (scope.processingLife != null) {
      processingTimers.remove(scope.processingLife);
    }
  }

  boolean isEmpty() {
    return eventTimers.size() == 0 && processingTimers.size() == 0;
  }
}
