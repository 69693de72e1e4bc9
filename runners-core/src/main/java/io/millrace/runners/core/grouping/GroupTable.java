package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.Scratch;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the values of each key, for GroupByKey of bounded input: {@link #add} everything, {@link
 * #finish}, {@link #close}.
 *
 * <p>Keys are equal when their bytes are. A key may have any number of values, and a group is never
 * held in memory as objects. Keys and values are kept in coder form in large arrays; when these and
 * the index over them would outgrow the budget, all keys are written to scratch as one run sorted
 * by hash and key bytes, and the table starts anew. Beyond the budget come only: a single record
 * that alone is larger, and the buffer through which it is encoded.
 *
 * <p>Groups come out in the order of their hashes (unsigned; of key and namespace) and then of
 * their bytes, the values of each in the order of {@code add}: the same adds give the same output
 * whatever the budget. Many keys with one 32-bit hash are told apart by comparing bytes one by one:
 * right, and slow from some thousands on.
 *
 * <p>An {@code add} whose coder throws changes nothing. After a failure of scratch the table can
 * only be closed. Not thread-safe.
 */
public final class GroupTable<K extends @Nullable Object, V extends @Nullable Object>
    implements Closeable {
  /** What comes before the bytes of a value: the reference of the next value of the key. */
  static final int VALUE_HEADER = 4;

  // of a key's record: next value, last value; then the key and its first value, each with length
  private static final int KEY_HEADER = 8;
  private static final int TAIL = 4;

  private static final String PURPOSE = "group-by-key";
  // an array less a header and two lengths
  private static final int LARGEST_RECORD = Integer.MAX_VALUE - 64;
  private static final int LARGEST_INDEX = 1 << 30;
  private static final int LARGEST_KEPT_BUFFER = 1 << 20;

  private enum Phase {
    ADDING,
    FINISHED,
    BROKEN,
    CLOSED
  }

  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;
  private final @Nullable Coder<?> namespaceCoder;
  private final @Nullable NamespaceBytes namespaces;
  private final long budget;
  private final Arena arena;
  private final SortedRuns runs;
  private EncodeBuffer buffer = new EncodeBuffer(256);
  private Phase phase = Phase.ADDING;

  // open addressing: hash in the upper half, reference of the key's record in the lower; 0 is free
  private long[] slots;
  private int shift;
  private int keys;

  /**
   * @param namespaceCoder of the namespaces, deterministic; null if there are none, as in the
   *     global window
   * @param budgetBytes what arrays and index may take, at least 16 KiB
   */
  public GroupTable(
      Coder<K> keyCoder,
      Coder<V> valueCoder,
      @Nullable Coder<?> namespaceCoder,
      long budgetBytes,
      Scratch scratch) {
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
    this.namespaceCoder = namespaceCoder;
    this.namespaces = namespaceCoder == null ? null : new NamespaceBytes(namespaceCoder);
    this.budget = Budgets.check(budgetBytes);
    this.arena = new Arena(budgetBytes);
    this.runs = new SortedRuns(scratch, PURPOSE, budgetBytes);
    this.slots = new long[128];
    this.shift = Slots.shift(128);
  }

  /**
   * Adds one value of a key.
   *
   * @param keyHash the key coder's {@link Coder#stableHash} of {@code key}
   * @param namespace null exactly if the table was made without namespaces
   * @throws io.millrace.sdk.coders.CoderException if key, value or namespace cannot be encoded
   * @throws IOException if scratch fails
   */
  public void add(int keyHash, @Nullable Object namespace, K key, V value) throws IOException {
    if (phase != Phase.ADDING) {
      throw new IllegalStateException(
          "nothing can be added to a group table that is " + describePhase());
    }
    EncodeBuffer encoded = buffer;
    encoded.reset();
    int hash = keyHash;
    if (namespaces != null && namespace != null) {
      hash += namespaces.writeTo(encoded, namespace);
    } else if (namespaces != null || namespace != null) {
      throw Budgets.namespaceMismatch(namespace);
    }
    keyCoder.encode(key, encoded);
    int keyLength = encoded.length();
    valueCoder.encode(value, encoded);
    int valueLength = encoded.length() - keyLength;
    if (encoded.length() > LARGEST_RECORD) {
      throw new IllegalArgumentException(
          "a key of "
              + keyLength
              + " bytes and a value of "
              + valueLength
              + " bytes do not fit one record of 2 GiB");
    }
    byte[] bytes = encoded.array();
    int slot = find(hash, bytes, keyLength);
    if (slots[slot] != 0) {
      int length = VALUE_HEADER + VarInts.size(valueLength) + valueLength;
      if (findRoom(length)) {
        append((int) slots[slot], length, bytes, keyLength, valueLength);
      } else {
        spill();
        insert(hash, bytes, keyLength, valueLength);
      }
    } else {
      insert(hash, bytes, keyLength, valueLength);
    }
    if (bytes.length > LARGEST_KEPT_BUFFER) {
      buffer = new EncodeBuffer(256);
    }
  }

  /** The slot of the key, or the free one where it would go. */
  private int find(int hash, byte[] bytes, int keyLength) {
    long[] table = slots;
    int mask = table.length - 1;
    int i = Slots.home(hash, shift);
    while (true) {
      long slot = table[i];
      if (slot == 0 || ((int) (slot >>> 32) == hash && isKey((int) slot, bytes, keyLength))) {
        return i;
      }
      i = (i + 1) & mask;
    }
  }

  private boolean isKey(int record, byte[] bytes, int keyLength) {
    byte[] array = arena.array(record);
    int at = arena.offset(record) + KEY_HEADER;
    if (VarInts.get(array, at) != keyLength) {
      return false;
    }
    at += VarInts.size(keyLength);
    return Arrays.equals(array, at, at + keyLength, bytes, 0, keyLength);
  }

  private void append(int record, int length, byte[] bytes, int offset, int valueLength) {
    int value = arena.allocate(length);
    byte[] array = arena.array(value);
    int start = arena.offset(value);
    Arena.putInt(array, start, 0);
    int at = VarInts.put(array, start + VALUE_HEADER, valueLength);
    System.arraycopy(bytes, offset, array, at, valueLength);

    byte[] keyArray = arena.array(record);
    int keyStart = arena.offset(record);
    int tail = Arena.getInt(keyArray, keyStart + TAIL);
    Arena.putInt(arena.array(tail), arena.offset(tail), value);
    Arena.putInt(keyArray, keyStart + TAIL, value);
  }

  private void insert(int hash, byte[] bytes, int keyLength, int valueLength) throws IOException {
    int length =
        KEY_HEADER + VarInts.size(keyLength) + keyLength + VarInts.size(valueLength) + valueLength;
    makeRoom(length);
    int record = arena.allocate(length);
    byte[] array = arena.array(record);
    int start = arena.offset(record);
    Arena.putInt(array, start, 0);
    Arena.putInt(array, start + TAIL, record);
    int at = VarInts.put(array, start + KEY_HEADER, keyLength);
    System.arraycopy(bytes, 0, array, at, keyLength);
    at = VarInts.put(array, at + keyLength, valueLength);
    System.arraycopy(bytes, keyLength, array, at, valueLength);
    // the index may have grown or been emptied: look again
    slots[Slots.free(slots, hash, shift)] = (long) hash << 32 | (record & 0xffffffffL);
    keys++;
  }

  private void makeRoom(int length) throws IOException {
    if (keys >= Slots.limit(slots.length)) {
      // old and new index exist together for a moment
      if (slots.length < LARGEST_INDEX && affords(2 * indexBytes())) {
        slots = Slots.doubled(slots);
        shift = Slots.shift(slots.length);
      } else {
        spill();
      }
    }
    if (!findRoom(length) && keys > 0) {
      spill();
      // what is not kept for the next keys makes room for one that is large
      findRoom(length);
    }
  }

  private boolean findRoom(int length) {
    long growth = arena.growthFor(length);
    return (growth == 0 || affords(growth)) && arena.isAddressable(length);
  }

  private boolean affords(long growth) {
    long excess = allocated() + growth - budget;
    return excess <= 0 || arena.dropSpares(excess) >= excess;
  }

  private long indexBytes() {
    return 8L * slots.length;
  }

  /** Bytes of all arrays, index included. */
  long allocated() {
    return arena.allocated() + indexBytes();
  }

  /** How many runs were written so far. */
  int spills() {
    return runs.count();
  }

  private void spill() throws IOException {
    phase = Phase.BROKEN;
    int count = sortSlots();
    runs.add(out -> writeRun(out, count));
    Arrays.fill(slots, 0);
    keys = 0;
    arena.reset();
    phase = Phase.ADDING;
  }

  /** Moves the entries to the front, in order; only the first so many slots mean anything then. */
  private int sortSlots() {
    int count = 0;
    for (long slot : slots) {
      if (slot != 0) {
        slots[count++] = slot;
      }
    }
    HashOrder.sort(slots, count, this::compareKeys);
    return count;
  }

  private int compareKeys(int record, int other) {
    byte[] array = arena.array(record);
    byte[] otherArray = arena.array(other);
    int at = arena.offset(record) + KEY_HEADER;
    int otherAt = arena.offset(other) + KEY_HEADER;
    int length = VarInts.get(array, at);
    int otherLength = VarInts.get(otherArray, otherAt);
    at += VarInts.size(length);
    otherAt += VarInts.size(otherLength);
    return Arrays.compareUnsigned(
        array, at, at + length, otherArray, otherAt, otherAt + otherLength);
  }

  private void writeRun(RunWriter out, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int record = (int) slots[i];
      byte[] array = arena.array(record);
      int start = arena.offset(record) + KEY_HEADER;
      int keyLength = VarInts.get(array, start);
      int key = start + VarInts.size(keyLength);
      EncodedValues values = values(record, key + keyLength);
      out.entry((int) (slots[i] >>> 32), array, key, keyLength, lengthOf(values));
      EncodedValues.Reader reader = values.reader();
      while (reader.next()) {
        out.value(reader.array(), reader.offset(), reader.length());
      }
    }
  }

  private EncodedValues values(int record, int firstValue) {
    int offset = firstValue - arena.offset(record);
    return () -> new EncodedValues.ArenaReader(arena, record, offset);
  }

  private static long lengthOf(EncodedValues values) throws IOException {
    long length = 0;
    EncodedValues.Reader reader = values.reader();
    while (reader.next()) {
      length += VarInts.size(reader.length()) + reader.length();
    }
    return length;
  }

  /**
   * Ends adding and gives out the groups. If anything was spilled, the rest is spilled too, and
   * memory goes to the buffers that read it.
   *
   * @throws IOException if scratch fails
   */
  public Emission<Group<K, V>> finish() throws IOException {
    if (phase != Phase.ADDING) {
      throw new IllegalStateException(
          "a group table cannot be finished that is " + describePhase());
    }
    CompositeKeys<K> composites = new CompositeKeys<>(namespaceCoder, keyCoder);
    if (runs.isEmpty()) {
      phase = Phase.FINISHED;
      return new FromMemory(composites, sortSlots());
    }
    if (keys > 0) {
      spill();
    }
    phase = Phase.BROKEN;
    freeMemory();
    RunMerge merge = runs.merge();
    phase = Phase.FINISHED;
    return new FromScratch(composites, merge);
  }

  private void freeMemory() {
    arena.close();
    slots = new long[0];
    keys = 0;
    buffer = new EncodeBuffer(0);
  }

  /** Frees memory and scratch; groups cannot be read any longer. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    phase = Phase.CLOSED;
    freeMemory();
    runs.close();
  }

  private boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  private void checkEmitting() {
    if (phase != Phase.FINISHED) {
      throw new IllegalStateException(
          "groups cannot be read from a group table that is " + describePhase());
    }
  }

  private String describePhase() {
    return switch (phase) {
      case ADDING -> "open";
      case FINISHED -> "finished";
      case BROKEN -> "broken by an earlier failure of scratch";
      case CLOSED -> "closed";
    };
  }

  private final class FromMemory implements Emission<Group<K, V>> {
    private final CompositeKeys<K> composites;
    private final int count;
    private int next;

    FromMemory(CompositeKeys<K> composites, int count) {
      this.composites = composites;
      this.count = count;
    }

    @Override
    public @Nullable Group<K, V> next() throws IOException {
      checkEmitting();
      if (next == count) {
        return null;
      }
      long slot = slots[next++];
      int record = (int) slot;
      byte[] array = arena.array(record);
      int start = arena.offset(record) + KEY_HEADER;
      int length = VarInts.get(array, start);
      start += VarInts.size(length);
      K key = composites.decode(array, start, length);
      return new Group<>(
          composites.keyHash((int) (slot >>> 32)),
          composites.namespace(),
          key,
          new DecodedValues<>(
              values(record, start + length), valueCoder, GroupTable.this::isClosed));
    }
  }

  private final class FromScratch implements Emission<Group<K, V>> {
    private final CompositeKeys<K> composites;
    private final RunMerge merge;

    FromScratch(CompositeKeys<K> composites, RunMerge merge) {
      this.composites = composites;
      this.merge = merge;
    }

    @Override
    public @Nullable Group<K, V> next() throws IOException {
      checkEmitting();
      if (!merge.next()) {
        return null;
      }
      RunCursor cursor = merge.key();
      K key = composites.decode(cursor.array(), cursor.keyOffset(), cursor.keyLength());
      int keyHash = composites.keyHash(cursor.hash());
      return new Group<>(
          keyHash,
          composites.namespace(),
          key,
          new DecodedValues<>(merge.values(), valueCoder, GroupTable.this::isClosed));
    }
  }
}
