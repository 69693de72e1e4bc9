package io.millrace.runners.core.grouping;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory for records of any length, in chunks, addressed by 32 bits: a million small records are a
 * few arrays for the garbage collector.
 *
 * <p>A reference is the number of a chunk and the offset in it, in units of four bytes; 0 is no
 * record. A record never crosses chunks: one that would waste much of a chunk gets an array of its
 * own.
 */
final class Arena {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LARGEST_CHUNK = 1 << 20;
  private static final int SMALLEST_CHUNK = 1 << 10;
  private static final int ARRAY_HEADER = 16;

  private final int chunkSize;
  private final int chunkLength;
  private final int unitsShift;
  private final int unitsMask;
  private final ArrayDeque<byte[]> spares = new ArrayDeque<>();
  private byte[] @Nullable [] chunks = new byte[16][];
  private int chunkCount;
  private int current;
  private int fill;
  private long allocated;
  private boolean closed;

  /**
   * Chunks are about a sixteenth of the budget, within bounds. With its header each is a power of
   * two: collectors that divide the heap into regions (G1) give an array of half a region or more
   * whole regions, and a header too many would cost as much as the array.
   */
  Arena(long budget) {
    chunkSize =
        (int) Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, Long.highestOneBit(budget / 16)));
    unitsShift = Integer.numberOfTrailingZeros(chunkSize) - 2;
    unitsMask = (1 << unitsShift) - 1;
    chunkLength = chunkSize - ARRAY_HEADER;
    reset();
  }

  /** Bytes of all arrays, in use or spare. */
  long allocated() {
    return allocated;
  }

  int chunkSize() {
    return chunkSize;
  }

  /** By how many bytes {@link #allocated} would rise if {@code length} bytes were needed now. */
  long growthFor(int length) {
    if (isLarge(length)) {
      return (long) length + ARRAY_HEADER;
    }
    return fitsCurrent(length) || !spares.isEmpty() ? 0 : chunkSize;
  }

  /** Whether another reference can be told from all others. */
  boolean isAddressable(int length) {
    return (chunkCount < 1 << (32 - unitsShift)) || (!isLarge(length) && fitsCurrent(length));
  }

  /** A new record; its bytes may be anything. */
  int allocate(int length) {
    if (isLarge(length)) {
      return (int) ((long) addChunk(new byte[length], true) << unitsShift);
    }
    if (!fitsCurrent(length)) {
      byte[] spare = spares.poll();
      current = addChunk(spare == null ? new byte[chunkLength] : spare, spare == null);
      fill = 0;
    }
    int reference = (int) ((long) current << unitsShift | fill >>> 2);
    fill += (length + 3) & ~3;
    return reference;
  }

  private boolean isLarge(int length) {
    return length > chunkSize >> 3;
  }

  private boolean fitsCurrent(int length) {
    return current >= 0 && length <= chunkLength - fill;
  }

  private int addChunk(byte[] chunk, boolean isNew) {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunkCount);
    }
    chunks[chunkCount] = chunk;
    if (isNew) {
      allocated += (long) chunk.length + ARRAY_HEADER;
    }
    return chunkCount++;
  }

  /** The array that holds the record. */
  byte[] array(int reference) {
    byte[] chunk = chunks[reference >>> unitsShift];
    if (chunk == null) {
      throw new IllegalStateException("the table is closed: its groups can no longer be read");
    }
    return chunk;
  }

  /** Where in its array the record begins. */
  int offset(int reference) {
    return (reference & unitsMask) << 2;
  }

  static int getInt(byte[] array, int offset) {
    return (int) INT.get(array, offset);
  }

  static void putInt(byte[] array, int offset, int value) {
    INT.set(array, offset, value);
  }

  /** Forgets all records; chunks stay for the next ones, arrays of single records go. */
  void reset() {
    for (int i = 0; i < chunkCount; i++) {
      byte[] chunk = chunks[i];
      if (chunk != null && chunk.length == chunkLength) {
        spares.add(chunk);
      } else if (chunk != null) {
        allocated -= (long) chunk.length + ARRAY_HEADER;
      }
      chunks[i] = null;
    }
    chunkCount = 0;
    current = -1;
    fill = 0;
    if (!closed) {
      // chunk 0 begins with the reference that means none
      current = addChunk(spareOrNew(), false);
      fill = 4;
    }
  }

  private byte[] spareOrNew() {
    byte[] spare = spares.poll();
    if (spare != null) {
      return spare;
    }
    allocated += chunkSize;
    return new byte[chunkLength];
  }

  /** Gives back so many bytes of chunks not in use, if there are; returns how many. */
  long dropSpares(long bytes) {
    long dropped = 0;
    while (dropped < bytes && spares.poll() != null) {
      dropped += chunkSize;
    }
    allocated -= dropped;
    return dropped;
  }

  /** Gives all memory back; reading a record fails from now on. */
  void close() {
    closed = true;
    reset();
    spares.clear();
    allocated = 0;
  }
}
