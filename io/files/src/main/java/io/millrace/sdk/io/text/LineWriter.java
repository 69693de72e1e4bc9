package io.millrace.sdk.io.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes lines as UTF-8 to a channel, through one buffer. An unpaired surrogate becomes {@code ?},
 * as in all of Java. Not thread-safe.
 */
public final class LineWriter {

  private static final int BUFFER_BYTES = 1 << 16;

  private final WritableByteChannel channel;
  private final byte[] delimiter;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(buffer);
  private int used;

  /** A writer to this channel, which puts the delimiter behind each line. */
  public LineWriter(WritableByteChannel channel, byte[] delimiter) {
    this.channel = channel;
    this.delimiter = delimiter.clone();
  }

  /**
   * Writes a line.
   *
   * @throws IOException if the channel refuses what was written before
   */
  public void write(String line) throws IOException {
    int length = line.length();
    if (length > BUFFER_BYTES - used) {
      flush();
    }
    if (length > BUFFER_BYTES) {
      writeAll(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } else {
      encode(line, length);
    }
    write(delimiter);
  }

  private void encode(String line, int length) throws IOException {
    byte[] target = buffer;
    int at = used;
    for (int i = 0; i < length; i++) {
      char c = line.charAt(i);
      if (c >= 0x80) {
        write(line.getBytes(StandardCharsets.UTF_8));
        return;
      }
      target[at + i] = (byte) c;
    }
    used = at + length;
  }

  private void write(byte[] bytes) throws IOException {
    if (bytes.length > BUFFER_BYTES - used) {
      flush();
      if (bytes.length > BUFFER_BYTES) {
        writeAll(ByteBuffer.wrap(bytes));
        return;
      }
    }
    System.arraycopy(bytes, 0, buffer, used, bytes.length);
    used += bytes.length;
  }

  /** Gives everything written so far to the channel. */
  public void flush() throws IOException {
    writeAll(view.limit(used).position(0));
    used = 0;
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
