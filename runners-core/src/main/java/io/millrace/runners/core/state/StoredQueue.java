package io.millrace.runners.core.state;

import io.millrace.runners.core.timers.TimerHeap;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Things in the order in which they are due. Up to a point in time all are in memory, from there on
 * all are in a table: what is set and soon due or taken back never gets there, and the table is
 * only read at its beginning. Not thread-safe.
 */
final class StoredQueue {

  /** How many are in memory before the later half of them goes to the table. */
  static final int IN_MEMORY = 1 << 12;

  private static final int KEY_BYTES = 1 + 3 * Long.BYTES;

  /**
   * When something is due.
   *
   * @param timeMillis what counts
   * @param secondMillis what counts among those of the same time
   * @param number what counts among those of the same times; unique in the queue
   */
  record Due(long timeMillis, long secondMillis, long number) implements Comparable<Due> {

    static Due at(long timeMillis, long number) {
      return new Due(timeMillis, 0, number);
    }

    @Override
    public int compareTo(Due other) {
      int order = Long.compare(timeMillis, other.timeMillis);
      if (order == 0) {
        order = Long.compare(secondMillis, other.secondMillis);
      }
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  /** What is due, and when. */
  static final class Entry {
    private final Due due;
    private final byte[] content;

    Entry(Due due, byte[] content) {
      this.due = due;
      this.content = content;
    }

    Due due() {
      return due;
    }

    byte[] content() {
      return content;
    }
  }

  private final StoreSpace space;
  private final int inMemory;
  private final byte tag;
  private final TreeMap<Due, byte[]> early = new TreeMap<>();

  /** From here on all are in the table; null if none is there. */
  private @Nullable Due horizon;

  private long inTable;

  /**
   * @param tag tells the queues of a store apart
   */
  StoredQueue(StoreSpace space, int tag) {
    this(space, tag, IN_MEMORY);
  }

  StoredQueue(StoreSpace space, int tag, int inMemory) {
    this.space = space;
    this.tag = (byte) tag;
    this.inMemory = inMemory;
  }

  void add(Due due, byte[] content) {
    if (isLate(due)) {
      space.queues().put(key(due), content);
      inTable++;
      return;
    }
    early.put(due, content);
    if (early.size() > inMemory) {
      moveLaterHalf();
    }
  }

  /** Takes something out that is there. */
  void remove(Due due) {
    if (isLate(due)) {
      space.queues().delete(key(due));
      inTable--;
    } else if (early.remove(due) == null) {
      throw new IllegalStateException("Nothing is due at " + due);
    }
  }

  private boolean isLate(Due due) {
    return horizon != null && due.compareTo(horizon) >= 0;
  }

  private void moveLaterHalf() {
    List<Due> later = new ArrayList<>(early.keySet()).subList(early.size() / 2, early.size());
    for (Due due : later) {
      byte[] content = early.remove(due);
      if (content != null) {
        space.queues().put(key(due), content);
        inTable++;
      }
    }
    horizon = later.get(0);
  }

  /** Brings the first of those in the table into memory, when there is none any more. */
  private void refill() {
    Due from = horizon;
    if (!early.isEmpty() || from == null) {
      return;
    }
    byte[][] last = new byte[1][];
    space
        .queues()
        .scan(
            key(from),
            new byte[] {(byte) (tag + 1)},
            (key, content) -> {
              early.put(due(key), content);
              last[0] = key;
              return early.size() < (inMemory + 1) / 2;
            });
    inTable -= early.size();
    if (last[0] == null || inTable == 0) {
      horizon = null;
    }
    if (last[0] != null) {
      byte[] next = ByteKeys.join(last[0], new byte[1]);
      space.queues().deleteRange(key(from), next);
      if (inTable > 0) {
        Due end = early.lastKey();
        horizon = new Due(end.timeMillis, end.secondMillis, end.number + 1);
      }
    }
  }

  /** When the next is due; {@link TimerHeap#NONE} if there is none. */
  long nextTime() {
    refill();
    return early.isEmpty() ? TimerHeap.NONE : early.firstKey().timeMillis;
  }

  /**
   * Takes the next that is due before a time.
   *
   * @return null if there is none
   */
  @Nullable Entry pollBefore(long timeMillis) {
    if (nextTime() >= timeMillis) {
      return null;
    }
    Map.Entry<Due, byte[]> first = early.pollFirstEntry();
    return first == null ? null : new Entry(first.getKey(), first.getValue());
  }

  boolean isEmpty() {
    return early.isEmpty() && inTable == 0;
  }

  /** Writes what of the queue is in memory; the rest is in its table. */
  void save(EncodeBuffer out) {
    out.writeVarLong(early.size());
    early.forEach(
        (due, content) -> {
          write(due, out);
          out.writeVarLong(content.length);
          out.write(content);
        });
    out.writeVarLong(inTable);
    out.write(horizon == null ? 0 : 1);
    if (horizon != null) {
      write(horizon, out);
    }
  }

  private static void write(Due due, EncodeBuffer out) {
    out.writeLong(due.timeMillis);
    out.writeLong(due.secondMillis);
    out.writeLong(due.number);
  }

  /** Reads what {@link #save} has written, of a queue with this table. */
  void load(DecodeBuffer in) throws IOException {
    for (long left = in.readVarLong(); left > 0; left--) {
      Due due = readDue(in);
      int length = Math.toIntExact(in.readVarLong());
      if (length > in.remaining()) {
        throw new EOFException("a queue ends in the middle of an entry");
      }
      early.put(due, in.readNBytes(length));
    }
    inTable = in.readVarLong();
    horizon = in.read() == 0 ? null : readDue(in);
  }

  private static Due readDue(DecodeBuffer in) throws IOException {
    return new Due(in.readLong(), in.readLong(), in.readLong());
  }

  private byte[] key(Due due) {
    EncodeBuffer out = new EncodeBuffer(KEY_BYTES);
    out.write(tag);
    ByteKeys.writeSigned(due.timeMillis, out);
    ByteKeys.writeSigned(due.secondMillis, out);
    ByteKeys.writeSigned(due.number, out);
    return out.toByteArray();
  }

  private static Due due(byte[] key) {
    DecodeBuffer in = new DecodeBuffer(key, 1, key.length - 1);
    try {
      return new Due(
          in.readLong() ^ Long.MIN_VALUE,
          in.readLong() ^ Long.MIN_VALUE,
          in.readLong() ^ Long.MIN_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
