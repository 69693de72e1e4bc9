package io.millrace.benchmarks.connectors;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Writes and reads a file of some mebibytes through {@code FileSystems}. */
record ByFileSystems(int mebibytes) {

  private static final int BLOCK = 1 << 16;

  private static ResourceId file(String name) {
    return FileSystems.matchNewResource(name, false);
  }

  long bytes() {
    return (long) mebibytes << 20;
  }

  void write(String name) throws IOException {
    try (WritableByteChannel channel = FileSystems.create(file(name), "application/octet-stream")) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      for (long left = bytes(); left > 0; left -= BLOCK) {
        block.clear();
        channel.write(block);
      }
    }
  }

  void read(String name) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    long sum = 0;
    try (ReadableByteChannel channel = FileSystems.open(file(name))) {
      for (int read = channel.read(block.clear()); read >= 0; read = channel.read(block.clear())) {
        sum += read;
      }
    }
    check(sum);
  }

  /** Reads a stream of a plain client to its end. */
  void read(InputStream in) throws IOException {
    byte[] block = new byte[BLOCK];
    long sum = 0;
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      sum += read;
    }
    check(sum);
  }

  private void check(long sum) {
    if (sum != bytes()) {
      throw new IllegalStateException(sum + " bytes were read");
    }
  }
}
