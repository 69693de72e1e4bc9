package io.millrace.runners.core.state;

import java.util.BitSet;

/**
 * Which cells of a function keep numbers of 64 bits.
 *
 * @param count how many cells there are
 * @param longs by the index of the cell
 */
record CellShape(int count, BitSet longs) {

  boolean isLong(int index) {
    return longs.get(index);
  }

  int longCount() {
    return longs.cardinality();
  }

  int objectCount() {
    return count - longCount();
  }
}
