package io.millrace.runners.core.state;

import io.millrace.runners.core.state.StoredQueue.Due;
import io.millrace.sdk.state.TimeDomain;
import org.jspecify.annotations.Nullable;

/** The lives of what is in a store: an entry of a queue for each scope and time domain. */
final class StoredLifetimes extends Lifetimes {

  private final StoreSpace space;
  private final StoredQueue eventEnds;
  private final StoredQueue processingEnds;

  /**
   * @param eventTag of the queue in event time; that in processing time has the next one
   */
  StoredLifetimes(CurrentCall call, StoreSpace space, int eventTag) {
    super(call);
    this.space = space;
    this.eventEnds = new StoredQueue(space, eventTag);
    this.processingEnds = new StoredQueue(space, eventTag + 1);
  }

  /** The scopes in the order of their ends, by their places. */
  StoredQueue ends(TimeDomain domain) {
    return domain == TimeDomain.EVENT_TIME ? eventEnds : processingEnds;
  }

  private static @Nullable Due end(StoredScope scope, TimeDomain domain) {
    return domain == TimeDomain.EVENT_TIME ? scope.eventEnd : scope.processingEnd;
  }

  private static void end(StoredScope scope, TimeDomain domain, @Nullable Due end) {
    if (domain == TimeDomain.EVENT_TIME) {
      scope.eventEnd = end;
    } else {
      scope.processingEnd = end;
    }
  }

  @Override
  void livesUntil(TimeDomain domain, long endMillis) {
    StoredScope scope = (StoredScope) call.scope();
    Due end = end(scope, domain);
    if (end == null || end.timeMillis() > endMillis) {
      set(scope, domain, endMillis);
    }
  }

  private void set(StoredScope scope, TimeDomain domain, long endMillis) {
    forget(scope, domain);
    Due end = Due.at(endMillis, space.nextNumber());
    ends(domain).add(end, scope.place);
    end(scope, domain, end);
  }

  /** Lets a scope be looked at whose contents were restored. */
  void restored(StoredScope scope) {
    for (TimeDomain domain : new TimeDomain[] {TimeDomain.EVENT_TIME, TimeDomain.PROCESSING_TIME}) {
      if (!cells(domain).isEmpty()) {
        set(scope, domain, Long.MIN_VALUE);
      }
    }
  }

  /** Frees what is over in a scope whose end was taken from the queue. */
  void freed(StoredScope scope, TimeDomain domain) {
    end(scope, domain, null);
    long next = free(scope, domain);
    if (next != Long.MAX_VALUE) {
      set(scope, domain, next);
    }
  }

  void forget(StoredScope scope) {
    forget(scope, TimeDomain.EVENT_TIME);
    forget(scope, TimeDomain.PROCESSING_TIME);
  }

  private void forget(StoredScope scope, TimeDomain domain) {
    Due end = end(scope, domain);
    if (end != null) {
      ends(domain).remove(end);
      end(scope, domain, null);
    }
  }

  boolean isEmpty() {
    return eventEnds.isEmpty() && processingEnds.isEmpty();
  }
}
