package io.millrace.sdk.io.fs.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates a file with its content if it is not there, by link(2): the content is written and synced
 * under a name that nobody looks for, then linked to the real name, which fails if that exists.
 *
 * <p>Over a network a link may be made and the answer lost, and the repeated request then fails. So
 * whoever is told that the name exists looks whether it is his own file that has it.
 */
final class ConditionalPut {

  private static final AtomicLong NEXT = new AtomicLong();

  private ConditionalPut() {}

  /** Whether this call created the file. */
  static boolean put(Path target, byte[] content) throws IOException {
    Path directory = LocalNames.directoryOf(target);
    Path temporary = write(directory, target, content);
    try {
      boolean won = link(target, temporary);
      DurableChannel.syncDirectory(directory);
      return won;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path write(Path directory, Path target, byte[] content) throws IOException {
    while (true) {
      Path temporary =
          directory.resolve(
              ".millrace-put-" + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement());
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
        return temporary;
      } catch (FileAlreadyExistsException e) {
        // left by a process of the same number, or made on another machine: take the next name
      } catch (IOException e) {
        Files.deleteIfExists(temporary);
        throw LocalErrors.cannot("create", target, e);
      }
    }
  }

  static boolean link(Path target, Path temporary) throws IOException {
    try {
      Files.createLink(target, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      return isSame(target, temporary);
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException(
          "cannot create " + target + " if absent: its file system has no hard links", e);
    } catch (IOException e) {
      if (isSame(target, temporary)) {
        return true;
      }
      throw LocalErrors.cannot("create", target, e);
    }
  }

  private static boolean isSame(Path target, Path temporary) throws IOException {
    return Files.exists(target) && Files.isSameFile(target, temporary);
  }
}
