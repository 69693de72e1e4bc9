package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.ScratchFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads a sorted run entry by entry through one buffer; values are read only if asked for.
 *
 * <p>An entry is: hash (4 bytes, the highest first), length of the key, key, length of all values,
 * values each with its length before it; lengths are varints.
 */
final class RunCursor {
  private final int order;
  private final ScratchFile file;
  private final long end;
  // buffer[at, limit) is what the file holds up to position
  private byte[] buffer;
  private int at;
  private int limit;
  private long position;

  private int hash;
  private int keyOffset;
  private int keyLength;
  private long valuesLength;
  private long valuesLeft;

  /** Reads {@code run}; {@code order} decides between equal keys of several runs. */
  RunCursor(SortedRuns.Run run, int order, int bufferSize) {
    this.order = order;
    this.file = run.file();
    this.position = run.start();
    this.end = run.end();
    this.buffer = new byte[bufferSize];
  }

  /** Goes to the next entry, past values that were not read; false at the end of the run. */
  boolean advance() throws IOException {
    skip(valuesLeft);
    if (position - (limit - at) >= end) {
      return false;
    }
    fill(9);
    hash = (int) readBigEndian();
    keyLength = (int) readVarLong();
    fill(keyLength + 10L);
    keyOffset = at;
    at += keyLength;
    valuesLength = readVarLong();
    valuesLeft = valuesLength;
    return true;
  }

  int hash() {
    return hash;
  }

  int order() {
    return order;
  }

  /** The array that holds the key until values are read. */
  byte[] array() {
    return buffer;
  }

  int keyOffset() {
    return keyOffset;
  }

  int keyLength() {
    return keyLength;
  }

  long valuesLength() {
    return valuesLength;
  }

  ScratchFile file() {
    return file;
  }

  /** Where in the file the values of the entry begin. */
  long valuesPosition() {
    return position - (limit - at);
  }

  /** By hash, then by bytes of the key. */
  int compareKey(RunCursor that) {
    int byHash = Integer.compareUnsigned(hash, that.hash);
    return byHash != 0
        ? byHash
        : Arrays.compareUnsigned(
            buffer,
            keyOffset,
            keyOffset + keyLength,
            that.buffer,
            that.keyOffset,
            that.keyOffset + that.keyLength);
  }

  /** Reads all values of the entry, with their lengths, into {@code target}. */
  void readValues(byte[] target, int offset) throws IOException {
    int to = offset;
    while (valuesLeft > 0) {
      fill(1);
      int count = (int) Math.min(limit - at, valuesLeft);
      System.arraycopy(buffer, at, target, to, count);
      to += count;
      take(count);
    }
  }

  /** Copies all values of the entry, with their lengths, to {@code out}. */
  void copyValues(RunWriter out) throws IOException {
    while (valuesLeft > 0) {
      fill(1);
      int count = (int) Math.min(limit - at, valuesLeft);
      out.write(buffer, at, count);
      take(count);
    }
  }

  private void take(int count) {
    at += count;
    valuesLeft -= count;
  }

  private void skip(long count) {
    if (count <= limit - at) {
      at += (int) count;
    } else {
      position += count - (limit - at);
      at = 0;
      limit = 0;
    }
    valuesLeft = 0;
  }

  /** Makes {@code wanted} bytes available in one piece, or what the run still has. */
  private void fill(long wanted) throws IOException {
    long missing = Math.min(wanted - (limit - at), end - position);
    if (missing <= 0) {
      return;
    }
    int kept = limit - at;
    byte[] target = buffer;
    if (kept + missing > buffer.length) {
      target = new byte[Math.toIntExact(kept + missing)];
    }
    System.arraycopy(buffer, at, target, 0, kept);
    buffer = target;
    at = 0;
    limit = kept;
    long needed = kept + missing;
    while (limit < needed) {
      int count =
          file.read(position, buffer, limit, (int) Math.min(buffer.length - limit, end - position));
      if (count < 0) {
        throw new EOFException(
            "the scratch file ends at " + position + " inside a run that ends at " + end);
      }
      limit += count;
      position += count;
    }
  }

  private long readBigEndian() {
    int v = 0;
    for (int i = 0; i < 4; i++) {
      v = v << 8 | (buffer[at++] & 0xff);
    }
    return v;
  }

  private long readVarLong() {
    long v = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = buffer[at++];
      v |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return v;
      }
    }
  }
}
