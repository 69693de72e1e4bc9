package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read from anywhere, and that knows whether its storage failed: what is wrong then
 * is not the content. Not thread-safe.
 */
public final class SeekableFile implements Closeable {

  private final String name;
  private final SeekableByteChannel channel;
  private final long size;
  private @Nullable IOException failed;

  private SeekableFile(String name, SeekableByteChannel channel) throws IOException {
    this.name = name;
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * Opens a file.
   *
   * @throws java.io.FileNotFoundException if there is none
   * @throws IOException if it cannot be read, or only from its start on; the message names it
   */
  public static SeekableFile open(ResourceId file) throws IOException {
    ReadableByteChannel channel = FileSystems.open(file);
    try {
      if (channel instanceof SeekableByteChannel seekable) {
        return new SeekableFile(file.toString(), seekable);
      }
      throw new IOException(
          "cannot read "
              + file
              + ": its blocks must be read from anywhere, and its file system does not allow that");
    } catch (IOException | RuntimeException e) {
      try (channel) {
        throw e;
      }
    }
  }

  /** How many bytes there are. */
  public long size() {
    return size;
  }

  /** Where the next byte is read. */
  public long position() throws IOException {
    try {
      return channel.position();
    } catch (IOException e) {
      throw storageFailed(e);
    }
  }

  /** Goes to a place. */
  public void seek(long position) throws IOException {
    try {
      channel.position(position);
    } catch (IOException e) {
      throw storageFailed(e);
    }
  }

  /** Reads some bytes; -1 at the end. */
  public int read(ByteBuffer target) throws IOException {
    try {
      return channel.read(target);
    } catch (IOException e) {
      throw storageFailed(e);
    }
  }

  private IOException storageFailed(IOException e) {
    failed = e;
    return e;
  }

  /** Whether the storage failed, so that nothing can be said about the content. */
  public boolean hasFailed() {
    return failed != null;
  }

  /**
   * What to throw if reading failed: that the storage did, or what else is wrong.
   *
   * @param wrong with the content, as the end of a sentence
   */
  public IOException failure(String wrong, Throwable cause) {
    IOException storage = failed;
    if (storage == null) {
      return new IOException("cannot read " + name + ": " + wrong, cause);
    }
    String said = String.valueOf(storage.getMessage());
    // file systems name the file as they should, the JDK's channels do not
    return new IOException(said.contains(name) ? said : "cannot read " + name + ": " + said, cause);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
