package io.millrace.sdk.io.records;

/** A record is a line, and a line ends with {@code \n}. */
public final class LineRecords implements RecordEnds {

  /** There is nothing to tell them apart. */
  public static final LineRecords INSTANCE = new LineRecords();

  private LineRecords() {}

  @Override
  public int end(byte[] bytes, int from, int to, boolean contentEnds) {
    return lineEnd(bytes, from, to, contentEnds);
  }

  @Override
  public int lastEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    if (contentEnds) {
      return from == to ? -1 : to;
    }
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  @Override
  public int endBehind(byte[] bytes, int from, int at, int to, boolean contentEnds) {
    return lineEnd(bytes, Math.max(from, at - 1), to, contentEnds);
  }

  @Override
  public int lineEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    int found = Bytes.find(bytes, from, to, (byte) '\n');
    if (found >= 0) {
      return found + 1;
    }
    return contentEnds && from < to ? to : -1;
  }

  @Override
  public long lines(byte[] bytes, int from, int to) {
    return Bytes.count(bytes, from, to, (byte) '\n');
  }
}
