package io.millrace.sdk.transforms.windowing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How numbers of windows and panes are written, without boxing. */
final class Numbers {

  private Numbers() {}

  /** Eight bytes, such that the bytes are ordered as the numbers are. */
  static void writeOrdered(long value, OutputStream out) throws IOException {
    long flipped = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (flipped >>> shift));
    }
  }

  static long readOrdered(InputStream in) throws IOException {
    long flipped = 0;
    for (int i = 0; i < 8; i++) {
      flipped = flipped << 8 | read(in);
    }
    return flipped ^ Long.MIN_VALUE;
  }

  /** Seven bits a byte, lowest first; the high bit says that more follow. */
  static void writeVariable(long value, OutputStream out) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static long readVariable(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = read(in);
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("A variable-length number has more than 64 bits");
  }

  private static int read(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("The input ended within a number");
    }
    return next;
  }
}
