package io.millrace.runners.core.grouping;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The table before an exchange: a cache of accumulators that gives out what it evicts.
 *
 * <p>Rows are in buckets of eight, one line of a processor's cache, and a key has one bucket. When
 * it is full and the table may not grow, a new key takes the place of one that was not used lately:
 * a hand goes round, takes credit from rows that earned some by being found, and evicts the first
 * that has none (CLOCK; Corbató, "A Paging Experiment with the Multics System", 1968). So hot keys
 * stay, cold ones make way one at a time, and nothing is given out in bursts before the end.
 *
 * <p>When hardly any key is found, looking for it is a waste: {@link PassThrough} then lets
 * elements go by, each as an accumulator of its own.
 */
final class PassingCombineTable<
        K extends @Nullable Object,
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object>
    extends CombineTable<K, InputT, AccumT> {
  private static final int WAYS = 8;
  private static final int SMALLEST = 2 * WAYS;
  private static final int MOST_CREDIT = 3;
  private static final int MOST_NAMESPACES = 1 << 12;

  private final CombineSpec<K, InputT, AccumT> spec;
  private final Emitter<? super K, ? super AccumT> emitter;
  private final PassThrough passThrough;
  private final int maxEntries;

  // the hash in the upper half, one more than the credit in the lower; 0 is free. A bucket fills
  // from its beginning, and rows of the columns are where their slots are
  private long[] slots;
  private int shift;
  private int hand;
  // what the objects may take beside the arrays
  private double room;

  // what was added to last: the next element often belongs there too, such as where all have one
  // key. The row is -1 if none is known
  private int lastRow = -1;
  private int lastHash;
  private @Nullable Object lastNamespace;
  private @Nullable K lastKey;

  // what accumulators may take while elements go to the last row, which changes nothing else
  private double roomOfLast;

  PassingCombineTable(
      CombineSpec<K, InputT, AccumT> spec,
      int maxEntries,
      long budgetBytes,
      Emitter<? super K, ? super AccumT> emitter) {
    super(spec, budgetBytes);
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries=" + maxEntries + " must be at least 1");
    }
    this.spec = spec;
    this.emitter = emitter;
    this.maxEntries = Math.max(SMALLEST, Integer.highestOneBit(maxEntries));
    this.passThrough = new PassThrough(this.maxEntries);
    this.slots = new long[Math.min(this.maxEntries, 1 << 8)];
    // buckets, not slots, are what a hash leads to
    this.shift = Slots.shift(slots.length / WAYS);
    // in the row behind the last an accumulator waits for its place
    columns.resize(slots.length + 1);
    this.room = budget - arrayBytes();
  }

  @Override
  public void add(int keyHash, @Nullable Object namespace, K key, InputT input) throws IOException {
    checkOpen();
    if (isLast(keyHash, namespace, key)) {
      passThrough.foundAgain();
      columns.accumulators.add(lastRow, input);
      if (columns.accumulators.heapBytes > roomOfLast) {
        flush();
      }
    } else {
      addElsewhere(keyHash, namespace, key, input);
    }
  }

  private void addElsewhere(int keyHash, @Nullable Object namespace, K key, InputT input)
      throws IOException {
    if (passThrough.passes()) {
      Accumulators<InputT, AccumT> functions = spec.accumulators();
      pass(keyHash, namespace, key, functions.add(functions.create(), input));
      return;
    }
    int id = columns.namespace(namespace);
    int hash = columns.hash(keyHash, id);
    int row = find(hash, id, key);
    if (row >= 0) {
      columns.accumulators.add(row, input);
    } else {
      columns.accumulators.first(slots.length, input);
      row = insert(hash, id, key);
    }
    double left = room - columns.heapBytes();
    if (left < 0) {
      flush();
    } else {
      lastRow = row;
      lastHash = keyHash;
      lastNamespace = namespace;
      lastKey = key;
      roomOfLast = columns.accumulators.heapBytes + left;
    }
  }

  /** Whether an element surely belongs where the last one went; equal keys may be told apart. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isLast(int keyHash, @Nullable Object namespace, K key) {
    return keyHash == lastHash && key == lastKey && namespace == lastNamespace && lastRow >= 0;
  }

  @Override
  public void merge(int keyHash, @Nullable Object namespace, K key, AccumT accumulator)
      throws IOException {
    checkOpen();
    forgetLast();
    if (passThrough.passes()) {
      pass(keyHash, namespace, key, accumulator);
      return;
    }
    int id = columns.namespace(namespace);
    int hash = columns.hash(keyHash, id);
    int row = find(hash, id, key);
    if (row >= 0) {
      columns.accumulators.merge(row, accumulator);
    } else {
      columns.accumulators.put(slots.length, accumulator);
      insert(hash, id, key);
    }
    if (columns.heapBytes() > room) {
      flush();
    }
  }

  private void pass(int keyHash, @Nullable Object namespace, K key, AccumT accumulator) {
    if ((namespace == null) != (columns.namespaces == null)) {
      throw Budgets.namespaceMismatch(namespace);
    }
    AccumT compacted = spec.accumulators().compact(accumulator);
    begin();
    emitter.emit(keyHash, namespace, key, compacted);
    done();
  }

  private int bucket(int hash) {
    return Slots.home(hash, shift) * WAYS;
  }

  /** The row of the key; -1 if there is none. */
  private int find(int hash, int namespace, K key) throws IOException {
    columns.keys.seek(key);
    long[] table = slots;
    int bucket = bucket(hash);
    for (int row = bucket; row < bucket + WAYS; row++) {
      long slot = table[row];
      if (slot == 0) {
        break;
      }
      if ((int) (slot >>> 32) == hash
          && columns.isIn(row, namespace)
          && columns.keys.is(row, key)) {
        if ((int) slot <= MOST_CREDIT) {
          table[row] = slot + 1;
        }
        passThrough.found();
        return row;
      }
    }
    return -1;
  }

  /** Makes the row of the key that was looked for last, whose accumulator is in the last row. */
  private int insert(int hash, int namespace, K key) throws IOException {
    int row = free(hash);
    while (row < 0
        && slots.length < maxEntries
        && 3 * arrayBytes() + columns.heapBytes() <= budget) {
      grow();
      row = free(hash);
    }
    if (row < 0) {
      row = evict(bucket(hash));
    }
    columns.accumulators.move(slots.length, row);
    columns.setKey(row, namespace, key);
    slots[row] = (long) hash << 32 | 1;
    if (columns.namespaces != null && columns.namespaces.distinct() > MOST_NAMESPACES) {
      flush();
      return -1;
    }
    return row;
  }

  private int free(int hash) {
    int bucket = bucket(hash);
    for (int row = bucket; row < bucket + WAYS; row++) {
      if (slots[row] == 0) {
        return row;
      }
    }
    return -1;
  }

  /** Gives out a row of a bucket and returns where it was. */
  private int evict(int bucket) throws IOException {
    while (true) {
      int row = bucket + (hand++ & (WAYS - 1));
      if ((int) slots[row] == 1) {
        forgetLast();
        begin();
        emit(row);
        done();
        columns.keys.drop(row);
        columns.accumulators.drop(row);
        return row;
      }
      slots[row]--;
    }
  }

  private void emit(int row) throws IOException {
    AccumT accumulator = columns.accumulators.compacted(row);
    emitter.emit(
        columns.keyHash((int) (slots[row] >>> 32), row),
        columns.namespaceOf(row),
        columns.keys.get(row),
        accumulator);
  }

  private void forgetLast() {
    lastRow = -1;
    lastKey = null;
    lastNamespace = null;
  }

  private void grow() {
    forgetLast();
    long[] old = slots;
    slots = new long[2 * old.length];
    shift = Slots.shift(slots.length / WAYS);
    int[] targets = new int[old.length + 1];
    for (int row = 0; row < old.length; row++) {
      targets[row] = -1;
      if (old[row] != 0) {
        // there is room: a bucket becomes two
        targets[row] = free((int) (old[row] >>> 32));
        slots[targets[row]] = old[row];
      }
    }
    targets[old.length] = slots.length;
    columns.relocate(slots.length + 1, targets);
    room = budget - arrayBytes();
  }

  @Override
  public Emission<Combined<K, AccumT>> finish() {
    throw new IllegalStateException(
        "a combine table before an exchange gives out its results by flush, not by finish");
  }

  @Override
  public void flush() throws IOException {
    checkOpen();
    forgetLast();
    begin();
    for (int row = 0; row < slots.length; row++) {
      if (slots[row] != 0) {
        emit(row);
      }
    }
    Arrays.fill(slots, 0);
    columns.clear(slots.length);
    done();
  }

  @Override
  long arrayBytes() {
    return (long) slots.length * (Long.BYTES + columns.bytesPerRow());
  }

  @Override
  public void close() {
    closed();
    forgetLast();
    slots = new long[0];
    columns.clear(0);
    columns.resize(0);
  }
}
