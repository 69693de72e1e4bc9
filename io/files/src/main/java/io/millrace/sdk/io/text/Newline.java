package io.millrace.sdk.io.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * {@code \n}, {@code \r\n} or {@code \r}, looked for eight bytes at a time.
 *
 * <p>{@code (x - n * 0x01..) & ~x & 0x80..} is zero unless a byte of {@code x} is smaller than
 * {@code n}: for most words one such test says that there is no control character at all. Then the
 * lowest bit set with {@code n = 1} says which byte is zero; bits above it may be wrong, and are
 * not used. See "Bit Twiddling Hacks" by Sean Eron Anderson.
 */
final class Newline extends LineEnd {
  private static final long serialVersionUID = 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LINE_FEEDS = ONES * '\n';
  private static final long RETURNS = ONES * '\r';
  private static final long BEHIND_RETURN = ONES * ('\r' + 1);

  @Override
  int find(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - 8; i += 8) {
      long word = (long) LONG.get(bytes, i);
      if (((word - BEHIND_RETURN) & ~word & HIGHS) != 0) {
        long feeds = word ^ LINE_FEEDS;
        long returns = word ^ RETURNS;
        long found = (((feeds - ONES) & ~feeds) | ((returns - ONES) & ~returns)) & HIGHS;
        if (found != 0) {
          return i + (Long.numberOfTrailingZeros(found) >>> 3);
        }
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return i;
      }
    }
    return -1;
  }

  @Override
  int length(byte[] bytes, int at, int to) {
    if (bytes[at] == '\n') {
      return 1;
    }
    if (at + 1 == to) {
      return UNDECIDED;
    }
    return bytes[at + 1] == '\n' ? 2 : 1;
  }

  @Override
  int lookBack() {
    return 1;
  }

  @Override
  public String toString() {
    return "newline";
  }
}
