package io.millrace.runners.core.timers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one step in one task and one time domain.
 *
 * <p>A timer is known by what {@code IdT} says, usually key, window and name: setting it again
 * replaces it, and it is given out once for each setting (rule T1). Timers come in the order of
 * their times, and those of the same time in the order in which they were set (rule T2). A binary
 * heap whose entries know their places, so that clearing costs no search. Not thread-safe.
 *
 * @param <IdT> what tells timers apart; needs {@code equals} and {@code hashCode}
 */
public final class TimerQueue<IdT> {

  /** What {@link #nextTime} gives when there is no timer. */
  public static final long NONE = Long.MAX_VALUE;

  /**
   * A timer.
   *
   * @param timeMillis when it is due, in milliseconds after the epoch
   * @param holdMillis the timestamp of what is output when it fires
   */
  public record Timer<IdT>(IdT id, long timeMillis, long holdMillis) {}

  private static final class Entry<IdT> {
    private final Timer<IdT> timer;
    private final long sequence;
    private int place;

    Entry(Timer<IdT> timer, long sequence) {
      this.timer = timer;
      this.sequence = sequence;
    }

    boolean isBefore(Entry<IdT> other) {
      int byTime = Long.compare(timer.timeMillis, other.timer.timeMillis);
      return byTime != 0 ? byTime < 0 : sequence < other.sequence;
    }
  }

  private final Map<IdT, Entry<IdT>> byId = new HashMap<>();
  private @Nullable Entry<IdT>[] heap = newHeap(16);
  private int size;
  private long sequence;

  /** No timers. */
  public TimerQueue() {}

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
  private static <IdT> @Nullable Entry<IdT>[] newHeap(int length) {
    return new Entry[length];
  }

  /**
   * Sets a timer.
   *
   * @return the timer that it replaces; null if there was none
   */
  public @Nullable Timer<IdT> set(IdT id, long timeMillis, long holdMillis) {
    Timer<IdT> replaced = clear(id);
    Entry<IdT> entry = new Entry<>(new Timer<>(id, timeMillis, holdMillis), sequence++);
    byId.put(id, entry);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    moveUp(entry, size++);
    return replaced;
  }

  /**
   * Clears a timer.
   *
   * @return the timer; null if it was not set
   */
  public @Nullable Timer<IdT> clear(IdT id) {
    Entry<IdT> entry = byId.remove(id);
    if (entry == null) {
      return null;
    }
    removeAt(entry.place);
    return entry.timer;
  }

  /** The timer with an id; null if it is not set. */
  public @Nullable Timer<IdT> get(IdT id) {
    Entry<IdT> entry = byId.get(id);
    return entry == null ? null : entry.timer;
  }

  /** When the next timer is due; {@link #NONE} if there is none. */
  public long nextTime() {
    return size == 0 ? NONE : at(0).timer.timeMillis;
  }

  /**
   * Takes the next timer that is due before a time.
   *
   * @return null if there is none
   */
  public @Nullable Timer<IdT> pollBefore(long timeMillis) {
    if (size == 0 || at(0).timer.timeMillis >= timeMillis) {
      return null;
    }
    Timer<IdT> timer = at(0).timer;
    byId.remove(timer.id);
    removeAt(0);
    return timer;
  }

  /** How many timers are set. */
  public int size() {
    return size;
  }

  private void removeAt(int place) {
    Entry<IdT> last = at(--size);
    heap[size] = null;
    if (place == size) {
      return;
    }
    moveUp(last, place);
    if (last.place == place) {
      moveDown(last, place);
    }
  }

  private void moveUp(Entry<IdT> entry, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      Entry<IdT> other = at(parent);
      if (!entry.isBefore(other)) {
        break;
      }
      put(other, place);
      place = parent;
    }
    put(entry, place);
  }

  private void moveDown(Entry<IdT> entry, int from) {
    int place = from;
    int child;
    while ((child = 2 * place + 1) < size) {
      if (child + 1 < size && at(child + 1).isBefore(at(child))) {
        child++;
      }
      Entry<IdT> other = at(child);
      if (!other.isBefore(entry)) {
        break;
      }
      put(other, place);
      place = child;
    }
    put(entry, place);
  }

  private void put(Entry<IdT> entry, int place) {
    heap[place] = entry;
    entry.place = place;
  }

  private Entry<IdT> at(int place) {
    Entry<IdT> entry = heap[place];
    if (entry == null) {
      throw new IllegalStateException("There is no timer at " + place + " of " + size);
    }
    return entry;
  }
}
