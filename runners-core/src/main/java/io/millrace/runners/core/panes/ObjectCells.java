package io.millrace.runners.core.panes;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Contents that are objects, which may be null. */
final class ObjectCells<InputT extends @Nullable Object, ContentT extends @Nullable Object>
    extends Cells<InputT> {

  private static final @Nullable Object[] NONE = {};

  private final Contents<InputT, ContentT> contents;
  private @Nullable Object[] values = new @Nullable Object[1];
  private @Nullable Object[] front = NONE;
  private @Nullable Object back;

  ObjectCells(Contents<InputT, ContentT> contents) {
    super(contents.isSmall());
    this.contents = contents;
  }

  @Override
  void put(int place, InputT element) {
    values[place] = contents.add(contents.create(), element);
  }

  @Override
  void addAt(int place, InputT element) {
    values[place] = contents.add(Typed.value(values[place]), element);
  }

  @Override
  void moveUp(int place, int end) {
    System.arraycopy(values, place, values, place + 1, end - place);
  }

  @Override
  void closeUp(int place, int end) {
    System.arraycopy(values, place + 1, values, place, end - place - 1);
    values[end - 1] = null;
  }

  @Override
  void moveDown(int begin, int end, int capacity) {
    values = movedDown(values, begin, end, capacity);
    if (front != NONE) {
      front = movedDown(front, begin, Math.min(end, front.length), capacity);
    }
  }

  private static @Nullable Object[] movedDown(
      @Nullable Object[] old, int begin, int end, int capacity) {
    @Nullable Object[] moved = capacity == old.length ? old : new @Nullable Object[capacity];
    int count = end - begin;
    System.arraycopy(old, begin, moved, 0, count);
    Arrays.fill(moved, count, Math.max(count, moved == old ? end : count), null);
    return moved;
  }

  @Override
  void clear(int begin, int end) {
    Arrays.fill(values, begin, end, null);
    if (front != NONE) {
      Arrays.fill(front, begin, Math.min(end, front.length), null);
    }
  }

  @Override
  void fillFront(int begin, int end) {
    if (front.length < values.length) {
      front = new @Nullable Object[values.length];
    }
    ContentT sum = contents.include(contents.create(), value(end - 1));
    front[end - 1] = sum;
    for (int place = end - 2; place >= begin; place--) {
      ContentT longer = contents.include(contents.create(), value(place));
      sum = contents.include(longer, sum);
      front[place] = sum;
    }
  }

  private ContentT value(int place) {
    return Typed.value(values[place]);
  }

  @Override
  void addToBack(int place, boolean first) {
    back = contents.include(first ? contents.create() : Typed.value(back), value(place));
  }

  @Override
  void addToBack(InputT element) {
    back = contents.add(Typed.value(back), contents.again(element));
  }

  @Override
  void clearParts() {
    Arrays.fill(front, null);
    back = null;
  }

  private ContentT merged(int begin, int end) {
    ContentT sum = contents.create();
    for (int place = begin; place < end; place++) {
      sum = contents.include(sum, value(place));
    }
    return sum;
  }

  @Override
  void emitDirectly(int begin, int end, boolean keeps, PaneRows<?> rows, int row) {
    rows.setValue(
        row,
        end - begin == 1
            ? contents.emit(value(begin), keeps)
            : contents.emit(merged(begin, end), false));
  }

  @Override
  void emitParts(int begin, boolean withBack, PaneRows<?> rows, int row) {
    ContentT front = contents.include(contents.create(), Typed.value(this.front[begin]));
    ContentT all = withBack ? contents.include(front, Typed.value(back)) : front;
    rows.setValue(row, contents.emit(all, false));
  }

  @Override
  void emitWith(int begin, int end, Cells<InputT> others, int other, PaneRows<?> rows, int row) {
    ContentT value = Typed.value(((ObjectCells<?, ?>) others).values[other]);
    rows.setValue(row, contents.emit(contents.include(merged(begin, end), value), false));
  }

  @Override
  void saveAt(int place, EncodeBuffer out) throws IOException {
    contents.save(Typed.value(values[place]), out);
  }

  @Override
  void loadAt(int place, DecodeBuffer in) throws IOException {
    values[place] = contents.load(in);
  }
}
