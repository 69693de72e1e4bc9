package io.millrace.sdk.io.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for a byte, eight at a time.
 *
 * <p>In {@code x}, a word of which those bytes are zero that are looked for, adding 0x7f to the low
 * seven bits of each byte carries into its highest bit unless they are zero; so {@code ~(((x &
 * LOWS) + LOWS) | x)} has the highest bit of exactly those bytes. See "Bit Twiddling Hacks" by Sean
 * Eron Anderson.
 */
public final class Bytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOWS = 0x7f7f7f7f7f7f7f7fL;
  private static final long HIGHS = 0x8080808080808080L;

  private Bytes() {}

  private static long found(long word, long everywhere) {
    long x = word ^ everywhere;
    return ~(((x & LOWS) + LOWS) | x) & HIGHS;
  }

  /** How often a byte is there. */
  public static int count(byte[] bytes, int from, int to, byte wanted) {
    long everywhere = (wanted & 0xffL) * ONES;
    int count = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      count += Long.bitCount(found((long) LONG.get(bytes, i), everywhere));
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        count++;
      }
    }
    return count;
  }

  /** Where a byte is first, or -1. */
  public static int find(byte[] bytes, int from, int to, byte wanted) {
    long everywhere = (wanted & 0xffL) * ONES;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long found = found((long) LONG.get(bytes, i), everywhere);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
