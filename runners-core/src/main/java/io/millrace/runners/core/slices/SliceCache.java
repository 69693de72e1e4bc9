package io.millrace.runners.core.slices;

import org.jspecify.annotations.Nullable;

/**
 * Gives the slices of timestamps, the same object for the same slice while it is in use: so what
 * puts elements into windows allocates nothing for each of them. Not thread-safe.
 */
public final class SliceCache {

  /** How many are kept: enough for elements that are out of order by so many slices. */
  private static final int PLACES = 64;

  private final Slicing slicing;
  private final @Nullable Slice[] recent = new @Nullable Slice[PLACES];
  private Slice last;
  private long lastStart;
  private long lastEnd;

  /** The slices of the given kind. */
  public SliceCache(Slicing slicing) {
    this.slicing = slicing;
    this.last = new Slice(slicing, 0);
  }

  /**
   * The windows of a timestamp in milliseconds after the epoch; none if it falls into a gap between
   * them.
   */
  public Slice at(long millis) {
    if (millis >= lastStart && millis < lastEnd) {
      return last;
    }
    long number = slicing.sliceAt(millis);
    int place = (int) number & (PLACES - 1);
    Slice slice = recent[place];
    if (slice == null || slice.number() != number) {
      slice = new Slice(slicing, number);
      recent[place] = slice;
    }
    last = slice;
    lastStart = slicing.startOfSlice(number);
    lastEnd = slicing.startOfSlice(number + 1);
    return slice;
  }
}
