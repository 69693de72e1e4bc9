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
        return LineEnds.behindLineEnd(bytes, i, to, contentEnds);
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

  /** Rows are lines, except around quotes: only these are looked at. */
  @Override
  public int lastEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    int row = from;
    int i = from;
    for (int at = find(bytes, i, to); at >= 0; at = find(bytes, i, to)) {
      row = Math.max(row, LineEnds.behindLastLine(bytes, i, at, true));
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
    int last = contentEnds ? to : Math.max(row, LineEnds.behindLastLine(bytes, i, to, false));
    return last > from ? last : -1;
  }

  private int find(byte[] bytes, int from, int to) {
    return Bytes.find(bytes, from, to, quote);
  }

  @Override
  public int lineEnd(byte[] bytes, int from, int to, boolean contentEnds) {
    return LineEnds.INSTANCE.lineEnd(bytes, from, to, contentEnds);
  }

  @Override
  public long lines(byte[] bytes, int from, int to) {
    return LineEnds.INSTANCE.lines(bytes, from, to);
  }
}
