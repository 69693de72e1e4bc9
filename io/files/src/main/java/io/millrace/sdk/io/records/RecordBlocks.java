package io.millrace.sdk.io.records;

import io.millrace.sdk.io.compress.FileContent;
import io.millrace.sdk.io.text.FileRange;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/**
 * The content of a {@link RecordRange}, in blocks of whole records: those that begin in it, also
 * where the last one goes on behind its end.
 *
 * <p>No more than one record of the largest size is ever in memory, and a block is never larger
 * than that. A UTF-8 byte order mark at the start of a file is dropped. Not thread-safe.
 */
public final class RecordBlocks implements Closeable {

  /** What {@link #next} found. */
  public enum Next {
    /** A block of records. */
    RECORDS,
    /** No record: the next one is larger than records may be. */
    TOO_LARGE,
    /** No record: the content ends, but not the record. */
    UNFINISHED,
    /** The end of the range. */
    END
  }

  /** Fits into a core's second-level cache together with what is made of it. */
  private static final int BUFFER_BYTES = 1 << 17;

  private final FileContent content;
  private final RecordRange range;
  private final RecordEnds ends;
  private final int maxRecordBytes;
  private final Charset charset;
  private byte[] buffer;

  /** Where in the content the buffer begins. */
  private long bufferStart;

  /** The block. */
  private int start;

  private int end;

  /** The line at the start of the block. */
  private long line;

  private int limit;
  private boolean ended;

  RecordBlocks(
      FileContent content, RecordRange range, RecordEnds ends, int maxRecordBytes, Charset charset)
      throws IOException {
    this.charset = charset;
    this.content = content;
    this.range = range;
    this.ends = ends;
    this.maxRecordBytes = maxRecordBytes;
    this.line = range.line();
    this.buffer = new byte[Math.min(BUFFER_BYTES, largestBuffer())];
    try {
      goToFirstRecord();
    } catch (IOException | RuntimeException e) {
      try (content) {
        throw e;
      }
    }
  }

  /**
   * Opens the file of a range and finds its first record.
   *
   * @param maxRecordBytes how many bytes a record may have, with the end of its line
   * @param charset how bad records are shown
   * @throws IOException if the file cannot be read; the message names it
   */
  public static RecordBlocks open(
      RecordRange range, RecordEnds ends, int maxRecordBytes, Charset charset) throws IOException {
    return new RecordBlocks(
        FileContent.open(range.bytes().file(), range.bytes().compression()),
        range,
        ends,
        maxRecordBytes,
        charset);
  }

  private int largestBuffer() {
    return maxRecordBytes + 1; // one more shows that a record is too large
  }

  private void goToFirstRecord() throws IOException {
    FileRange bytes = range.bytes();
    if (bytes.start() == 0) {
      fill();
      dropByteOrderMark();
    } else if (bytes.startsWithLine()) {
      bufferStart = bytes.start();
      content.skipTo(bufferStart);
    } else {
      // the byte before decides whether a line begins here
      bufferStart = bytes.start() - 1;
      content.skipTo(bufferStart);
      skipLine(bytes.end());
    }
  }

  private void dropByteOrderMark() throws IOException {
    int first = limit > 1 ? (buffer[0] & 0xff) << 8 | (buffer[1] & 0xff) : 0;
    if (first == 0xfeff || first == 0xfffe) {
      throw new IOException(
          "cannot read " + file() + ": it is UTF-16, and not UTF-8; convert such files first");
    }
    if (limit > 2 && first == 0xefbb && buffer[2] == (byte) 0xbf) {
      start = 3;
      end = 3;
    }
  }

  /**
   * Goes on to the records behind this block. If there is none to be had, {@link #skipLine} must
   * come before the next call.
   *
   * @throws EOFException if the file became shorter while it was read
   * @throws IOException if it cannot be read; the message names it
   */
  public Next next() throws IOException {
    goOnAt(end);
    while (position(start) < range.bytes().end()) {
      int found = findEnd();
      if (found >= 0) {
        end = found;
        return Next.RECORDS;
      }
      if (limit - start > maxRecordBytes) {
        return Next.TOO_LARGE;
      }
      if (ended) {
        if (start < limit) {
          return Next.UNFINISHED;
        }
        range.bytes().checkNotShorter(position(limit));
        return Next.END;
      }
      fill();
    }
    return Next.END;
  }

