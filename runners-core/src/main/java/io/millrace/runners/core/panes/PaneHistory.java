package io.millrace.runners.core.panes;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which panes the windows of one key have had that have passed and still take late data (rule P5).
 * A window has a pane on time or not, and late ones; those on time of windows that follow each
 * other take two numbers together. Not thread-safe.
 */
final class PaneHistory {

  /** First and last windows of rows that had a pane on time, in order. */
  private long[] onTime = new long[2];

  private int from;
  private int to;

  /** How many panes windows have had that had a late one. */
  private final TreeMap<Long, long[]> panes = new TreeMap<>();

  PaneHistory() {}

  /** Notes the panes on time of a row of windows, which is behind all that were noted before. */
  void onTime(long first, long last) {
    if (to > from && onTime[to - 1] == first - 1) {
      onTime[to - 1] = last;
      return;
    }
    if (to == onTime.length) {
      int count = to - from;
      long[] old = onTime;
      onTime = count > old.length / 2 ? Arrays.copyOf(old, 2 * old.length) : old;
      System.arraycopy(old, from, onTime, 0, count);
      from = 0;
      to = count;
    }
    onTime[to++] = first;
    onTime[to++] = last;
  }

  /** Counts one more pane of a window, a late one; gives its index. */
  long late(long window) {
    long[] count = panes.get(window);
    if (count == null) {
      count = new long[] {wasOnTime(window) ? 1 : 0};
      panes.put(window, count);
    }
    return count[0]++;
  }

  private boolean wasOnTime(long window) {
    int place = Arrays.binarySearch(onTime, from, to, window);
    // Found, it is at an end of a row; else it would go between the two of one row, or of two rows.
    return place >= 0 || ((~place - from) & 1) != 0;
  }

  /** Forgets windows up to one. */
  void forgetUpTo(long window) {
    while (from < to && onTime[from + 1] <= window) {
      from += 2;
    }
    if (!panes.isEmpty()) {
      panes.headMap(window, true).clear();
    }
  }

  /** The last window of which anything is known; null if there is none. */
  @Nullable Long last() {
    Long late = panes.isEmpty() ? null : panes.lastKey();
    if (from == to) {
      return late;
    }
    return late == null ? onTime[to - 1] : (Long) Math.max(late, onTime[to - 1]);
  }

  /** Writes what is known. */
  void save(EncodeBuffer out) {
    out.writeVarLong(to - from);
    for (int i = from; i < to; i++) {
      out.writeLong(onTime[i]);
    }
    out.writeVarLong(panes.size());
    panes.forEach(
        (window, count) -> {
          out.writeLong(window);
          out.writeVarLong(count[0]);
        });
  }

  /** Reads what was known. */
  static PaneHistory load(DecodeBuffer in) throws IOException {
    PaneHistory history = new PaneHistory();
    for (long left = in.readVarLong() / 2; left > 0; left--) {
      history.onTime(in.readLong(), in.readLong());
    }
    for (long left = in.readVarLong(); left > 0; left--) {
      history.panes.put(in.readLong(), new long[] {in.readVarLong()});
    }
    return history;
  }
}
