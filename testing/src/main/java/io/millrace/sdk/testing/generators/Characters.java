package io.millrace.sdk.testing.generators;

import java.util.List;

/** Draws Unicode characters (code points) from where programs treat them differently. */
final class Characters {
  /** First and last of each range; the earlier, the oftener. */
  private static final int[][] RANGES = {
    {'a', 'z'},
    {' ', '~'},
    {0x00, 0x1f}, // controls, NUL among them
    {0x80, 0x7ff}, // two bytes in UTF-8
    {0x300, 0x36f}, // combine with the character before
    {0x4e00, 0x9fff}, // three bytes in UTF-8
    {0xe000, 0xffff}, // after the surrogates: here UTF-16 and UTF-8 order differently
    {0x1f300, 0x1f6ff}, // two chars in Java, four bytes in UTF-8
    {0x10fffe, 0x10ffff} // the last there are
  };

  private Characters() {}

  /** The letter a is the simplest. */
  static Gen<Integer> unicode() {
    return entropy -> {
      int[] range = RANGES[entropy.nextInt(0, entropy.nextInt(0, RANGES.length - 1))];
      int codePoint = entropy.nextInt(range[0], range[1]);
      return codePoint == 'a'
          ? Sample.of(codePoint)
          : new Sample<>(codePoint, () -> List.of(Sample.of((int) 'a')));
    };
  }
}
