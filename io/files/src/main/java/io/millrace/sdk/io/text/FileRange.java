package io.millrace.sdk.io.text;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.EOFException;

/**
 * The lines that begin in a range of a file's content. Immutable.
 *
 * @param file the file
 * @param compression of the file, never {@link Compression#AUTO}; positions count decompressed
 *     bytes
 * @param start where the range begins, in bytes
 * @param end where it ends, exclusive; {@link #TO_THE_END} if all lines from the start on are meant
 * @param startsWithLine whether a line is known to begin at the start; if not, the bytes before
 *     decide
 * @param headerLines how many of the lines at the start are left out
 */
public record FileRange(
    ResourceId file,
    Compression compression,
    long start,
    long end,
    boolean startsWithLine,
    int headerLines) {

  /** The end of a range that goes as far as the file does. */
  public static final long TO_THE_END = Long.MAX_VALUE;

  /**
   * Fails if a file ends before its range does.
   *
   * @param contentEnd where the content was found to end
   * @throws EOFException if that is within the range; the message names the file
   */
  public void checkNotShorter(long contentEnd) throws EOFException {
    if (end != TO_THE_END && contentEnd < end) {
      throw new EOFException(
          String.format(
              "cannot read %s from byte %d on: it became shorter while it was read, there should"
                  + " be %d bytes",
              file, contentEnd, end));
    }
  }

  /** What is left of this range when the line at {@code position} comes next. */
  FileRange startingAt(long position) {
    return new FileRange(file, compression, position, Math.max(end, position), true, 0);
  }
}
