package io.millrace.sdk.transforms.join;

import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an interval join keeps of one of its sides, for a key and window.
 *
 * @param met values that had a partner, or that are of no interest without one
 * @param alone values that had no partner so far, and are given out if they never have
 */
record JoinSide<T extends @Nullable Object>(
    OrderedListState<T> met, OrderedListState<T> alone, Reach reach) {

  /** Nothing is kept. */
  static final long NONE = JoinInTimeFn.NONE;

  /**
   * How far from a value of this side its partners may be, in milliseconds, both included.
   *
   * @param from may be negative, as {@code to}
   */
  record Reach(long from, long to) implements java.io.Serializable {
    /** The same seen from the partner. */
    Reach reversed() {
      return new Reach(-to, -from);
    }
  }

  /** What is done with a partner. */
  interface Partner<T extends @Nullable Object> {
    void meet(T value, Instant timestamp);
  }

  /**
   * Calls for each value in a range of time; from then on they all have met a partner.
   *
   * @return whether there was one
   */
  boolean meetAll(Instant from, Instant limit, Partner<T> partner) {
    boolean any = false;
    for (TimestampedValue<T> value : met.readRange(from, limit)) {
      partner.meet(value.getValue(), value.getTimestamp());
      any = true;
    }
    List<TimestampedValue<T>> newly = new ArrayList<>();
    alone.readRange(from, limit).forEach(newly::add);
    if (newly.isEmpty()) {
      return any;
    }
    alone.clearRange(from, limit);
    for (TimestampedValue<T> value : newly) {
      partner.meet(value.getValue(), value.getTimestamp());
      met.add(value);
    }
    return true;
  }

  /** Gives out the values before a time that stayed alone, and forgets all before that time. */
  void leave(Instant limit, Partner<T> last) {
    for (TimestampedValue<T> value : alone.readRange(Deadlines.BEGINNING, limit)) {
      last.meet(value.getValue(), value.getTimestamp());
    }
    alone.clearRange(Deadlines.BEGINNING, limit);
    met.clearRange(Deadlines.BEGINNING, limit);
  }

  /** The earliest timestamp of what is kept, in milliseconds, or {@link #NONE}. */
  long earliest() {
    return Math.min(earliest(met), earliestAlone());
  }

  /** The earliest timestamp of what had no partner, in milliseconds, or {@link #NONE}. */
  long earliestAlone() {
    return earliest(alone);
  }

  private static <T extends @Nullable Object> long earliest(OrderedListState<T> values) {
    Instant first = values.firstTimestampFrom(Deadlines.BEGINNING);
    return first == null ? NONE : first.toEpochMilli();
  }
}
