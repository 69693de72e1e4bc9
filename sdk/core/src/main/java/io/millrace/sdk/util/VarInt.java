package io.millrace.sdk.util;

import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Unsigned variable-length integers as in Protocol Buffers: seven bits a byte, least significant
 * first. A negative {@code int} takes 5 bytes, a negative {@code long} 10.
 */
public final class VarInt {
  private VarInt() {}

  /** Writes {@code v} as an unsigned number of 32 bits. */
  public static void encode(int v, OutputStream out) throws IOException {
    encode(v & 0xffffffffL, out);
  }

  /** Writes {@code v} as an unsigned number of 64 bits. */
  public static void encode(long v, OutputStream out) throws IOException {
    if (out instanceof EncodeBuffer buffer) {
      buffer.writeVarLong(v);
      return;
    }
    long rest = v;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * Reads a number of at most 32 bits.
   *
   * @throws EOFException if the stream ends first
   * @throws CoderException if the number is larger
   */
  public static int decodeInt(InputStream in) throws IOException {
    long v = decodeLong(in);
    if (v >>> 32 != 0) {
      throw new CoderException(
          "the varint " + Long.toUnsignedString(v) + " does not fit an int of 32 bits");
    }
    return (int) v;
  }

  /**
   * Reads a number of at most 64 bits.
   *
   * @throws EOFException if the stream ends first
   * @throws CoderException if the number is larger
   */
  public static long decodeLong(InputStream in) throws IOException {
    if (in instanceof DecodeBuffer buffer) {
      return buffer.readVarLong();
    }
    long result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the stream ends inside a varint, after " + shift / 7 + " bytes");
      }
      if (shift == 63 && b > 1) {
        break;
      }
      result |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return result;
      }
    }
    throw new CoderException("a varint is longer than 64 bits");
  }

  /** How many bytes {@link #encode(int, OutputStream)} writes: 1 to 5. */
  public static int getLength(int v) {
    return getLength(v & 0xffffffffL);
  }

  /** How many bytes {@link #encode(long, OutputStream)} writes: 1 to 10. */
  public static int getLength(long v) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(v)) / 7);
  }
}
