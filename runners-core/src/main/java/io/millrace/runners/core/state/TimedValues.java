package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values in the order in which they were added, with the times of writing where there is a time to
 * live. Iterables of what was there stay as they are while values are added.
 */
final class TimedValues<T extends @Nullable Object> {

  private static final long[] NO_TIMES = {};

  private List<T> values = new ArrayList<>(2);
  private long[] times = NO_TIMES;
  private boolean isShared;

  void add(Cell cell, T value) {
    if (isShared) {
      values = new ArrayList<>(values);
      isShared = false;
    }
    if (cell.hasTtl()) {
      int size = values.size();
      if (size >= times.length) {
        times = Arrays.copyOf(times, Math.max(4, size * 2));
      }
      times[size] = cell.written();
    }
    values.add(value);
  }

  /** The values that are not over. */
  Iterable<T> read(Cell cell, Copies<T> copies) {
    isShared = true;
    List<T> all = values;
    long[] written = times;
    return () -> new Reader<>(cell, copies, all, written);
  }

  private static final class Reader<T extends @Nullable Object> implements Iterator<T> {
    private final Cell cell;
    private final @Nullable Copies<T> copies;
    private final List<T> values;
    private final long[] times;
    private int next;

    Reader(Cell cell, @Nullable Copies<T> copies, List<T> values, long[] times) {
      this.cell = cell;
      this.copies = copies;
      this.values = values;
      this.times = times;
      skip();
    }

    private void skip() {
      while (cell.hasTtl() && next < values.size() && cell.isOver(times[next])) {
        next++;
      }
    }

    @Override
    public boolean hasNext() {
      return next < values.size();
    }

    @Override
    public T next() {
      if (next >= values.size()) {
        throw new java.util.NoSuchElementException();
      }
      T value = values.get(next++);
      skip();
      return copies == null ? Typed.value(value) : copies.of(Typed.value(value));
    }
  }

  boolean isEmpty(Cell cell) {
    return !new Reader<T>(cell, null, values, times).hasNext();
  }

  /** See {@link Cell#freeIn}. */
  long free(Cell cell) {
    List<T> left = new ArrayList<>();
    long[] leftTimes = new long[values.size()];
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < values.size(); i++) {
      if (!cell.isOver(times[i])) {
        leftTimes[left.size()] = times[i];
        left.add(values.get(i));
        oldest = Math.min(oldest, times[i]);
      }
    }
    values = left;
    times = leftTimes;
    isShared = false;
    return oldest;
  }

  /** See {@link Cell#save}. */
  void save(Cell cell, Copies<T> copies, EncodeBuffer out) throws IOException {
    out.writeVarLong(values.size());
    for (int i = 0; i < values.size(); i++) {
      if (cell.hasTtl()) {
        cell.saveTime(times[i], out);
      }
      copies.save(Typed.value(values.get(i)), out);
    }
  }

  /** See {@link Cell#load}. */
  static <T extends @Nullable Object> TimedValues<T> load(
      Cell cell, Copies<T> copies, DecodeBuffer in) throws IOException {
    int size = Math.toIntExact(in.readVarLong());
    TimedValues<T> loaded = new TimedValues<>();
    loaded.times = cell.hasTtl() ? new long[size] : NO_TIMES;
    for (int i = 0; i < size; i++) {
      if (cell.hasTtl()) {
        loaded.times[i] = cell.loadTime(in);
      }
      loaded.values.add(copies.load(in));
    }
    return loaded;
  }
}
