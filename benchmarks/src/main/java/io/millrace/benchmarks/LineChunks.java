package io.millrace.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one part of a file in chunks of whole lines.
 *
 * <p>A part owns the lines that begin in it, so that the parts of a file together have each line
 * once. Not thread-safe: each thread reads its own part.
 */
final class LineChunks implements AutoCloseable {

  private static final int CHUNK_BYTES = 1 << 20;

  /**
   * From {@code start}, a line's first byte, to {@code end}, exclusive and a line's first byte too.
   */
  record Part(long start, long end) {}

  private final FileChannel channel;
  private final Part part;
  private long position;
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int filled;
  private int length;

  LineChunks(Path file, Part part) throws IOException {
    this.channel = FileChannel.open(file);
    this.part = part;
    this.position = part.start;
  }

  /** Cuts a file into at most {@code parts} parts of about the same size. */
  static List<Part> split(Path file, int parts) throws IOException {
    List<Part> result = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      long start = 0;
      for (int p = 1; p <= parts; p++) {
        long end = p == parts ? size : nextLine(channel, size * p / parts, size);
        if (end > start) {
          result.add(new Part(start, end));
          start = end;
        }
      }
    }
    return result;
  }

  /** The first line start at or after {@code position}, which is not 0. */
  private static long nextLine(FileChannel channel, long position, long size) throws IOException {
    ByteBuffer window = ByteBuffer.allocate(8192);
    // one byte back: a position just behind a line feed is itself a line start
    for (long at = Math.max(position - 1, 0); at < size; at += window.position()) {
      window.clear();
      channel.read(window, at);
      for (int k = 0; k < window.position(); k++) {
        if (window.get(k) == '\n') {
          return at + k + 1;
        }
      }
    }
    return size;
  }

  /** Reads the next chunk; false at the end of the part. */
  boolean next() throws IOException {
    filled -= length;
    System.arraycopy(buffer, length, buffer, 0, filled);
    length = 0;
    while (length == 0) {
      if (position == part.end) {
        length = filled;
        return length > 0;
      }
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      int from = filled;
      fill();
      length = lastLineEnd(from);
    }
    return true;
  }

  private void fill() throws IOException {
    int wanted = (int) Math.min(buffer.length - filled, part.end - position);
    int read = channel.read(ByteBuffer.wrap(buffer, filled, wanted), position);
    if (read < 0) {
      throw new EOFException("the file became shorter while it was read");
    }
    filled += read;
    position += read;
  }

  private int lastLineEnd(int from) {
    for (int k = filled; k > from; k--) {
      if (buffer[k - 1] == '\n') {
        return k;
      }
    }
    return 0;
  }

  /** The bytes of the current chunk are the first {@link #length()} of this array. */
  byte[] bytes() {
    return buffer;
  }

  int length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
