package io.millrace.runners.core.grouping;

/** Lengths inside records: seven bits a byte, the lowest first. */
final class VarInts {
  private VarInts() {}

  static int size(int v) {
    return v < 1 << 7 ? 1 : v < 1 << 14 ? 2 : v < 1 << 21 ? 3 : v < 1 << 28 ? 4 : 5;
  }

  /** Writes a number that is not negative; returns the offset behind it. */
  static int put(byte[] array, int offset, int v) {
    int at = offset;
    int rest = v;
    while (rest >= 0x80) {
      array[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[at++] = (byte) rest;
    return at;
  }

  static int get(byte[] array, int offset) {
    int at = offset;
    int b = array[at];
    int v = b & 0x7f;
    for (int shift = 7; b < 0; shift += 7) {
      b = array[++at];
      v |= (b & 0x7f) << shift;
    }
    return v;
  }
}
