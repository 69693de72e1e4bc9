package io.millrace.runners.core.grouping;

import io.millrace.sdk.coders.Coder;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what objects take on the heap from how their coder writes them: bytes that are written
 * in one piece are a string or an array, single bytes belong to numbers.
 *
 * <p>A number that takes one to three bytes as a varint takes 8 bytes as a field and up to 28 as an
 * object, so a single byte counts {@link #SINGLE_BYTE}; a piece counts its length and the headers
 * around it. Collections of small boxed numbers may take three times the estimate, sketches and
 * other arrays of numbers less than it. Strings are not written to be measured; they count as if
 * every character took two bytes.
 */
final class HeapEstimate extends OutputStream {
  private static final int OBJECT = 24;
  private static final int STRING = 48;
  private static final int PIECE = 40;
  private static final int SINGLE_BYTE = 8;

  private long bytes;
  private long written;

  /** The size in bytes; NaN for what cannot be encoded: those report that who must encode it. */
  <T extends @Nullable Object> double of(Coder<T> coder, T value) {
    written = 0;
    if (value == null) {
      return 0;
    }
    if (value instanceof String string) {
      return ofString(string);
    }
    bytes = OBJECT;
    try {
      coder.encode(value, this);
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
    return bytes;
  }

  static double ofString(String string) {
    return STRING + 2.0 * string.length();
  }

  static long ofArray(byte[] array) {
    return 16L + array.length;
  }

  /** How many bytes the last measurement had to look at. */
  long written() {
    return written;
  }

  @Override
  public void write(int b) {
    bytes += SINGLE_BYTE;
    written++;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    bytes += (long) length + PIECE;
    written += length;
  }
}
