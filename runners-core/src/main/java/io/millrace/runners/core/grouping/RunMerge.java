package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.ScratchFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Several sorted runs as one: entries of equal keys become one, values in the order of the runs.
 */
final class RunMerge {
  // groups up to this many bytes are copied out of the buffers, which saves reads of their own
  private static final int SMALL_GROUP = 16 << 10;

  private final String purpose;
  private final PriorityQueue<RunCursor> waiting;
  private final List<RunCursor> same = new ArrayList<>();

  RunMerge(String purpose, List<RunCursor> cursors) throws IOException {
    this.purpose = purpose;
    this.waiting =
        new PriorityQueue<>(
            Math.max(1, cursors.size()),
            ((Comparator<RunCursor>) RunCursor::compareKey).thenComparingInt(RunCursor::order));
    same.addAll(cursors);
  }

  /** Goes to the next key; false after the last. */
  boolean next() throws IOException {
    for (RunCursor cursor : same) {
      if (cursor.advance()) {
        waiting.add(cursor);
      }
    }
    same.clear();
    RunCursor first = waiting.poll();
    if (first == null) {
      return false;
    }
    same.add(first);
    RunCursor other = waiting.peek();
    while (other != null && other.compareKey(first) == 0) {
      same.add(waiting.remove());
      other = waiting.peek();
    }
    return true;
  }

  /** Of the key that {@link #next} went to; its key must be used before its values. */
  RunCursor key() {
    return same.get(0);
  }

  private long valuesLength() {
    long length = 0;
    for (RunCursor cursor : same) {
      length += cursor.valuesLength();
    }
    return length;
  }

  /** The values of the key, readable as long as the scratch file is. */
  EncodedValues values() throws IOException {
    long length = valuesLength();
    if (length <= SMALL_GROUP) {
      byte[] bytes = new byte[(int) length];
      int offset = 0;
      for (RunCursor cursor : same) {
        cursor.readValues(bytes, offset);
        offset += (int) cursor.valuesLength();
      }
      return () -> new EncodedValues.ArrayReader(bytes);
    }
    ScratchFile file = key().file();
    long[] starts = new long[same.size()];
    long[] ends = new long[same.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = same.get(i).valuesPosition();
      ends[i] = starts[i] + same.get(i).valuesLength();
    }
    return () -> new EncodedValues.FileReader(purpose, file, starts, ends);
  }

  /** Writes all that is left as one run. */
  void writeTo(RunWriter out) throws IOException {
    while (next()) {
      RunCursor first = key();
      out.entry(first.hash(), first.array(), first.keyOffset(), first.keyLength(), valuesLength());
      for (RunCursor cursor : same) {
        cursor.copyValues(out);
      }
    }
  }
}
