package io.millrace.sdk.coders;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growable byte array to encode into, reused by {@link #reset}: coders recognise it and write
 * without a call for each byte.
 *
 * <p>Unlike {@link java.io.ByteArrayOutputStream} it is not synchronised and gives out its array.
 * Not thread-safe. It holds at most 2^31 - 9 bytes.
 */
public final class EncodeBuffer extends OutputStream {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int LARGEST = Integer.MAX_VALUE - 8;

  // coders of this package write here directly, after ensure(n)
  byte[] bytes;
  int position;

  public EncodeBuffer() {
    this(64);
  }

  public EncodeBuffer(int capacity) {
    this.bytes = new byte[capacity];
  }

  /** Forgets what was written; the capacity stays. */
  public void reset() {
    position = 0;
  }

  /** The backing array, valid up to {@link #length} until the next write. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes were written since the last {@link #reset}. */
  public int length() {
    return position;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, position);
  }

  @Override
  public void write(int b) {
    ensure(1);
    bytes[position++] = (byte) b;
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, position, count);
    position += count;
  }

  /** Writes {@code v} as a varint of 1 to 10 bytes, see {@link io.millrace.sdk.util.VarInt}. */
  public void writeVarLong(long v) {
    ensure(10);
    byte[] target = bytes;
    int at = position;
    long rest = v;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    position = at;
  }

  /** Writes four bytes, most significant first. */
  public void writeInt(int v) {
    ensure(4);
    INT.set(bytes, position, v);
    position += 4;
  }

  /** Writes eight bytes, most significant first. */
  public void writeLong(long v) {
    ensure(8);
    LONG.set(bytes, position, v);
    position += 8;
  }

  void ensure(int count) {
    if (count > bytes.length - position) {
      grow(count);
    }
  }

  private void grow(int count) {
    long needed = (long) position + count;
    if (needed > LARGEST) {
      throw new IllegalStateException(
          "an encoding of " + needed + " bytes does not fit a buffer: the limit is " + LARGEST);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length)));
  }

  @Override
  public String toString() {
    return "EncodeBuffer(" + position + " bytes)";
  }
}
