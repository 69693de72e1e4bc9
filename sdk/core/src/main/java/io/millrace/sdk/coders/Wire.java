package io.millrace.sdk.coders;

import io.millrace.sdk.util.VarInt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** The few forms that bytes take on the wire beneath the coders; all numbers big-endian. */
final class Wire {
  private Wire() {}

  static CoderException nullRefused(String type) {
    return new CoderException(
        "cannot encode a null "
            + type
            + "; use NullableCoder.of(...) around its coder if null is a value here");
  }

  static void writeInt(int v, OutputStream out) throws IOException {
    if (out instanceof EncodeBuffer buffer) {
      buffer.writeInt(v);
      return;
    }
    out.write(v >>> 24);
    out.write(v >>> 16);
    out.write(v >>> 8);
    out.write(v);
  }

  static int readInt(InputStream in) throws IOException {
    if (in instanceof DecodeBuffer buffer) {
      return buffer.readInt();
    }
    return (int) EncodeBuffer.INT.get(readBytes(in, 4), 0);
  }

  static void writeLong(long v, OutputStream out) throws IOException {
    if (out instanceof EncodeBuffer buffer) {
      buffer.writeLong(v);
      return;
    }
    writeInt((int) (v >>> 32), out);
    writeInt((int) v, out);
  }

  static long readLong(InputStream in) throws IOException {
    if (in instanceof DecodeBuffer buffer) {
      return buffer.readLong();
    }
    return (long) EncodeBuffer.LONG.get(readBytes(in, 8), 0);
  }

  static int readByte(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the stream ends where a byte is needed");
    }
    return b;
  }

  /** Small numbers of either sign take few bytes. */
  static void writeZigZag(long v, OutputStream out) throws IOException {
    VarInt.encode((v << 1) ^ (v >> 63), out);
  }

  static long readZigZag(InputStream in) throws IOException {
    long v = VarInt.decodeLong(in);
    return (v >>> 1) ^ -(v & 1);
  }

  static void writeLengthAndBytes(byte[] bytes, OutputStream out) throws IOException {
    VarInt.encode(bytes.length, out);
    out.write(bytes, 0, bytes.length);
  }

  static byte[] readLengthAndBytes(InputStream in) throws IOException {
    return readBytes(in, readCount(in, "length"));
  }

  /** Reads a number that counts something, as {@code what} says; never negative. */
  static int readCount(InputStream in, String what) throws IOException {
    long count = VarInt.decodeLong(in);
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new CoderException(
          "a " + what + " of " + Long.toUnsignedString(count) + " is out of range");
    }
    return (int) count;
  }

  /** Never allocates much more than the stream really holds, whatever {@code length} claims. */
  static byte[] readBytes(InputStream in, int length) throws IOException {
    if (in instanceof DecodeBuffer buffer) {
      buffer.need(length);
      byte[] bytes = Arrays.copyOfRange(buffer.bytes, buffer.position, buffer.position + length);
      buffer.position += length;
      return bytes;
    }
    // reads in bounded chunks
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(
          length + " bytes are needed and the stream ends after " + bytes.length);
    }
    return bytes;
  }
}
