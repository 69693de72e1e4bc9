package io.millrace.runners.core.state;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.state.State;
import io.millrace.sdk.state.StateTtl;
import io.millrace.sdk.state.TimeDomain;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A cell of a function: the same object for all scopes, whose content it finds in the scope of the
 * call.
 */
abstract class Cell implements State {

  /** The time of writing where there is no time to live. */
  private static final long NO_TIME = Long.MIN_VALUE;

  private final int index;
  private final CurrentCall call;
  private final Lifetimes lifetimes;
  private final @Nullable TimeDomain domain;
  private final long ttlMillis;

  /**
   * @param place what all cells are given
   */
  Cell(Place place, @Nullable StateTtl ttl) {
    this.index = place.index;
    this.call = place.call;
    this.lifetimes = place.lifetimes;
    this.domain = ttl == null ? null : ttl.timeDomain();
    this.ttlMillis = ttl == null ? 0 : ttl.duration().toMillis();
    if (domain != null) {
      lifetimes.watch(this, domain);
    }
  }

  /** Where a cell is. */
  record Place(int index, CurrentCall call, Lifetimes lifetimes) {}

  final int index() {
    return index;
  }

  final Scope scope() {
    return call.scope();
  }

  final @Nullable Object content() {
    return call.scope().cells[index];
  }

  final void content(@Nullable Object content) {
    call.scope().cells[index] = content;
  }

  @Override
  public void clear() {
    content(null);
  }

  final boolean hasTtl() {
    return domain != null;
  }

  /** Notes a writing now of what was written last at {@code before}; gives its time. */
  final long written(long before) {
    if (domain == null) {
      return NO_TIME;
    }
    long now = domain == TimeDomain.EVENT_TIME ? call.timestamp() : call.processingTime();
    long at = Math.max(before, now);
    lifetimes.livesUntil(domain, at + ttlMillis);
    return at;
  }

  final long written() {
    return written(NO_TIME);
  }

  /** Whether what was written at a time has outlived its time to live. */
  final boolean isOver(long writtenMillis) {
    if (domain == null) {
      return false;
    }
    long now = domain == TimeDomain.EVENT_TIME ? call.eventClock() : call.processingTime();
    return now > writtenMillis + ttlMillis;
  }

  /**
   * Takes what is over out of a scope.
   *
   * @return when the next thing will be over; {@code Long.MAX_VALUE} if there is none
   */
  final long free(Scope scope) {
    Object content = scope.cells[index];
    if (content == null) {
      return Long.MAX_VALUE;
    }
    long oldest = freeIn(content);
    if (oldest == Long.MAX_VALUE) {
      scope.cells[index] = null;
      return Long.MAX_VALUE;
    }
    return oldest + ttlMillis;
  }

  /**
   * Takes what is over out of a content.
   *
   * @return the oldest time of writing that is left; {@code Long.MAX_VALUE} if nothing is
   */
  abstract long freeIn(Object content);

  /** Writes a content, with the times of writing where there is a time to live. */
  abstract void save(Object content, EncodeBuffer out) throws IOException;

  /** Reads a content that was saved. */
  abstract Object load(DecodeBuffer in) throws IOException;

  /** Writes when something was written, if that matters. */
  final void saveTime(long writtenMillis, EncodeBuffer out) {
    if (domain != null) {
      out.writeLong(writtenMillis);
    }
  }

  /** Reads what {@link #saveTime} wrote. */
  final long loadTime(DecodeBuffer in) throws IOException {
    return domain == null ? NO_TIME : in.readLong();
  }
}
