package io.millrace.sdk.io.fs;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file or of a directory, in the form of its file system.
 *
 * <p>It says nothing about whether there is such a file. {@link #toString} gives text that {@link
 * io.millrace.sdk.io.FileSystems#matchNewResource} takes back; that of a directory ends with a
 * slash. Immutable; equal if the text is.
 */
public interface ResourceId extends Serializable {

  /**
   * The resource of the given name in this directory; {@code ".."} gives the enclosing one.
   *
   * @throws IllegalStateException if this is not a directory
   * @throws IllegalArgumentException if the name and the option do not go together
   */
  ResourceId resolve(String other, ResolveOptions resolveOptions);

  /** The directory of a file; a directory itself. */
  ResourceId getCurrentDirectory();

  /** The scheme of the file system, such as {@code file}. */
  String getScheme();

  /** The last part of the name, without slashes; null for a root. */
  @Nullable String getFilename();

  /** Whether this names a directory. */
  boolean isDirectory();

  /** The text from which this name can be made again. */
  @Override
  String toString();
}
