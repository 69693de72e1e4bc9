package io.millrace.runners.core.grouping;

/**
 * One value for each row of a {@link CombineRows}, in an array.
 *
 * <p>The array is counted exactly, by {@link #bytesPerRow}; the objects that it refers to by
 * estimate, as {@link #heapBytes}.
 */
abstract class Column {
  /** What a reference takes with compressed pointers, which heaps below 32 GiB have. */
  static final int REFERENCE = 4;

  /** The estimated size of all objects that only this column holds. */
  double heapBytes;

  abstract int bytesPerRow();

  /** Makes place for so many rows; what rows there are, if they are not beyond, stay. */
  abstract void resize(int capacity);

  /** Makes place for so many rows and puts each old one where {@code targets} says, if not -1. */
  abstract void relocate(int capacity, int[] targets);

  /** Discounts what a row refers to, which is about to be overwritten. */
  abstract void drop(int row);

  /** Lets go of what rows from {@code from} on, up to {@code to}, refer to. */
  abstract void clear(int from, int to);
}
