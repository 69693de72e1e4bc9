package io.millrace.runners.core.timers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Timers in the order in which they are due, those of the same time in the order in which they were
 * set. A timer is an object that its owner keeps: to find, move or remove it nothing is searched,
 * and a timer that is set costs one place in an array besides itself. Not thread-safe.
 *
 * @param <T> the owner's timers
 */
public final class TimerHeap<T extends TimerHeap.Entry> {

  /** What {@link #nextTime} gives when there is no timer. */
  public static final long NONE = Long.MAX_VALUE;

  /** A timer; in at most one heap at a time. */
  public abstract static class Entry {

    private static final int NOWHERE = -1;

    private long timeMillis;
    private long sequence;
    private int place = NOWHERE;

    /** A timer that is not set. */
    protected Entry() {}

    /** When it is due, or was when it was set last; in milliseconds after the epoch. */
    public final long timeMillis() {
      return timeMillis;
    }

    /** A number that is larger than that of what was set before it in the same heap. */
    public final long setNumber() {
      return sequence;
    }

    /** Whether it is set. */
    public final boolean isSet() {
      return place != NOWHERE;
    }
  }

  /** Four children a node: half as many levels, and the times of siblings lie side by side. */
  private static final int ARITY_SHIFT = 2;

  private @Nullable Entry[] heap = new Entry[16];

  /** The times of the entries, so that most comparisons touch no entry. */
  private long[] times = new long[16];

  private int size;
  private long sequence;

  /** No timers. */
  public TimerHeap() {}

  /** Sets a timer, or sets it again. */
  public void set(T entry, long timeMillis) {
    remove(entry);
    Entry base = entry;
    base.timeMillis = timeMillis;
    base.sequence = sequence++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + (size >> 1));
      times = Arrays.copyOf(times, heap.length);
    }
    moveUp(base, size++);
  }

  /** Takes a timer out, if it is set. */
  public void remove(T entry) {
    Entry base = entry;
    int place = base.place;
    if (place == Entry.NOWHERE) {
      return;
    }
    base.place = Entry.NOWHERE;
    Entry last = at(--size);
    heap[size] = null;
    if (place == size) {
      return;
    }
    moveUp(last, place);
    if (last.place == place) {
      moveDown(last, place);
    }
  }

  /** The next timer; null if there is none. */
  @SuppressWarnings("unchecked") // only those of the type are set
  public @Nullable T first() {
    return size == 0 ? null : (T) at(0);
  }

  /** When the next timer is due; {@link #NONE} if there is none. */
  public long nextTime() {
    return size == 0 ? NONE : times[0];
  }

  /**
   * Takes the next timer that is due before a time.
   *
   * @return null if there is none
   */
  public @Nullable T pollBefore(long timeMillis) {
    if (nextTime() >= timeMillis) {
      return null;
    }
    T first = first();
    if (first != null) {
      remove(first);
    }
    return first;
  }

  /** All timers, in the order in which they are due. */
  @SuppressWarnings("unchecked") // only those of the type are set
  public List<T> inOrder() {
    List<Entry> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(at(i));
    }
    all.sort(Comparator.comparingLong(Entry::timeMillis).thenComparingLong(Entry::setNumber));
    return (List<T>) all;
  }

  /** How many timers are set. */
  public int size() {
    return size;
  }

  private boolean isBefore(Entry entry, int place) {
    long other = times[place];
    return entry.timeMillis != other
        ? entry.timeMillis < other
        : entry.sequence < at(place).sequence;
  }

  private boolean isBefore(int place, int otherPlace) {
    long time = times[place];
    long other = times[otherPlace];
    return time != other ? time < other : at(place).sequence < at(otherPlace).sequence;
  }

  private void moveUp(Entry entry, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> ARITY_SHIFT;
      if (!isBefore(entry, parent)) {
        break;
      }
      put(at(parent), place);
      place = parent;
    }
    put(entry, place);
  }

  private void moveDown(Entry entry, int from) {
    int place = from;
    while (true) {
      int firstChild = (place << ARITY_SHIFT) + 1;
      if (firstChild >= size) {
        break;
      }
      int child = firstChild;
      int end = Math.min(size, firstChild + (1 << ARITY_SHIFT));
      for (int i = firstChild + 1; i < end; i++) {
        if (isBefore(i, child)) {
          child = i;
        }
      }
      if (isBefore(entry, child)) {
        break;
      }
      put(at(child), place);
      place = child;
    }
    put(entry, place);
  }

  private void put(Entry entry, int place) {
    heap[place] = entry;
    times[place] = entry.timeMillis;
    entry.place = place;
  }

  private Entry at(int place) {
    Entry entry = heap[place];
    if (entry == null) {
      throw new IllegalStateException("There is no timer at " + place + " of " + size);
    }
    return entry;
  }
}
