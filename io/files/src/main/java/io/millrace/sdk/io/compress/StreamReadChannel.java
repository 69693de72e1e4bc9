package io.millrace.sdk.io.compress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A stream as a channel that has it read right into the array of the buffer. */
final class StreamReadChannel implements ReadableByteChannel {

  private final InputStream stream;
  private boolean open = true;

  StreamReadChannel(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    if (target.hasArray()) {
      int count = stream.read(target.array(), target.arrayOffset() + target.position(), wanted);
      target.position(target.position() + Math.max(count, 0));
      return count;
    }
    byte[] bytes = new byte[Math.min(wanted, 1 << 16)];
    int count = stream.read(bytes);
    target.put(bytes, 0, Math.max(count, 0));
    return count;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      stream.close();
    }
  }
}
