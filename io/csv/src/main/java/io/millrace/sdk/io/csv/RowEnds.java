package io.millrace.sdk.io.csv;

import io.millrace.sdk.io.records.Bytes;
import io.millrace.sdk.io.records.RecordEnds;

/**
 * Where rows end: with a line that does not end within quotes. A quote opens a field where one
 * begins, and closes it unless it is doubled; anywhere else it is a character as any other.
 */
final class RowEnds implements RecordEnds {

  private final byte quote;

  /** Bytes of what is between fields. */
  private final byte[] delimiter;

  /** -1 if there are no comments. */
  private final int comment;

  RowEnds(CsvFormat format) {
    Character commentMark = format.getComment();
    this.quote = (byte) format.getQuote();
    this.delimiter = String.valueOf(format.getDelimiter()).getBytes(format.charset());
    this.comment = commentMark == null ? -1 : commentMark;
  }

  @Override
  public int end(byte[] bytes, int from, int to, boolean contentEnds) {
    if (from < to && bytes[from] == comment) {
      return lineEnd(bytes, from, to, contentEnds);
    }
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (b == quote && (i == from || isBehindDelimiter(bytes, from, i))) {
        i = behindQuotes(bytes, i, to);
        if (i < 0) {
          return -1;
        }
      } else if (b == '\n' || b == '\r') {
        return behindLineEnd(bytes, i, to, contentEnds);
      } else {
        i++;
      }
    }
    return contentEnds && from < to ? to : -1;
  }

  private boolean isBehindDelimiter(byte[] bytes, int from, int at) {
    int start = at - delimiter.length;
    if (start < from) {
      return false;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (bytes[start + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  /** Behind the quote that closes the one at {@code at}, or -1. */
  private int behindQuotes(byte[] bytes, int at, int to) {
    int i = at + 1;
    while (true) {
      i = Bytes.find(bytes, i, to, quote);
      if (i < 0) {
        return -1;
      }
      if (i + 1 == to || bytes[i + 1] != quote) {
        return i + 1;
      }
      i += 2;
    }
  }

  private static int behindLineEnd(byte[] bytes, int at, int to, boolean contentEnds) {
    if (bytes[at] == '\n') {
      return at + 1;
    }
    if (at + 1 == to) {
      return contentEnds ? to : -1;
    }
    return bytes[at + 1] == '\n' ? at + 2 : at + 1;
  }

  /** Rows are lines, except around quotes: only these are looked at. */
  @Override
  public int lastEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    int row = from;
    int i = from;
    for (int at = find(bytes, i, to); at >= 0; at = find(bytes, i, to)) {
      row = Math.max(row, behindLastLine(bytes, i, at, true));
      if (bytes[row] == comment) {
        i = lineEnd(bytes, at, to, contentEnds);
        row = i < 0 ? row : i;
      } else if (at == row || isBehindDelimiter(bytes, row, at)) {
        i = behindQuotes(bytes, at, to);
      } else {
        i = at + 1;
      }
      if (i < 0) {
        return row > from ? row : -1;
      }
    }
    int last = contentEnds ? to : Math.max(row, behindLastLine(bytes, i, to, false));
    return last > from ? last : -1;
  }

  private int find(byte[] bytes, int from, int to) {
    return Bytes.find(bytes, from, to, quote);
  }

  /**
   * Behind the last line that ends between two offsets, or -1.
   *
   * @param known whether it is known that no {@code \n} follows: a return may be half of a line end
   */
  private static int behindLastLine(byte[] bytes, int from, int to, boolean known) {
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
