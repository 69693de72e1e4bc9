package io.millrace.runners.core.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Scratch files in memory; counts them, and fails after a given number of bytes if asked to. */
public final class MemoryScratch implements Scratch {
  private final List<MemoryFile> files = new ArrayList<>();
  private long capacity = Long.MAX_VALUE;
  private long written;
  private int largestRead;

  /** From now on appending beyond this many bytes in all fails like a full disk. */
  public MemoryScratch failAfter(long bytes) {
    capacity = bytes;
    return this;
  }

  public int created() {
    return files.size();
  }

  public long open() {
    return files.stream().filter(file -> !file.closed).count();
  }

  public long bytesWritten() {
    return written;
  }

  /** The most bytes that one read asked for. */
  public int largestRead() {
    return largestRead;
  }

  @Override
  public ScratchFile create(String purpose) {
    MemoryFile file = new MemoryFile();
    files.add(file);
    return file;
  }

  private final class MemoryFile implements ScratchFile {
    private final Bytes bytes = new Bytes();
    private boolean closed;

    @Override
    public void append(byte[] source, int offset, int length) throws IOException {
      checkOpen();
      if (written + length > capacity) {
        throw new IOException("no space left");
      }
      written += length;
      bytes.write(source, offset, length);
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      checkOpen();
      largestRead = Math.max(largestRead, length);
      return bytes.read(position, into, offset, length);
    }

    @Override
    public void close() {
      closed = true;
      bytes.free();
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new IOException("the scratch file is closed");
      }
    }
  }

  private static final class Bytes extends ByteArrayOutputStream {
    int read(long position, byte[] into, int offset, int length) {
      if (position >= count) {
        return length == 0 ? 0 : -1;
      }
      // short reads on purpose: callers must go on asking
      int some = (int) Math.min(Math.min(length, count - position), 1 + position % 5_000);
      System.arraycopy(buf, (int) position, into, offset, some);
      return some;
    }

    void free() {
      buf = new byte[0];
      count = 0;
    }
  }
}
