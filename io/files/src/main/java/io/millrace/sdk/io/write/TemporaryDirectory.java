package io.millrace.sdk.io.write;

import io.millrace.sdk.io.FileSystems;
import io.millrace.sdk.io.fs.CreateOptions.StandardCreateOptions;
import io.millrace.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import io.millrace.sdk.io.shell.UniqueMarks;
import io.millrace.sdk.io.sink.SinkContext;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;

/**
 * The directory beside the results in which one job's files of one transform are written, and the
 * names that one writer uses in it. Not thread-safe.
 *
 * <p>A writer that takes another one's place has names of its own: a file of that one may be
 * renamed while this one writes, and a new file of the same name would be taken for it.
 *
 * <p>Its name begins with a dot and it is a directory: no pattern for results finds what is in it,
 * not even if it is left over from a job that was killed.
 */
final class TemporaryDirectory {

  private static final String PREFIX = ".millrace-temp-";

  private final ResourceId directory;
  private final String writer;
  private int sequence;

  private TemporaryDirectory(ResourceId directory, String writer) {
    this.directory = directory;
    this.writer = writer;
  }

  /**
   * The directory for a sink.
   *
   * @param target the directory of the results
   * @param writer which of the sink's writers, for people who look into it
   */
  static TemporaryDirectory of(SinkContext context, ResourceId target, String writer) {
    // the writing and the committing part of a sink are the two parts of one transform
    String transform =
        context.transformName().substring(0, Math.max(0, context.transformName().lastIndexOf('/')));
    String name = PREFIX + context.jobId() + "-" + Integer.toHexString(transform.hashCode());
    ResourceId directory = target.resolve(name, StandardResolveOptions.RESOLVE_DIRECTORY);
    return new TemporaryDirectory(directory, writer + "-" + UniqueMarks.next());
  }

  /** Makes the directory, so that a target that cannot be written is known before work is done. */
  void create() throws IOException {
    FileSystems.createDirectory(directory);
  }

  /** A file that is being written. */
  record Created(ResourceId file, WritableByteChannel channel) {}

  /** Opens a file that nobody had before. */
  Created createFile() throws IOException {
    while (true) {
      ResourceId file =
          directory.resolve(writer + "-" + sequence++, StandardResolveOptions.RESOLVE_FILE);
      try {
        return new Created(
            file,
            FileSystems.create(
                file, StandardCreateOptions.builder().setExpectFileToNotExist(true).build()));
      } catch (FileAlreadyExistsException e) {
        // left by a writer that this one replaces after a failure: it may yet be committed
      }
    }
  }

  /** Removes the directory, unless there are files of others in it. */
  void deleteIfEmpty() {
    try {
      FileSystems.delete(List.of(directory));
    } catch (IOException e) {
      // not empty: the last of the others, or the committer, removes it
    }
  }

  void deleteAll() throws IOException {
    FileSystems.deleteRecursively(directory);
  }
}