  /** The end of the block that begins at {@code start}, or -1. */
  private int findEnd() {
    int to = Math.min(limit, start + maxRecordBytes);
    boolean contentEnds = ended && to == limit;
    long rangeEnd = range.bytes().end() - bufferStart;
    if (rangeEnd > to) {
      return ends.lastEnd(buffer, start, to, contentEnds);
    }
    int behind = ends.endBehind(buffer, start, (int) rangeEnd, to, contentEnds);
    // the last record is not there yet, but others may be
    return behind >= 0 ? behind : ends.lastEnd(buffer, start, (int) rangeEnd, false);
  }

  /** Reads as much as there is room for behind the start of the block. */
  private void fill() throws IOException {
    int left = limit - start;
    byte[] from = buffer;
    if (left > buffer.length / 2) {
      buffer = new byte[(int) Math.min(largestBuffer(), buffer.length * 2L)];
    }
    System.arraycopy(from, start, buffer, 0, left);
    bufferStart += start;
    start = 0;
    end = 0;
    limit = left;
    ByteBuffer view = ByteBuffer.wrap(buffer);
    view.position(limit);
    while (view.hasRemaining() && !ended) {
      ended = content.read(view) < 0;
    }
    limit = view.position();
  }

  /** Leaves the block at a place in it: what comes next is found anew from there. */
  public void goOnAt(int offset) {
    line = lineAt(offset);
    start = offset;
    end = offset;
  }

  /** Leaves out the rest of the line that the block begins in, however long it is. */
  public void skipLine() throws IOException {
    skipLine(Long.MAX_VALUE);
  }

  private void skipLine(long until) throws IOException {
    while (true) {
      int found = ends.lineEnd(buffer, start, limit, ended);
      if (found >= 0) {
        goOnAt(found);
        return;
      }
      // a return may be half of a line end
      start = limit > start && buffer[limit - 1] == '\r' && !ended ? limit - 1 : limit;
      end = start;
      if (ended || position(start) >= until) {
        return;
      }
      fill();
    }
  }

  /** What the offsets of the block are offsets of; to be read only, until the next call. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the block begins. */
  public int start() {
    return start;
  }

  /** Where it ends, exclusive. */
  public int end() {
    return end;
  }

  /** The place in the content of an offset. */
  private long position(int offset) {
    return bufferStart + offset;
  }

  /** The line of an offset at which one begins, behind the start of the block. */
  private long lineAt(int offset) {
    return line == BadRecord.LINE_UNKNOWN || offset == start
        ? line
        : line + ends.lines(buffer, start, offset);
  }

  /** Where in the block its n-th line begins, counted from 0. */
  public int offsetOfLine(long n) {
    int offset = start;
    for (long i = 0; i < n; i++) {
      offset = ends.lineEnd(buffer, offset, end, true);
    }
    return offset;
  }

  /** The end of the record at an offset of the block. */
  public int endOfRecord(int offset) {
    return ends.end(buffer, offset, end, true);
  }

  /** The end of the line at an offset of the block, or of the buffer if it ends before. */
  public int endOfLine(int offset) {
    int found = ends.lineEnd(buffer, offset, limit, true);
    return found < 0 ? limit : found;
  }

  /** What is left of the range when the record at an offset of the block comes next. */
  public RecordRange rest(int offset) {
    return range.startingAt(position(offset), lineAt(offset));
  }

  /** How many bytes are behind an offset, or -1 if that is not known. */
  public long backlogBytes(int offset) {
    long rangeEnd = range.bytes().end();
    return rangeEnd == FileRange.TO_THE_END ? -1 : Math.max(0, rangeEnd - position(offset));
  }

  /** What is wrong with the record from one offset of the block to another. */
  public BadRecord bad(int from, int to, String cause) {
    int textEnd = to;
    while (textEnd > from && (buffer[textEnd - 1] == '\n' || buffer[textEnd - 1] == '\r')) {
      textEnd--;
    }
    int shown = Math.min(textEnd, from + BadRecord.LONGEST_TEXT);
    return new BadRecord(
        file(),
        lineAt(from),
        position(from),
        new String(buffer, from, shown - from, charset),
        shown < textEnd,
        cause);
  }

  /** What is wrong with the line that the block begins in, of which no record could be made. */
  public BadRecord badLine(String cause) {
    return bad(start, endOfLine(start), cause);
  }

  /** What is wrong with a record that is {@link Next#TOO_LARGE}. */
  public BadRecord tooLarge(String hint) {
    return badLine(
        String.format(
            "it has more than %,d bytes, which is as large as records may be (see"
                + " withMaxRecordBytes)%s",
            maxRecordBytes, hint));
  }

  private String file() {
    return range.bytes().file().toString();
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
