package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Accumulators that are objects. Their size is estimated from samples: the average of new ones, of
 * dropped ones, and of what a value or a merge adds.
 */
final class ObjectColumn<InputT extends @Nullable Object, AccumT extends @Nullable Object>
    extends AccumulatorColumn<InputT, AccumT> {
  private final Accumulators<InputT, AccumT> accumulators;
  private final Coder<AccumT> coder;
  private final HeapEstimate estimate = new HeapEstimate();
  private final SampledSize sizeOfNew = new SampledSize();
  private final SampledSize sizeOfDropped = new SampledSize();
  private final SampledSize growth = new SampledSize();
  private @Nullable Object[] values = new @Nullable Object[0];

  ObjectColumn(Accumulators<InputT, AccumT> accumulators, Coder<AccumT> coder) {
    this.accumulators = accumulators;
    this.coder = coder;
  }

  @Override
  void first(int row, InputT input) {
    put(row, accumulators.add(accumulators.create(), input));
  }

  @Override
  void put(int row, AccumT accumulator) {
    values[row] = accumulator;
    if (sizeOfNew.isDue()) {
      sizeOfNew.add(estimate.of(coder, accumulator), estimate.written());
    }
    heapBytes += sizeOfNew.average();
  }

  @Override
  void drop(int row) {
    if (sizeOfDropped.isDue()) {
      sizeOfDropped.add(estimate.of(coder, get(row)), estimate.written());
    }
    heapBytes = Math.max(0, heapBytes - sizeOfDropped.average());
  }

  @Override
  void add(int row, InputT input) {
    AccumT before = get(row);
    boolean due = growth.isDue();
    double size = due ? estimate.of(coder, before) : 0;
    AccumT after = accumulators.add(before, input);
    replace(row, before, after);
    grow(due, size, after);
  }

  @Override
  void merge(int row, AccumT accumulator) {
    AccumT before = get(row);
    boolean due = growth.isDue();
    double size = due ? estimate.of(coder, before) : 0;
    AccumT after = accumulators.merge(before, accumulator);
    replace(row, before, after);
    grow(due, size, after);
  }

  /** Most functions change accumulators in place: then there is no reference to be written. */
  @SuppressWarnings("ReferenceEquality")
  private void replace(int row, AccumT before, AccumT after) {
    if (before != after) {
      values[row] = after;
    }
  }

  private void grow(boolean due, double before, AccumT accumulator) {
    if (due) {
      growth.add(estimate.of(coder, accumulator) - before, 2 * estimate.written());
    }
    heapBytes = Math.max(0, heapBytes + growth.average());
  }

  @Override
  @SuppressWarnings("unchecked")
  AccumT get(int row) {
    return (AccumT) values[row];
  }

  @Override
  AccumT compacted(int row) {
    AccumT before = get(row);
    AccumT compacted = accumulators.compact(before);
    replace(row, before, compacted);
    return compacted;
  }

  @Override
  void encode(int row, EncodeBuffer out) throws IOException {
    coder.encode(get(row), out);
  }

  @Override
  int bytesPerRow() {
    return REFERENCE;
  }

  @Override
  void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void relocate(int capacity, int[] targets) {
    @Nullable Object[] old = values;
    values = new @Nullable Object[capacity];
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] >= 0) {
        values[targets[row]] = old[row];
      }
    }
  }

  @Override
  void move(int from, int to) {
    values[to] = values[from];
    values[from] = null;
  }

  @Override
  void clear(int from, int to) {
    Arrays.fill(values, from, to, null);
  }
}
