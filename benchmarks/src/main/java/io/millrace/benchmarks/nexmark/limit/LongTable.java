package io.millrace.benchmarks.nexmark.limit;

/**
 * Numbers by key in parallel arrays: open addressing, linear probing, no object for an entry. Key 0
 * is not used: it marks a free slot.
 */
final class LongTable {

  /** By slot; 0 where nothing is. */
  long[] keys;

  /** By slot. */
  long[] counts;

  /** By slot, for tables that were asked for times. */
  long[] firsts;

  /** By slot, for tables that were asked for times. */
  long[] lasts;

  private final boolean times;
  private int mask;
  private int size;

  private LongTable(int capacity, boolean times) {
    int slots = Integer.highestOneBit(Math.max(16, capacity) * 2 - 1);
    this.times = times;
    this.mask = slots - 1;
    this.keys = new long[slots];
    this.counts = new long[slots];
    this.firsts = new long[times ? slots : 0];
    this.lasts = new long[times ? slots : 0];
  }

  /** A table of counts. */
  static LongTable ofCounts(int capacity) {
    return new LongTable(capacity, false);
  }

  /** A table of counts, first and last times. */
  static LongTable ofSpans(int capacity) {
    return new LongTable(capacity, true);
  }

  int size() {
    return size;
  }

  private static int home(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32);
  }

  /** The slot of a key, which is added with zeros if it is not there. */
  int slot(long key) {
    int slot = home(key) & mask;
    while (true) {
      long there = keys[slot];
      if (there == key) {
        return slot;
      }
      if (there == 0) {
        if (size * 2 > mask) {
          grow();
          return slot(key);
        }
        keys[slot] = key;
        size++;
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void grow() {
    LongTable larger = new LongTable(keys.length * 2, times);
    for (int from = 0; from < keys.length; from++) {
      if (keys[from] != 0) {
        larger.copy(from, this, larger.slot(keys[from]));
      }
    }
    mask = larger.mask;
    keys = larger.keys;
    counts = larger.counts;
    firsts = larger.firsts;
    lasts = larger.lasts;
  }

  private void copy(int from, LongTable other, int to) {
    keys[to] = other.keys[from];
    counts[to] = other.counts[from];
    if (times) {
      firsts[to] = other.firsts[from];
      lasts[to] = other.lasts[from];
    }
  }

  /** Frees a slot, and moves later ones up so that they are still found. */
  void remove(int slot) {
    int free = slot;
    int next = slot;
    size--;
    while (true) {
      next = (next + 1) & mask;
      if (keys[next] == 0) {
        break;
      }
      if (((next - home(keys[next])) & mask) >= ((next - free) & mask)) {
        copy(next, this, free);
        free = next;
      }
    }
    keys[free] = 0;
    counts[free] = 0;
    if (times) {
      firsts[free] = 0;
      lasts[free] = 0;
    }
  }

  /** Adds the counts of another table. */
  void addCounts(LongTable other) {
    for (int slot = 0; slot < other.keys.length; slot++) {
      if (other.keys[slot] != 0) {
        // first the slot: the arrays may be others afterwards
        int mine = slot(other.keys[slot]);
        counts[mine] += other.counts[slot];
      }
    }
  }
}
