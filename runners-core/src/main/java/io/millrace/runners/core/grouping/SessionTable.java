package io.millrace.runners.core.grouping;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Combines values of a key whose sessions overlap, before an exchange: keeps one session of each
 * key with its accumulator, and gives it out when a value of another session of the key comes, when
 * there is no room, and in {@link #flush}.
 *
 * <p>Sessions that it gives out may still overlap, those of one key too: whoever groups behind the
 * exchange merges them. Where keys hardly come again within a session, values go by, each as an
 * accumulator of its own (see {@link PassThrough}).
 *
 * <p>Keys are equal when their bytes are; keys and accumulators are kept as in a {@link
 * CombineTable}, and so is what counts against the budget. What functions on accumulators throw
 * reaches the caller as it is; the table must not be used any more then. Not thread-safe.
 */
public final class SessionTable<
    K extends @Nullable Object, InputT extends @Nullable Object, AccumT extends @Nullable Object> {

  private static final int SMALLEST = 1 << 8;

  /** Takes what the table gives out. */
  @FunctionalInterface
  public interface Emitter<K extends @Nullable Object, AccumT extends @Nullable Object> {

    /**
     * Takes the accumulator of one session, which the table has forgotten.
     *
     * @param keyHash the hash with which the key was added
     * @param startMillis the first instant of the session
     * @param endMillis one millisecond after the last
     */
    void emit(int keyHash, long startMillis, long endMillis, K key, AccumT accumulator);
  }

  private final Accumulators<InputT, AccumT> functions;
  private final CombineColumns<K, InputT, AccumT> columns;
  private final Emitter<? super K, ? super AccumT> emitter;
  private final PassThrough passThrough;
  private final int maxEntries;
  private final long budget;

  // the hash in the upper half and 1 in the lower; 0 is free. Rows of the columns are where their
  // slots are
  private long[] slots = new long[SMALLEST];
  private long[] starts = new long[SMALLEST];
  private long[] ends = new long[SMALLEST];
  private int shift = Slots.shift(SMALLEST);
  private int size;
  // what the objects may take beside the arrays
  private double room;

  /**
   * An empty table.
   *
   * @param spec without namespaces
   * @param maxEntries how many accumulators it may hold at most, at least 1
   * @param budgetBytes what the table may take, at least {@link CombineTable#SMALLEST_BUDGET}
   * @param emitter must not call the table
   */
  public SessionTable(
      CombineSpec<K, InputT, AccumT> spec,
      int maxEntries,
      long budgetBytes,
      Emitter<? super K, ? super AccumT> emitter) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries=" + maxEntries + " must be at least 1");
    }
    if (spec.namespaceCoder() != null) {
      throw new IllegalArgumentException(
          "sessions are told apart by their times and not by namespaces, as with "
              + spec.namespaceCoder());
    }
    this.functions = spec.accumulators();
    this.budget = Budgets.check(budgetBytes);
    this.columns = new CombineColumns<>(spec);
    this.emitter = emitter;
    this.maxEntries = maxEntries;
    this.passThrough = new PassThrough(maxEntries);
    columns.resize(SMALLEST);
    this.room = budget - arrayBytes();
  }

  /**
   * Adds a value of a key.
   *
   * @param keyHash the key coder's {@link io.millrace.sdk.coders.Coder#stableHash} of {@code key}
   * @param startMillis the first instant of the value's own session
   * @param endMillis one millisecond after the last
   * @throws IOException if a key must be encoded or decoded and cannot
   */
  public void add(int keyHash, K key, InputT input, long startMillis, long endMillis)
      throws IOException {
    if (passThrough.passes()) {
      pass(keyHash, key, input, startMillis, endMillis);
      return;
    }
    columns.keys.seek(key);
    int row = find(keyHash, key);
    if (slots[row] == 0) {
      insert(row, keyHash, key, input, startMillis, endMillis);
    } else if (startMillis < ends[row] && starts[row] < endMillis) {
      passThrough.found();
      columns.accumulators.add(row, input);
      starts[row] = Math.min(starts[row], startMillis);
      ends[row] = Math.max(ends[row], endMillis);
    } else {
      emit(row);
      columns.accumulators.drop(row);
      columns.accumulators.first(row, input);
      starts[row] = startMillis;
      ends[row] = endMillis;
    }
    if (columns.heapBytes() > room) {
      flush();
    }
  }

  /** Gives out a value as a session of its own, whatever is kept for its key. */
  public void pass(int keyHash, K key, InputT input, long startMillis, long endMillis) {
    AccumT accumulator = functions.compact(functions.add(functions.create(), input));
    emitter.emit(keyHash, startMillis, endMillis, key, accumulator);
  }

  /** Gives out everything; the table can then be added to again. */
  public void flush() throws IOException {
    for (int row = 0; row < slots.length; row++) {
      if (slots[row] != 0) {
        emit(row);
      }
    }
    Arrays.fill(slots, 0);
    columns.clear(slots.length);
    size = 0;
  }

  /** The row of the key that is sought, or else the free one that it goes to. */
  private int find(int hash, K key) {
    int mask = slots.length - 1;
    int row = Slots.home(hash, shift);
    long slot;
    while ((slot = slots[row]) != 0) {
      if ((int) (slot >>> 32) == hash && columns.keys.is(row, key)) {
        break;
      }
      row = (row + 1) & mask;
    }
    return row;
  }

  private void insert(int free, int hash, K key, InputT input, long start, long end)
      throws IOException {
    int row = free;
    if (size == Math.min(maxEntries, Slots.limit(slots.length))) {
      if (size < maxEntries && 3 * arrayBytes() + columns.heapBytes() <= budget) {
        grow();
      } else {
        flush();
      }
      row = Slots.free(slots, hash, shift);
    }
    columns.accumulators.first(row, input);
    columns.setKey(row, 0, key);
    slots[row] = (long) hash << 32 | 1;
    starts[row] = start;
    ends[row] = end;
    size++;
  }

  private void grow() {
    long[] oldSlots = slots;
    long[] oldStarts = starts;
    long[] oldEnds = ends;
    int length = 2 * oldSlots.length;
    slots = new long[length];
    starts = new long[length];
    ends = new long[length];
    shift = Slots.shift(length);
    int[] targets = new int[oldSlots.length];
    for (int row = 0; row < oldSlots.length; row++) {
      long slot = oldSlots[row];
      if (slot == 0) {
        targets[row] = -1;
        continue;
      }
      int to = Slots.free(slots, (int) (slot >>> 32), shift);
      targets[row] = to;
      slots[to] = slot;
      starts[to] = oldStarts[row];
      ends[to] = oldEnds[row];
    }
    columns.relocate(length, targets);
    room = budget - arrayBytes();
  }

  private void emit(int row) throws IOException {
    emitter.emit(
        (int) (slots[row] >>> 32),
        starts[row],
        ends[row],
        columns.keys.get(row),
        columns.accumulators.compacted(row));
  }

  private long arrayBytes() {
    return (long) slots.length * (3 * Long.BYTES + columns.bytesPerRow());
  }

  /** Bytes of all arrays and, by estimate, of what they refer to. */
  long allocated() {
    return arrayBytes() + (long) columns.heapBytes();
  }
}
