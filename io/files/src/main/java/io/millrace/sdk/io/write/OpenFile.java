package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.util.SerializableUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A temporary file that is being written: from format over compression to storage. */
final class OpenFile<T extends @Nullable Object> {

  private final ResourceId file;
  private final CountingChannel stored;
  private final WritableByteChannel channel;
  private final FileIO.Sink<T> format;

  private OpenFile(
      ResourceId file, CountingChannel stored, WritableByteChannel channel, FileIO.Sink<T> format) {
    this.file = file;
    this.stored = stored;
    this.channel = channel;
    this.format = format;
  }

  static <DestT extends @Nullable Object, T extends @Nullable Object> OpenFile<T> create(
      TemporaryDirectory directory, FileOutput<DestT, T> output, DestT destination)
      throws IOException {
    FileIO.Sink<T> format = SerializableUtils.clone(output.destinations().format(destination));
    TemporaryDirectory.Created created = directory.createFile();
    CountingChannel stored = new CountingChannel(created.channel());
    try {
      WritableByteChannel channel = output.compression().writeCompressed(stored);
      format.open(channel);
      return new OpenFile<>(created.file(), stored, channel, format);
    } catch (IOException | RuntimeException e) {
      closeQuietly(stored);
      FileSystems.delete(List.of(created.file()));
      throw e;
    }
  }

  void write(T element) throws IOException {
    format.write(element);
  }

  /**
   * Completes the file; it is durable when this returns.
   *
   * @param name what it is to be called; {@link WrittenFile#NO_NAME} if that follows from the shard
   */
  <DestT extends @Nullable Object> WrittenFile<DestT> finish(
      DestT destination, int shard, int part, String name) throws IOException {
    format.flush();
    try (stored) {
      channel.close();
    }
    return new WrittenFile<>(destination, file, shard, part, stored.count, name);
  }

  /** Gives up the file. */
  void discard() throws IOException {
    closeQuietly(channel);
    closeQuietly(stored);
    FileSystems.delete(List.of(file));
  }

  private static void closeQuietly(WritableByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // what could not be written is not wanted any more
    }
  }

  private static final class CountingChannel implements WritableByteChannel {

    private final WritableByteChannel channel;
    private long count;

    CountingChannel(WritableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = channel.write(source);
      count += written;
      return written;
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
