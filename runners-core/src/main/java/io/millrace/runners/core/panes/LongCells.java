package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Contents that are {@code long}s, not boxed. */
final class LongCells<InputT extends @Nullable Object> extends Cells<InputT> {

  private static final long[] NONE = {};

  private final LongContents<InputT> contents;
  private long[] values = new long[1];
  private long[] front = NONE;
  private long back;

  LongCells(LongContents<InputT> contents) {
    super(true);
    this.contents = contents;
  }

  @Override
  void put(int place, InputT element) {
    values[place] = contents.add(contents.initial(), element);
  }

  @Override
  void addAt(int place, InputT element) {
    values[place] = contents.add(values[place], element);
  }

  @Override
  void moveUp(int place, int end) {
    System.arraycopy(values, place, values, place + 1, end - place);
  }

  @Override
  void closeUp(int place, int end) {
    System.arraycopy(values, place + 1, values, place, end - place - 1);
  }

  @Override
  void moveDown(int begin, int end, int capacity) {
    values = movedDown(values, begin, end, capacity);
    if (front != NONE) {
      front = movedDown(front, begin, Math.min(end, front.length), capacity);
    }
  }

  private static long[] movedDown(long[] old, int begin, int end, int capacity) {
    long[] moved = capacity == old.length ? old : new long[capacity];
    System.arraycopy(old, begin, moved, 0, end - begin);
    return moved;
  }

  @Override
  void clear(int begin, int end) {}

  @Override
  void fillFront(int begin, int end) {
    if (front.length < values.length) {
      front = new long[values.length];
    }
    long sum = values[end - 1];
    front[end - 1] = sum;
    for (int place = end - 2; place >= begin; place--) {
      sum = contents.merge(values[place], sum);
      front[place] = sum;
    }
  }

  @Override
  void addToBack(int place, boolean first) {
    back = first ? values[place] : contents.merge(back, values[place]);
  }

  @Override
  void addToBack(InputT element) {
    back = contents.add(back, element);
  }

  @Override
  void clearParts() {}

  private long merged(int begin, int end) {
    long sum = values[begin];
    for (int place = begin + 1; place < end; place++) {
      sum = contents.merge(sum, values[place]);
    }
    return sum;
  }

  @Override
  void emitDirectly(int begin, int end, boolean keeps, PaneRows<?> rows, int row) {
    rows.setContent(row, merged(begin, end));
  }

  @Override
  void emitParts(int begin, boolean withBack, PaneRows<?> rows, int row) {
    rows.setContent(row, withBack ? contents.merge(front[begin], back) : front[begin]);
  }

  @Override
  void emitWith(int begin, int end, Cells<InputT> others, int other, PaneRows<?> rows, int row) {
    long value = ((LongCells<InputT>) others).values[other];
    rows.setContent(row, contents.merge(merged(begin, end), value));
  }

  @Override
  public String toString() {
    return "contents " + Arrays.toString(values);
  }

  @Override
  void saveAt(int place, EncodeBuffer out) {
    out.writeLong(values[place]);
  }

  @Override
  void loadAt(int place, DecodeBuffer in) throws IOException {
    values[place] = in.readLong();
  }
}
