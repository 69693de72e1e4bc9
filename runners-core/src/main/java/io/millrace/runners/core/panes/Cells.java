package io.millrace.runners.core.panes;

import io.millrace.runners.core.slices.Slicing;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Contents of one key by number, in the order of the numbers, which are those of slices or of
 * windows. Asked for ranges that move forward: a window after the one before.
 *
 * <p>What a range holds is made of two parts, so that each content is merged about twice however
 * many ranges it is in: for each place of the first part what lies from there to the part's end,
 * and one content for the second part, which grows. When a range begins behind the first part, the
 * second one becomes the first (the two stacks of a queue: Tangwongsan, Hirzel, Schneider, Wu,
 * "General Incremental Sliding-Window Aggregation", 2015). Short ranges are merged directly. Not
 * thread-safe.
 *
 * @param <InputT> the elements
 */
abstract class Cells<InputT extends @Nullable Object> {

  /** Ranges of so many contents are merged directly. */
  static final int FEW = 4;

  private static final int NO_PARTS = -1;

  private final boolean keepsParts;
  private long[] numbers = new long[1];

  /** Places in use. */
  private int from;

  private int to;

  /** The first part lies between the first two of these, the second between the last two. */
  private int front = NO_PARTS;

  private int middle;
  private int back;

  /**
   * No contents.
   *
   * @param keepsParts whether contents are small
   */
  Cells(boolean keepsParts) {
    this.keepsParts = keepsParts;
  }

  /** Adds an element to the content with a number. */
  final void add(long number, InputT element) {
    int place = to - 1;
    if (place < from || numbers[place] < number) {
      open(to, number, element);
      return;
    }
    if (numbers[place] != number) {
      place = placeOf(number);
      if (numbers[place] != number) {
        open(place, number, element);
        return;
      }
    }
    addAt(place, element);
    if (front != NO_PARTS && place < back) {
      if (place >= middle) {
        addToBack(element);
      } else {
        forgetParts();
      }
    }
  }

  private void open(int at, long number, InputT element) {
    int place = at;
    if (to == numbers.length) {
      place -= makeRoom();
    }
    if (place < to) {
      if (place < back) {
        forgetParts();
      }
      System.arraycopy(numbers, place, numbers, place + 1, to - place);
      moveUp(place, to);
    }
    to++;
    numbers[place] = number;
    put(place, element);
  }

  /** Returns by how much places have moved down. */
  private int makeRoom() {
    int moved = from;
    int count = to - from;
    int capacity = 2 * count > numbers.length ? 2 * numbers.length : numbers.length;
    long[] old = numbers;
    numbers = capacity == old.length ? old : new long[capacity];
    System.arraycopy(old, from, numbers, 0, count);
    moveDown(from, to, capacity);
    from = 0;
    to = count;
    if (front != NO_PARTS) {
      front = Math.max(0, front - moved);
      middle -= moved;
      back -= moved;
      if (middle < 0) {
        forgetParts();
      }
    }
    return moved;
  }

  /** The first place whose number is not smaller; behind the last if there is none. */
  final int placeOf(long number) {
    // Most look for the beginning or the end.
    if (from == to || numbers[from] >= number) {
      return from;
    }
    if (numbers[to - 1] < number) {
      return to;
    }
    int found = Arrays.binarySearch(numbers, from, to, number);
    return found >= 0 ? found : ~found;
  }

  final boolean isEmpty() {
    return from == to;
  }

  /** The number at a place; {@link Slicing#BEHIND_ALL} behind the last. */
  final long numberAt(int place) {
    return place < to ? numbers[place] : Slicing.BEHIND_ALL;
  }

  /** Forgets contents with smaller numbers. */
  final void dropBefore(long number) {
    int place = from;
    while (place < to && numbers[place] < number) {
      place++;
    }
    if (place == from) {
      return;
    }
    clear(from, place);
    from = place;
    if (from == to) {
      from = 0;
      to = 0;
      forgetParts();
    }
  }

  /** Forgets the content with a number. */
  final void drop(long number) {
    int place = placeOf(number);
    if (numberAt(place) != number) {
      return;
    }
    forgetParts();
    clear(place, place + 1);
    if (place == from) {
      from++;
    } else {
      System.arraycopy(numbers, place + 1, numbers, place, to - place - 1);
      closeUp(place, to);
      to--;
    }
  }

  private void forgetParts() {
    if (front != NO_PARTS) {
      front = NO_PARTS;
      back = 0;
      clearParts();
    }
  }

  /**
   * Lets a row hold what a pane does of the contents between two places.
   *
   * @param keeps whether they will be used afterwards
   */
  final void emit(int begin, int end, boolean keeps, PaneRows<?> rows, int row) {
    if (!keepsParts || end - begin <= FEW) {
      emitDirectly(begin, end, keeps, rows, row);
    } else {
      prepareParts(begin, end);
      emitParts(begin, back > middle, rows, row);
    }
  }

  private void prepareParts(int begin, int end) {
    if (front == NO_PARTS || begin < front || begin >= middle || end < back) {
      clearParts();
      front = begin;
      middle = end;
      back = end;
      fillFront(begin, end);
    }
    while (back < end) {
      addToBack(back, back == middle);
      back++;
    }
  }

  // what subclasses do with their contents

  /** Makes the content of one element. */
  abstract void put(int place, InputT element);

  abstract void addAt(int place, InputT element);

  /** Moves contents from a place on up by one, and nothing else. */
  abstract void moveUp(int place, int end);

  /** Moves contents behind a place down by one, onto it. */
  abstract void closeUp(int place, int end);

  /** Moves contents, and those of the first part, to the beginning of arrays of some capacity. */
  abstract void moveDown(int begin, int end, int capacity);

  abstract void clear(int begin, int end);

  /** Fills the first part. */
  abstract void fillFront(int begin, int end);

  /** Adds a content to the second part, or begins it with that. */
  abstract void addToBack(int place, boolean first);

  /** Adds an element to the second part, which is there. */
  abstract void addToBack(InputT element);

  abstract void clearParts();

  /** As {@link #emit}, whatever was asked for before. */
  abstract void emitDirectly(int begin, int end, boolean keeps, PaneRows<?> rows, int row);

  /** For the first part from a place on, and for the second if there is one. */
  abstract void emitParts(int begin, boolean withBack, PaneRows<?> rows, int row);

  /** For the contents between two places and one of the other cells. */
  abstract void emitWith(
      int begin, int end, Cells<InputT> others, int other, PaneRows<?> rows, int row);

  /** Writes numbers and contents. */
  final void save(EncodeBuffer out) throws IOException {
    out.writeVarLong(to - from);
    for (int place = from; place < to; place++) {
      out.writeLong(numbers[place]);
      saveAt(place, out);
    }
  }

  /** Takes back what was saved; there is nothing here yet. */
  final void load(DecodeBuffer in) throws IOException {
    for (long left = in.readVarLong(); left > 0; left--) {
      if (to == numbers.length) {
        makeRoom();
      }
      numbers[to] = in.readLong();
      loadAt(to, in);
      to++;
    }
  }

  abstract void saveAt(int place, EncodeBuffer out) throws IOException;

  abstract void loadAt(int place, DecodeBuffer in) throws IOException;
}
