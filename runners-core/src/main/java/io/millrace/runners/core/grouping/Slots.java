package io.millrace.runners.core.grouping;

/**
 * Where hashes go in tables with open addressing and linear probing; capacities are powers of two.
 *
 * <p>Fibonacci hashing (Knuth, TAOCP 3, 6.4): the home of a hash is the top of its product with a
 * constant. So neither hashes of one partition nor hashes that arrive in sorted order, as other
 * tables give them out, crowd one part of the table.
 */
final class Slots {
  static final int GOLDEN = 0x9e3779b9;

  private Slots() {}

  static int shift(int capacity) {
    return Integer.numberOfLeadingZeros(capacity) + 1;
  }

  static int home(int hash, int shift) {
    return (hash * GOLDEN) >>> shift;
  }

  /** How many entries a table of this capacity takes before it must grow. */
  static int limit(int capacity) {
    return (int) ((capacity * 5L) >>> 3);
  }

  /** The free slot for an entry of this hash, which is in none. */
  static int free(long[] slots, int hash, int shift) {
    int mask = slots.length - 1;
    int i = home(hash, shift);
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    return i;
  }

  /** The same entries, each with its hash in the upper half, in twice the capacity. */
  static long[] doubled(long[] slots) {
    long[] larger = new long[Math.multiplyExact(2, slots.length)];
    int shift = shift(larger.length);
    for (long slot : slots) {
      if (slot != 0) {
        larger[free(larger, (int) (slot >>> 32), shift)] = slot;
      }
    }
    return larger;
  }
}
