package io.millrace.sdk.io.text;

import io.millrace.sdk.io.compress.FileContent;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a {@link FileRange}, without their ends: those that begin in it, also where
 * they go on behind its end.
 *
 * <p>Text is UTF-8; what is malformed becomes U+FFFD. A byte order mark at the start of a file is
 * dropped. A line may have up to 2^31 - 9 bytes. Not thread-safe.
 */
public final class LineReader implements SourceReader<String, FileRange> {

  /** Fits into a core's second-level cache, so that looking for line ends does not wait. */
  private static final int BUFFER_BYTES = 1 << 18;

  /** How far beyond a range is read at once to complete its last line. */
  private static final int BEYOND_BYTES = 1 << 13;

  private static final int LARGEST_BUFFER = Integer.MAX_VALUE - 8;

  private final FileContent content;
  private final FileRange range;
  private final LineEnd lineEnd;
  private byte[] buffer;
  private ByteBuffer view;

  /** Where in the content the buffer begins. */
  private long bufferStart;

  /** Where in the buffer the next line begins. */
  private int next;

  private int limit;
  private boolean ended;

  LineReader(FileContent content, FileRange range, LineEnd lineEnd, int bufferBytes)
      throws IOException {
    this.content = content;
    this.range = range;
    this.lineEnd = lineEnd;
    this.buffer = new byte[bufferBytes];
    this.view = ByteBuffer.wrap(buffer);
    try {
      goToFirstLine();
    } catch (IOException | RuntimeException e) {
      try (content) {
        throw e;
      }
    }
  }

  /**
   * Opens the file of a range and finds its first line.
   *
   * @throws IOException if the file cannot be read; the message names it
   */
  public static LineReader open(FileRange range, LineEnd lineEnd) throws IOException {
    // a small file does not need a large buffer
    long needed = range.end() - range.start() + BEYOND_BYTES;
    int bufferBytes =
        range.end() == FileRange.TO_THE_END ? BUFFER_BYTES : (int) Math.min(needed, BUFFER_BYTES);
    return new LineReader(
        FileContent.open(range.file(), range.compression()), range, lineEnd, bufferBytes);
  }

  private void goToFirstLine() throws IOException {
    if (range.startsWithLine()) {
      bufferStart = range.start();
      content.skipTo(bufferStart);
      for (int i = 0; i < range.headerLines(); i++) {
        skipLine(FileRange.TO_THE_END);
      }
    } else {
      bufferStart = Math.max(0, range.start() - lineEnd.lookBack());
      content.skipTo(bufferStart);
      while (position() < range.start() && !atEnd()) {
        skipLine(range.end());
      }
    }
  }

  /** Where in the content the next line begins, unless this is the end. */
  long position() {
    return bufferStart + next;
  }

  private boolean atEnd() {
    return ended && next == limit;
  }

  /** The next line, or null at the end of the range. */
  public @Nullable String nextLine() throws IOException {
    if (position() >= range.end()) {
      return null;
    }
    int end = lineEnd.find(buffer, next, limit);
    int endLength = end < 0 ? LineEnd.UNDECIDED : lineEnd.length(buffer, end, limit);
    while (endLength == LineEnd.UNDECIDED) {
      if (ended) {
        return lastLine(end);
      }
      int searched = (end < 0 ? Math.max(next, limit - lineEnd.lookBack() + 1) : end) - next;
      fill();
      end = lineEnd.find(buffer, next + searched, limit);
      endLength = end < 0 ? LineEnd.UNDECIDED : lineEnd.length(buffer, end, limit);
    }
    String line = text(next, end);
    next = end + endLength;
    return line;
  }

  private @Nullable String lastLine(int end) throws IOException {
    if (next == limit) {
      range.checkNotShorter(position());
      return null;
    }
    String line = text(next, end < 0 ? limit : end);
    next = limit;
    return line;
  }

  private String text(int from, int to) {
    int start = from;
    if (bufferStart + from == 0 && to - from >= 3 && hasByteOrderMark()) {
      start += 3;
    }
    // the JDK copies ASCII as it is, and looks for anything else with vector instructions
    return new String(buffer, start, to - start, StandardCharsets.UTF_8);
  }

  private boolean hasByteOrderMark() {
    return buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf;
  }

  /** Moves behind the line at the position, or beyond {@code until} if no line end comes before. */
  private void skipLine(long until) throws IOException {
    while (true) {
      int end = lineEnd.find(buffer, next, limit);
      int endLength = end < 0 ? LineEnd.UNDECIDED : lineEnd.length(buffer, end, limit);
      if (endLength != LineEnd.UNDECIDED) {
        next = end + endLength;
        return;
      }
      if (ended) {
        next = limit;
        return;
      }
      next = end < 0 ? Math.max(next, limit - lineEnd.lookBack() + 1) : end;
      if (position() >= until) {
        return;
      }
      fill();
    }
  }

  /** Reads more, behind what is left of the buffer from the next line on. */
  private void fill() throws IOException {
    int left = limit - next;
    if (left > buffer.length / 2) {
      grow();
    }
    System.arraycopy(buffer, next, buffer, 0, left);
    bufferStart += next;
    next = 0;
    limit = left;
    long inRange = Math.max(0, range.end() - (bufferStart + limit));
    int wanted =
        (int) Math.min(buffer.length - limit, Math.min(inRange, BUFFER_BYTES) + BEYOND_BYTES);
    view.limit(limit + wanted).position(limit);
    int read = content.read(view);
    if (read < 0) {
      ended = true;
    } else {
      limit += read;
    }
  }

  private void grow() throws IOException {
    if (buffer.length == LARGEST_BUFFER) {
      throw new IOException(
          String.format(
              "cannot read %s: the line at byte %d is longer than %d bytes",
              range.file(), position(), LARGEST_BUFFER));
    }
    buffer = Arrays.copyOf(buffer, (int) Math.min(LARGEST_BUFFER, buffer.length * 2L));
    view = ByteBuffer.wrap(buffer);
  }

  @Override
  public Status poll(SourceOutput<String> output, int maxElements) throws IOException {
    for (int i = 0; i < maxElements; i++) {
      String line = nextLine();
      if (line == null) {
        return Status.FINISHED;
      }
      output.output(line);
    }
    return Status.MORE;
  }

  @Override
  public FileRange snapshot() {
    return range.startingAt(position());
  }

  @Override
  public long backlogBytes() {
    return range.end() == FileRange.TO_THE_END
        ? BACKLOG_UNKNOWN
        : Math.max(0, range.end() - position());
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
