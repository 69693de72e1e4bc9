package io.millrace.runners.core.state;

import io.millrace.sdk.coders.EncodeBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys of tables, as bytes that are in order as unsigned ones. */
final class ByteKeys {

  /** Before all keys. */
  static final byte[] FIRST = {};

  private ByteKeys() {}

  /** One after the other. */
  static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** What is behind the first so many bytes. */
  static byte[] behind(int length, byte[] key) {
    return Arrays.copyOfRange(key, length, key.length);
  }

  /** The first key after all that begin with a prefix; null if there is none. */
  static byte @Nullable [] after(byte[] prefix) {
    for (int last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] != (byte) 0xff) {
        byte[] next = Arrays.copyOf(prefix, last + 1);
        next[last]++;
        return next;
      }
    }
    return null;
  }

  /** Writes bytes behind their length, so that none of two is the beginning of the other. */
  static void write(byte[] bytes, int length, EncodeBuffer out) {
    out.writeVarLong(length);
    out.write(bytes, 0, length);
  }

  /** Writes a number in eight bytes that are in order as signed numbers are. */
  static void writeSigned(long number, EncodeBuffer out) {
    out.writeLong(number ^ Long.MIN_VALUE);
  }
}
