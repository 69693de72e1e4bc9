package io.millrace.sdk.io;

import io.millrace.sdk.io.fs.CreateOptions;
import io.millrace.sdk.io.fs.MatchResult;
import io.millrace.sdk.io.fs.MoveOptions;
import io.millrace.sdk.io.fs.ResourceId;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.List;

/**
 * What a kind of storage implements so that files on it can be read and written; used through
 * {@link FileSystems}.
 *
 * <p>Thread-safe. Every {@link IOException} is one line that names the resource and the cause, such
 * as {@code cannot read /x/y.txt: no such file}.
 *
 * @param <ResourceIdT> the type of names
 */
public abstract class FileSystem<ResourceIdT extends ResourceId> {

  /** The part of names before the first colon. */
  protected abstract String getScheme();

  /**
   * Finds the files for each pattern: {@code *}, {@code ?}, {@code [...]}, {@code {a,b}} stay
   * within a directory, {@code **} does not, a backslash takes away the meaning of what follows. A
   * pattern that is the name of a file as it stands means that file.
   *
   * @return a result for each pattern, in their order; a pattern that cannot be looked for, or that
   *     nothing matches, has a result that says so
   */
  protected abstract List<MatchResult> match(List<String> specs) throws IOException;

  /**
   * Opens a new file for writing, and makes the directories that it is in. When {@code close()} has
   * returned, the content survives a crash of the machine.
   */
  protected abstract WritableByteChannel create(ResourceIdT resourceId, CreateOptions createOptions)
      throws IOException;

  /**
   * Opens a file for reading; the channel is a {@link java.nio.channels.SeekableByteChannel} where
   * the metadata say that seeking is efficient.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   */
  protected abstract ReadableByteChannel open(ResourceIdT resourceId) throws IOException;

  /** Copies files, replacing what is there. */
  protected abstract void copy(List<ResourceIdT> srcResourceIds, List<ResourceIdT> destResourceIds)
      throws IOException;

  /**
   * Renames files, in order, each in one atomic step: a reader sees it under one name or the other
   * and always whole. Durable when this returns.
   *
   * <p>Storage that has no such step copies the file, which appears at its destination whole and in
   * one step, and then removes the source; between these it has both names.
   *
   * @throws java.nio.file.FileAlreadyExistsException if a destination exists and the options say
   *     neither to replace nor to skip it, even if it came into being a moment ago
   */
  protected abstract void rename(
      List<ResourceIdT> srcResourceIds,
      List<ResourceIdT> destResourceIds,
      MoveOptions... moveOptions)
      throws IOException;

  /** Deletes files and empty directories; what is not there is no error. */
  protected abstract void delete(Collection<ResourceIdT> resourceIds) throws IOException;

  /** Names a resource that need not exist; wildcards have no meaning here. */
  protected abstract ResourceIdT matchNewResource(String singleResourceSpec, boolean isDirectory);

  /**
   * Creates a file with the given content if there is none: of all writers that race for a name,
   * exactly one is answered true. The file is never seen in part, and is durable when anybody has
   * been answered.
   *
   * <p>Where the outcome of a request is unknown, say because the connection broke, it is found out
   * by reading back. So writers that race should write what tells them apart.
   *
   * @return whether this call created the file
   * @throws UnsupportedOperationException if this file system has no such operation
   */
  protected boolean putIfAbsent(ResourceIdT resourceId, byte[] content) throws IOException {
    throw new UnsupportedOperationException(
        "file system " + getScheme() + " has no atomic put-if-absent, needed for " + resourceId);
  }

  /**
   * Makes sure that files can be created in a directory: makes it, if this file system needs that.
   */
  protected void createDirectory(ResourceIdT directory) throws IOException {}

  /** Deletes a directory and all that is in it; if it is not there, that is no error. */
  protected abstract void deleteRecursively(ResourceIdT directory) throws IOException;
}
