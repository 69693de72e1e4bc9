package io.millrace.sdk.io.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * Reads a file of a known size from any place: what such channels of file systems have in common.
 * Not thread-safe.
 */
public abstract class SeekableReadChannel implements SeekableByteChannel {

  private final long size;
  private long position;
  private boolean isOpen = true;

  /** A channel at the start of a file of this size, in bytes. */
  protected SeekableReadChannel(long size) {
    this.size = size;
  }

  /**
   * Reads at least one byte into a buffer that has room for one, and moves the buffer on.
   *
   * @param position where in the file, before its end
   * @param most how many bytes at most, as the buffer has room and the file has bytes
   * @return how many bytes were read; less than one if the file has become shorter
   * @throws IOException if reading fails; the message names the file
   */
  protected abstract int read(ByteBuffer target, long position, int most) throws IOException;

  /** Gives back what reading took. Called once. */
  protected abstract void release() throws IOException;

  @Override
  public final int read(ByteBuffer target) throws IOException {
    checkOpen();
    if (!target.hasRemaining()) {
      return 0;
    } else if (position >= size) {
      return -1;
    }
    int read = read(target, position, (int) Math.min(target.remaining(), size - position));
    position += Math.max(read, 0);
    return read;
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public final long position() throws IOException {
    checkOpen();
    return position;
  }

  @Override
  public final SeekableByteChannel position(long newPosition) throws IOException {
    checkOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("no place in a file: " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public final long size() throws IOException {
    checkOpen();
    return size;
  }

  @Override
  public final int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public final SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public final boolean isOpen() {
    return isOpen;
  }

  @Override
  public final void close() throws IOException {
    if (isOpen) {
      isOpen = false;
      release();
    }
  }
}
