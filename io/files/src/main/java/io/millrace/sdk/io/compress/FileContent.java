package io.millrace.sdk.io.compress;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content of one file, decompressed if need be.
 *
 * <p>Every failure is an {@link IOException} of one line that names the file; malformed compressed
 * data are reported with the place in the file as it is stored. Not thread-safe.
 */
public final class FileContent implements ReadableByteChannel {

  private final String name;
  private final Compression compression;
  private final RawChannel raw;
  private final ReadableByteChannel content;

  private FileContent(
      String name, Compression compression, RawChannel raw, ReadableByteChannel content) {
    this.name = name;
    this.compression = compression;
    this.raw = raw;
    this.content = content;
  }

  /**
   * Opens a file.
   *
   * @param compression of the file; {@link Compression#AUTO} for what its name tells
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws IOException if the file cannot be read, or if its compression is not supported
   */
  public static FileContent open(ResourceId file, Compression compression) throws IOException {
    String name = file.toString();
    Compression resolved = compression == Compression.AUTO ? Compression.detect(name) : compression;
    try {
      resolved.checkSupported();
    } catch (UnsupportedOperationException e) {
      throw new IOException("cannot read " + name + ": " + e.getMessage(), e);
    }
    return of(name, FileSystems.open(file), resolved);
  }

  /**
   * The content of a channel, which is closed with the result, and also if this fails.
   *
   * @param name how failures call it
   */
  public static FileContent of(String name, ReadableByteChannel channel, Compression compression)
      throws IOException {
    RawChannel raw = new RawChannel(channel);
    try {
      ReadableByteChannel content =
          compression == Compression.UNCOMPRESSED
              ? raw
              : new StreamReadChannel(
                  Decompressors.stream(compression, Channels.newInputStream(raw)));
      return new FileContent(name, compression, raw, content);
    } catch (IOException | RuntimeException e) {
      try (channel) {
        throw failure(name, compression, raw, e);
      }
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    try {
      int count = content.read(target);
      if (count < 0 && raw.count == 0 && compression != Compression.UNCOMPRESSED) {
        throw new EOFException(); // not every library minds
      }
      return count;
    } catch (IOException | RuntimeException e) {
      throw failure(name, compression, raw, e);
    }
  }

  /**
   * Goes to a place in the content that is not yet read: at once where the file allows it, by
   * reading what is before it elsewhere.
   *
   * @throws EOFException if the content is shorter than that
   */
  public void skipTo(long position) throws IOException {
    if (position == 0) {
      return;
    }
    if (content == raw && raw.channel instanceof SeekableByteChannel seekable) {
      try {
        seekable.position(position);
        return;
      } catch (IOException e) {
        throw failure(name, compression, raw, e);
      }
    }
    ByteBuffer dropped = ByteBuffer.allocate((int) Math.min(position, 1 << 16));
    for (long left = position; left > 0; left -= dropped.position()) {
      dropped.clear().limit((int) Math.min(left, dropped.capacity()));
      if (read(dropped) < 0) {
        throw new EOFException(
            String.format(
                "cannot read %s from byte %d on: there are %d bytes",
                name, position, position - left));
      }
    }
  }

  private static IOException failure(
      String name, Compression compression, RawChannel raw, Exception e) {
    IOException failed = raw.failed;
    if (failed != null || (compression == Compression.UNCOMPRESSED && e instanceof IOException)) {
      String said = String.valueOf((failed != null ? failed : e).getMessage());
      // file systems name the file as they should, the JDK's channels do not
      return new IOException(said.contains(name) ? said : "cannot read " + name + ": " + said, e);
    }
    String kind = compression.name().toLowerCase(Locale.ROOT);
    String why =
        e instanceof EOFException
            ? String.format("its %s data end too early, after %d bytes", kind, raw.count)
            : String.format(
                "malformed %s data at or before byte %d: %s",
                kind, raw.count, e.getMessage() == null ? e.toString() : e.getMessage());
    return new IOException("cannot read " + name + ": " + why, e);
  }

  @Override
  public boolean isOpen() {
    return content.isOpen();
  }

  @Override
  public void close() throws IOException {
    try (raw) {
      content.close();
    }
  }

  /** The file as it is stored: counts its bytes and tells its own failures from malformed data. */
  private static final class RawChannel implements ReadableByteChannel {

    private final ReadableByteChannel channel;
    private long count;
    private @Nullable IOException failed;

    RawChannel(ReadableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        int read = channel.read(target);
        count += Math.max(read, 0);
        return read;
      } catch (IOException e) {
        failed = e;
        throw e;
      }
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
