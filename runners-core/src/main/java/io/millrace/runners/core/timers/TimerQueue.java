package io.millrace.runners.core.timers;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Timers that are found by an id. For each id at most one timer is set; timers of the same time
 * come in the order in which they were set. Not thread-safe.
 *
 * @param <IdT> what tells timers apart; needs {@code equals} and {@code hashCode}
 */
public final class TimerQueue<IdT> {

  /** What {@link #nextTime} gives when there is no timer. */
  public static final long NONE = TimerHeap.NONE;

  /**
   * A timer.
   *
   * @param timeMillis when it is due, in milliseconds after the epoch
   * @param holdMillis the timestamp of what is output when it fires
   */
  public record Timer<IdT>(IdT id, long timeMillis, long holdMillis) {}

  private static final class Entry<IdT> extends TimerHeap.Entry {
    private final Timer<IdT> timer;

    Entry(Timer<IdT> timer) {
      this.timer = timer;
    }
  }

  private final Map<IdT, Entry<IdT>> byId = new HashMap<>();
  private final TimerHeap<Entry<IdT>> heap = new TimerHeap<>();

  /** No timers. */
  public TimerQueue() {}

  /**
   * Sets a timer.
   *
   * @return the timer that it replaces; null if there was none
   */
  public @Nullable Timer<IdT> set(IdT id, long timeMillis, long holdMillis) {
    Timer<IdT> replaced = clear(id);
    Entry<IdT> entry = new Entry<>(new Timer<>(id, timeMillis, holdMillis));
    byId.put(id, entry);
    heap.set(entry, timeMillis);
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
    heap.remove(entry);
    return entry.timer;
  }

  /** The timer with an id; null if it is not set. */
  public @Nullable Timer<IdT> get(IdT id) {
    Entry<IdT> entry = byId.get(id);
    return entry == null ? null : entry.timer;
  }

  /** When the next timer is due; {@link #NONE} if there is none. */
  public long nextTime() {
    return heap.nextTime();
  }

  /**
   * Takes the next timer that is due before a time.
   *
   * @return null if there is none
   */
  public @Nullable Timer<IdT> pollBefore(long timeMillis) {
    Entry<IdT> entry = heap.pollBefore(timeMillis);
    if (entry == null) {
      return null;
    }
    byId.remove(entry.timer.id);
    return entry.timer;
  }

  /** How many timers are set. */
  public int size() {
    return heap.size();
  }
}
