package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Accumulators that are {@code long}s. */
final class LongColumn<InputT extends @Nullable Object> extends AccumulatorColumn<InputT, Long> {
  private final LongAccumulators<InputT> accumulators;
  private final Coder<Long> coder;
  private long[] values = new long[0];

  LongColumn(LongAccumulators<InputT> accumulators, Coder<Long> coder) {
    this.accumulators = accumulators;
    this.coder = coder;
  }

  @Override
  void first(int row, InputT input) {
    values[row] = accumulators.add(accumulators.identity(), input);
  }

  @Override
  void add(int row, InputT input) {
    values[row] = accumulators.add(values[row], input);
  }

  @Override
  void put(int row, Long accumulator) {
    values[row] = accumulator;
  }

  @Override
  void merge(int row, Long accumulator) {
    values[row] = accumulators.merge(values[row], accumulator.longValue());
  }

  @Override
  Long get(int row) {
    return values[row];
  }

  @Override
  Long compacted(int row) {
    return accumulators.compact(values[row]);
  }

  @Override
  void encode(int row, EncodeBuffer out) throws IOException {
    coder.encode(values[row], out);
  }

  @Override
  void drop(int row) {}

  @Override
  int bytesPerRow() {
    return Long.BYTES;
  }

  @Override
  void resize(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void relocate(int capacity, int[] targets) {
    long[] old = values;
    values = new long[capacity];
    for (int row = 0; row < targets.length; row++) {
      if (targets[row] >= 0) {
        values[targets[row]] = old[row];
      }
    }
  }

  @Override
  void move(int from, int to) {
    values[to] = values[from];
  }

  @Override
  void clear(int from, int to) {}
}
