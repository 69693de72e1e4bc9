package io.millrace.sdk.io.records;

/**
 * Where records end in bytes of text. All offsets are into the array, ends are exclusive and have
 * the line end in them; -1 stands for none. Stateless.
 */
public interface RecordEnds {

  /**
   * The end of the record that begins at {@code from}.
   *
   * @param to where the bytes end that are there
   * @param contentEnds whether nothing follows these
   */
  int end(byte[] bytes, int from, int to, boolean contentEnds);

  /** The last end of a record, of those that begin at {@code from} and behind each other. */
  default int lastEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    int last = -1;
    for (int end = end(bytes, from, to, contentEnds); end >= 0; ) {
      last = end;
      end = end == to ? -1 : end(bytes, end, to, contentEnds);
    }
    return last;
  }

  /** The first end of a record that is not before {@code at}, likewise. */
  default int endBehind(byte[] bytes, int from, int at, int to, boolean contentEnds) {
    int end = end(bytes, from, to, contentEnds);
    while (end >= 0 && end < at) {
      end = end(bytes, end, to, contentEnds);
    }
    return end;
  }

  /** The end of the line that {@code from} is in. */
  int lineEnd(byte[] bytes, int from, int to, boolean contentEnds);

  /** How many lines end in these bytes, which end with a line. */
  long lines(byte[] bytes, int from, int to);
}
