package io.millrace.runners.host.scratch;

import io.millrace.runners.core.host.ScratchFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scratch file on a channel. */
final class ChannelFile implements ScratchFile {
  private final Path path;
  private final FileChannel channel;
  private long size;

  ChannelFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  @Override
  public void append(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    long position = size;
    try {
      while (buffer.hasRemaining()) {
        position += channel.write(buffer, position);
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot append "
              + length
              + " bytes to scratch file "
              + path
              + " of "
              + size
              + " bytes: "
              + e.getMessage()
              + "; free space there or choose another scratch directory",
          e);
    }
    size = position;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    if (position >= size) {
      return length == 0 ? 0 : -1;
    }
    // what a failed append left beyond the size is not there
    int count = (int) Math.min(length, size - position);
    try {
      return channel.read(ByteBuffer.wrap(into, offset, count), position);
    } catch (IOException e) {
      throw new IOException(
          "cannot read " + count + " bytes at " + position + " of scratch file " + path + ": " + e,
          e);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public String toString() {
    return path + " (" + size + " bytes)";
  }
}
