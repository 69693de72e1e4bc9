package io.millrace.sdk.io.csv;

import io.millrace.sdk.io.records.Bytes;
import io.millrace.sdk.io.records.RecordEnds;

/** Where lines end: with {@code \n}, {@code \r\n} or {@code \r}, as the parser has it. */
final class LineEnds implements RecordEnds {

  /** There is nothing to tell them apart. */
  static final LineEnds INSTANCE = new LineEnds();

  private LineEnds() {}

  @Override
  public int end(byte[] bytes, int from, int to, boolean contentEnds) {
    return lineEnd(bytes, from, to, contentEnds);
  }

  @Override
  public int lastEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    if (contentEnds) {
      return from == to ? -1 : to;
    }
    return behindLastLine(bytes, from, to, false);
  }

  @Override
  public int endBehind(byte[] bytes, int from, int at, int to, boolean contentEnds) {
    return lineEnd(bytes, Math.max(from, at - 1), to, contentEnds);
  }

  /** Behind the line end that begins at an offset, or -1 if what follows decides. */
  static int behindLineEnd(byte[] bytes, int at, int to, boolean contentEnds) {
    if (bytes[at] == '\n') {
      return at + 1;
    }
    if (at + 1 == to) {
      return contentEnds ? to : -1;
    }
    return bytes[at + 1] == '\n' ? at + 2 : at + 1;
  }

  /**
   * Behind the last line that ends between two offsets, or -1.
   *
   * @param known whether it is known that no {@code \n} follows: a return may be half of a line end
   */
  static int behindLastLine(byte[] bytes, int from, int to, boolean known) {
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == '\n' || (bytes[i] == '\r' && (known || i + 1 < to))) {
        return i + 1;
      }
    }
    return -1;
  }

  @Override
  public int lineEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return behindLineEnd(bytes, i, to, contentEnds);
      }
    }
    return contentEnds && from < to ? to : -1;
  }

  @Override
  public long lines(byte[] bytes, int from, int to) {
    long lines = Bytes.count(bytes, from, to, (byte) '\n');
    int returned = Bytes.find(bytes, from, to, (byte) '\r');
    if (returned >= 0) {
      for (int i = returned; i < to; i++) {
        if (bytes[i] == '\r' && (i + 1 == to || bytes[i + 1] != '\n')) {
          lines++;
        }
      }
    }
    return lines;
  }
}
