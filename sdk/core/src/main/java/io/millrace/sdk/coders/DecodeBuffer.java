package io.millrace.sdk.coders;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A range of a byte array to decode from, reused by {@link #reset}: coders recognise it and read
 * without a call for each byte. Not thread-safe. The array is read in place, never written.
 */
public final class DecodeBuffer extends InputStream {
  // coders of this package read here directly, up to limit
  byte[] bytes;
  int position;
  int limit;

  private int mark;

  public DecodeBuffer(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public DecodeBuffer(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.position = offset;
    this.limit = offset + length;
    this.mark = offset;
  }

  /** Reads {@code length} bytes of {@code bytes} from {@code offset} on from now. */
  public void reset(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.position = offset;
    this.limit = offset + length;
    this.mark = offset;
  }

  /** How many bytes are left. */
  public int remaining() {
    return limit - position;
  }

  /** The index in the array of the next byte. */
  public int position() {
    return position;
  }

  /**
   * Reads a varint, see {@link io.millrace.sdk.util.VarInt}.
   *
   * @throws EOFException if the bytes end first
   * @throws CoderException if it has more than 64 bits
   */
  public long readVarLong() throws IOException {
    byte[] source = bytes;
    int at = position;
    int end = Math.min(limit, at + 10);
    long result = 0;
    for (int shift = 0; at < end; shift += 7) {
      byte b = source[at++];
      if (shift == 63 && (b & 0xff) > 1) {
        throw new CoderException("a varint is longer than 64 bits");
      }
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        position = at;
        return result;
      }
    }
    throw new EOFException("the bytes end inside a varint, after " + remaining() + " bytes");
  }

  /**
   * Reads four bytes, most significant first.
   *
   * @throws EOFException if there are fewer
   */
  public int readInt() throws IOException {
    need(4);
    int v = (int) EncodeBuffer.INT.get(bytes, position);
    position += 4;
    return v;
  }

  /**
   * Reads eight bytes, most significant first.
   *
   * @throws EOFException if there are fewer
   */
  public long readLong() throws IOException {
    need(8);
    long v = (long) EncodeBuffer.LONG.get(bytes, position);
    position += 8;
    return v;
  }

  void need(int count) throws EOFException {
    if (count > limit - position) {
      throw new EOFException(count + " bytes are needed and " + remaining() + " are left");
    }
  }

  @Override
  public int read() {
    return position < limit ? bytes[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    int available = Math.min(count, limit - position);
    if (available == 0) {
      return -1;
    }
    System.arraycopy(bytes, position, target, offset, available);
    position += available;
    return available;
  }

  @Override
  public long skip(long count) {
    int skipped = (int) Math.max(0, Math.min(count, limit - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return limit - position;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public void mark(int readLimit) {
    mark = position;
  }

  @Override
  public void reset() {
    position = mark;
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    int count = limit - position;
    out.write(bytes, position, count);
    position = limit;
    return count;
  }

  @Override
  public String toString() {
    return "DecodeBuffer(" + remaining() + " bytes left)";
  }
}
