package io.millrace.runners.core.state;

import io.millrace.sdk.state.TimeDomain;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees the space of state that has outlived its time to live. What is over is never read, whether
 * it was freed already or not, so this may look late. Each scope is looked at when its oldest
 * content ends.
 */
abstract class Lifetimes {

  final CurrentCall call;
  private final List<Cell> eventCells = new ArrayList<>();
  private final List<Cell> processingCells = new ArrayList<>();

  Lifetimes(CurrentCall call) {
    this.call = call;
  }

  final void watch(Cell cell, TimeDomain domain) {
    cells(domain).add(cell);
  }

  /** The cells whose contents live for a time in a domain. */
  final List<Cell> cells(TimeDomain domain) {
    return domain == TimeDomain.EVENT_TIME ? eventCells : processingCells;
  }

  /** The time before which a life has ended. */
  final long now(TimeDomain domain) {
    return domain == TimeDomain.EVENT_TIME ? call.watermark() : call.processingTime();
  }

  /** Notes that something in the scope of the call lives until a time. */
  abstract void livesUntil(TimeDomain domain, long endMillis);

  /**
   * Takes what is over out of a scope.
   *
   * @return when the next thing will be over; {@code Long.MAX_VALUE} if there is none
   */
  final long free(Scope scope, TimeDomain domain) {
    long next = Long.MAX_VALUE;
    for (Cell cell : cells(domain)) {
      next = Math.min(next, cell.free(scope));
    }
    return next;
  }
}
