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

  /** Makes place for so many rows; those that there are stay. */
  abstract void resize(int capacity);

  /** Discounts what a row refers to, which is about to be overwritten. */
  abstract void drop(int row);

  /** Overwrites row {@code to}. */
  abstract void move(int from, int to);

  /** Lets go of what rows from {@code from} on, up to {@code to}, refer to. */
  abstract void clear(int from, int to);
}
