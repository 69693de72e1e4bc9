package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.RemoteResourceId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** Writes a new file; errors name it. Not thread-safe. */
final class HadoopWriteChannel implements WritableByteChannel {

  private static final int BUFFER_BYTES = 1 << 16;

  private final RemoteResourceId id;
  private final OutputStream output;
  private boolean isOpen = true;

  HadoopWriteChannel(RemoteResourceId id, OutputStream output) {
    this.id = id;
    this.output = output;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
    int written = source.remaining();
    try {
      if (source.hasArray()) {
        output.write(source.array(), source.arrayOffset() + source.position(), written);
        source.position(source.limit());
      } else {
        byte[] bytes = new byte[Math.min(written, BUFFER_BYTES)];
        while (source.hasRemaining()) {
          int count = Math.min(source.remaining(), bytes.length);
          source.get(bytes, 0, count);
          output.write(bytes, 0, count);
        }
      }
      return written;
    } catch (IOException e) {
      throw HadoopErrors.cannot("write", id, e);
    }
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() throws IOException {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    try {
      output.close();
    } catch (IOException e) {
      throw HadoopErrors.cannot("write", id, e);
    }
  }
}
