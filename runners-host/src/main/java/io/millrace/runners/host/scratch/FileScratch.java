package io.millrace.runners.host.scratch;

import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.host.ScratchFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Scratch files in a directory, each deleted when it is closed.
 *
 * <p>The directory is created when the first file is. Several tasks may share this object, or each
 * have one of its own for the same directory; what a killed process leaves behind has names that
 * end in {@code .scratch} and may be deleted while no other runs. Thread-safe; the files are not.
 */
public final class FileScratch implements Scratch {
  private final Path directory;
  private final AtomicInteger next = new AtomicInteger();

  public FileScratch(Path directory) {
    this.directory = directory;
  }

  @Override
  public ScratchFile create(String purpose) throws IOException {
    String stem = purpose.replaceAll("[^A-Za-z0-9_-]+", "-");
    try {
      Files.createDirectories(directory);
      while (true) {
        Path path = directory.resolve(stem + "-" + next.getAndIncrement() + ".scratch");
        try {
          return new ChannelFile(
              path,
              FileChannel.open(
                  path,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE));
        } catch (FileAlreadyExistsException taken) {
          // another task's, or left behind: the next number
        }
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot create a scratch file for "
              + purpose
              + " in "
              + directory
              + ": "
              + e
              + "; check the directory or choose another one",
          e);
    }
  }

  /**
   * Deletes the directory with all that is left in it; to be called when nobody uses it any more.
   *
   * @throws IOException if something cannot be deleted
   */
  public void delete() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*.scratch")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }

  @Override
  public String toString() {
    return "FileScratch(" + directory + ")";
  }
}
