package io.millrace.sdk.io.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts received bytes into lines. Not thread-safe. */
final class LineBuffer {

  private static final int BYTES = 1 << 13;

  private final int maxLineBytes;
  private byte[] bytes;

  /** Where the next line begins. */
  private int next;

  /** Up to where no line end was found. */
  private int searched;

  private int limit;

  /**
   * A buffer.
   *
   * @param received what it holds from the start
   */
  LineBuffer(byte[] received, int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
    this.bytes = Arrays.copyOf(received, Math.max(BYTES, received.length));
    this.limit = received.length;
  }

  /** The next whole line, without its end; null if there is none yet. */
  @Nullable String nextLine() throws IOException {
    for (int i = searched; i < limit; i++) {
      if (bytes[i] == '\n') {
        int end = i > next && bytes[i - 1] == '\r' ? i - 1 : i;
        return take(end, i + 1);
      }
    }
    searched = limit;
    if (limit - next > maxLineBytes) {
      throw tooLong();
    }
    return null;
  }

  /** What is left when nothing more will come; null if that is nothing. */
  @Nullable String rest() throws IOException {
    return next == limit ? null : take(limit, limit);
  }

  private String take(int end, int behind) throws IOException {
    if (end - next > maxLineBytes) {
      throw tooLong();
    }
    String line = new String(bytes, next, end - next, StandardCharsets.UTF_8);
    next = behind;
    searched = behind;
    return line;
  }

  private IOException tooLong() {
    return new IOException("a line is longer than " + maxLineBytes + " bytes");
  }

  /** Room for more bytes, behind which they must be {@link #added}. */
  ByteBuffer room() {
    if (next > 0) {
      System.arraycopy(bytes, next, bytes, 0, limit - next);
      limit -= next;
      searched -= next;
      next = 0;
    }
    if (limit == bytes.length) {
      // Until a line is too long: its length is checked before more is read.
      bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, maxLineBytes + (long) BYTES));
    }
    return ByteBuffer.wrap(bytes, limit, bytes.length - limit);
  }

  void added(int count) {
    limit += count;
  }

  /** All that was not taken. */
  byte[] remaining() {
    return Arrays.copyOfRange(bytes, next, limit);
  }
}
