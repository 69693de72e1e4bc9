package io.millrace.sdk.io.hdfs;

import io.millrace.sdk.io.fs.RemoteResourceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads a file from any place, as far as it went when it was opened. Not thread-safe. */
final class HadoopReadChannel implements SeekableByteChannel {

  private static final int BUFFER_BYTES = 1 << 16;

  private final RemoteResourceId id;
  private final FSDataInputStream input;
  private final long size;
  private long position;
  private boolean isOpen = true;

  HadoopReadChannel(RemoteResourceId id, FSDataInputStream input, long size) {
    this.id = id;
    this.input = input;
    this.size = size;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    checkOpen();
    if (!target.hasRemaining()) {
      return 0;
    } else if (position >= size) {
      return -1;
    }
    int most = (int) Math.min(target.remaining(), size - position);
    try {
      if (input.getPos() != position) {
        input.seek(position);
      }
      int read = target.hasArray() ? intoArray(target, most) : copied(target, most);
      position += Math.max(read, 0);
      return read;
    } catch (IOException e) {
      throw HadoopErrors.cannot("read", id, e);
    }
  }

  private int intoArray(ByteBuffer target, int most) throws IOException {
    int read = input.read(target.array(), target.arrayOffset() + target.position(), most);
    target.position(target.position() + Math.max(read, 0));
    return read;
  }

  private int copied(ByteBuffer target, int most) throws IOException {
    byte[] bytes = new byte[Math.min(most, BUFFER_BYTES)];
    int read = input.read(bytes, 0, bytes.length);
    target.put(bytes, 0, Math.max(read, 0));
    return read;
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long position() throws IOException {
    checkOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    checkOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("no place in a file: " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    checkOpen();
    return size;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() throws IOException {
    isOpen = false;
    input.close();
  }
}
