package io.millrace.runners.core.grouping;

/**
 * Sorts entries of a table in place: each a {@code long} with a hash, as an unsigned number, in its
 * upper half and a reference in its lower half.
 *
 * <p>Radix sort from the highest byte of the hash down (McIlroy, Bostic, McIlroy, "Engineering
 * Radix Sort", 1993: American flag sort). Needs no memory beside the array.
 */
final class HashOrder {
  private static final int SMALL = 40;
  private static final int HIGHEST_BYTE = 56;
  private static final int LOWEST_BYTE = 32;

  /** Compares what the references of two entries with equal hashes refer to. */
  interface Ties {
    int compare(int reference, int other);
  }

  private HashOrder() {}

  static void sort(long[] entries, int count, Ties ties) {
    sort(entries, 0, count, HIGHEST_BYTE, ties);
  }

  private static void sort(long[] entries, int from, int to, int shift, Ties ties) {
    if (to - from <= SMALL || shift < LOWEST_BYTE) {
      shellSort(entries, from, to, ties);
      return;
    }
    int[] ends = new int[256];
    for (int i = from; i < to; i++) {
      ends[(int) (entries[i] >>> shift) & 0xff]++;
    }
    int[] next = new int[256];
    int position = from;
    for (int b = 0; b < 256; b++) {
      next[b] = position;
      position += ends[b];
      ends[b] = position;
    }
    for (int b = 0; b < 256; b++) {
      while (next[b] < ends[b]) {
        long moving = entries[next[b]];
        int target = (int) (moving >>> shift) & 0xff;
        // follow the cycle of displaced entries until one belongs here
        while (target != b) {
          int place = next[target]++;
          long displaced = entries[place];
          entries[place] = moving;
          moving = displaced;
          target = (int) (moving >>> shift) & 0xff;
        }
        entries[next[b]++] = moving;
      }
    }
    int start = from;
    for (int b = 0; b < 256; b++) {
      if (ends[b] - start > 1) {
        sort(entries, start, ends[b], shift - 8, ties);
      }
      start = ends[b];
    }
  }

  private static void shellSort(long[] entries, int from, int to, Ties ties) {
    int gap = 1;
    while (gap < (to - from) / 9) {
      gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
      for (int i = from + gap; i < to; i++) {
        long moving = entries[i];
        int at = i;
        while (at - gap >= from && compare(entries[at - gap], moving, ties) > 0) {
          entries[at] = entries[at - gap];
          at -= gap;
        }
        entries[at] = moving;
      }
    }
  }

  private static int compare(long entry, long other, Ties ties) {
    int byHash = Integer.compareUnsigned((int) (entry >>> 32), (int) (other >>> 32));
    return byHash != 0 ? byHash : ties.compare((int) entry, (int) other);
  }
}
