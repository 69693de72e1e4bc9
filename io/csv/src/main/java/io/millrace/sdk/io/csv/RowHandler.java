package io.millrace.sdk.io.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Is told the fields of one row after the other, and makes an element of each row or says why it
 * cannot. The parser gives the handler itself for each row.
 *
 * @param <T> the type of the elements
 */
abstract class RowHandler<T> extends AbstractBaseCsvCallbackHandler<@Nullable RowHandler<T>> {

  /** The width of rows that may have any number of fields. */
  static final int ANY_WIDTH = -1;

  private final int width;
  private final boolean onOneLine;
  private @Nullable String failure;
  private boolean leavesLine;

  RowHandler(int width, CsvFormat format) {
    this.width = width;
    this.onOneLine = format.isRowsOnOneLine();
  }

  /** Takes a field; may throw whatever tells people what is wrong with it. */
  abstract void field(int index, char[] buffer, int offset, int length, boolean quoted);

  /** Makes the element of the row; may throw likewise. */
  abstract T row();

  /** The first line of the row, from 1. */
  final long line() {
    return getStartingLineNumber();
  }

  /** What is wrong with the row, or null. */
  final @Nullable String failure() {
    return failure;
  }

  /** Whether the row goes on in another line, against the rule. */
  final boolean leavesLine() {
    return leavesLine;
  }

  @Override
  protected final void handleBegin(long line) {
    failure = null;
    leavesLine = false;
  }

  @Override
  protected final void handleField(
      int index, char[] buffer, int offset, int length, boolean quoted) {
    if (onOneLine && quoted && hasLineEnd(buffer, offset, length)) {
      leavesLine = true;
    }
    if (failure == null && (index < width || width == ANY_WIDTH)) {
      try {
        field(index, buffer, offset, length, quoted);
      } catch (RuntimeException e) {
        failure = saying(e);
      }
    }
  }

  private static boolean hasLineEnd(char[] buffer, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        return true;
      }
    }
    return false;
  }

  @Override
  protected final @Nullable RowHandler<T> buildRecord() {
    if (getRecordType() != RecordType.DATA) {
      return null;
    }
    if (width != ANY_WIDTH && getFieldCount() != width) {
      failure =
          String.format(
              "it has %s, and there should be %d",
              getFieldCount() == 1 ? "1 field" : getFieldCount() + " fields", width);
    }
    return this;
  }

  /** The element of the row, or null if there is a {@link #failure}. */
  final @Nullable T take() {
    if (failure == null) {
      try {
        return row();
      } catch (RuntimeException e) {
        failure = saying(e);
      }
    }
    return null;
  }

  static String saying(RuntimeException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
