package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.sdk.state.TimeDomain;

/** The lives of what is on the heap: one timer for each scope and time domain. */
final class HeapLifetimes extends Lifetimes {

  private final TimerHeap<LifeTimer> eventTimers = new TimerHeap<>();
  private final TimerHeap<LifeTimer> processingTimers = new TimerHeap<>();

  HeapLifetimes(CurrentCall call) {
    super(call);
  }

  @Override
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
    if (!cells(TimeDomain.EVENT_TIME).isEmpty()) {
      LifeTimer timer = new LifeTimer(scope);
      scope.eventLife = timer;
      eventTimers.set(timer, Long.MIN_VALUE);
    }
    if (!cells(TimeDomain.PROCESSING_TIME).isEmpty()) {
      LifeTimer timer = new LifeTimer(scope);
      scope.processingLife = timer;
      processingTimers.set(timer, Long.MIN_VALUE);
    }
  }

  /** When the processing time must be told next. */
  long nextProcessingTime() {
    return processingTimers.nextTime();
  }

  /** Is told scopes. */
  interface ScopeVisitor {
    void visit(Scope scope);
  }

  /** Frees what is over; {@code whenFreed} is told each scope that may have lost something. */
  void free(ScopeVisitor whenFreed) {
    free(eventTimers, TimeDomain.EVENT_TIME, whenFreed);
    free(processingTimers, TimeDomain.PROCESSING_TIME, whenFreed);
  }

  private void free(TimerHeap<LifeTimer> heap, TimeDomain domain, ScopeVisitor whenFreed) {
    LifeTimer due;
    while ((due = heap.pollBefore(now(domain))) != null) {
      Scope scope = due.scope;
      long next = free(scope, domain);
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
