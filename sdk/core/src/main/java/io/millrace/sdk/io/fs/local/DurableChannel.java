package io.millrace.sdk.io.fs.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Writes a new file that is on disk, with its name, when it is closed; errors name the file. */
final class DurableChannel implements WritableByteChannel {

  private final Path path;
  private final FileChannel channel;

  DurableChannel(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    try {
      return channel.write(source);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw LocalErrors.cannot("write", path, e);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      channel.force(true);
    } catch (IOException e) {
      throw LocalErrors.cannot("write", path, e);
    }
    syncDirectory(LocalNames.directoryOf(path));
  }

  /** Makes names in a directory durable: those created, renamed or removed before. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel opened = FileChannel.open(directory)) {
      opened.force(true);
    } catch (IOException e) {
      throw LocalErrors.cannot("sync", directory, e);
    }
  }
}
