package io.millrace.runners.core.state;

import org.jspecify.annotations.Nullable;

/**
 * A scope that is kept in a store and is at hand just now. Cells of one value have their content in
 * {@link #cells}, as on the heap; those of several have the {@link StoredEntries} there, unless
 * they are known to be empty.
 */
final class StoredScope extends Scope {

  /** A timer that is set; the number is that of its place in the queue. */
  record StoredTimer(long timeMillis, long outputMillis, long number) {}

  /** Where the scope is in the tables: what all its keys begin with. */
  final byte[] place;

  /** What the store has of it; null if nothing. */
  byte @Nullable [] record;

  /** The entries of cells, by the index of the cell: also of those that have become empty. */
  final @Nullable StoredEntries[] collections;

  /** Timers with a name of their own, by the index of their declaration. */
  final @Nullable StoredTimer[] named;

  /** Timers of families; null if there were none. */
  @Nullable StoredEntries families;

  /** Elements that wait for their turn; null if there were none. */
  @Nullable StoredEntries waiting;

  /** When something here has outlived its time, by time domain. */
  StoredQueue.@Nullable Due eventEnd;

  StoredQueue.@Nullable Due processingEnd;

  StoredScope(
      @Nullable Object key,
      @Nullable Object id,
      WindowScopes home,
      byte[] place,
      int cellCount,
      int timerCount) {
    super(key, id, home, cellCount, 0);
    this.place = place;
    this.collections = new StoredEntries[cellCount];
    this.named = new StoredTimer[timerCount];
  }

  boolean hasNamedTimers() {
    for (StoredTimer timer : named) {
      if (timer != null) {
        return true;
      }
    }
    return false;
  }
}
