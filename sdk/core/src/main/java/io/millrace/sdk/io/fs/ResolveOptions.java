package io.millrace.sdk.io.fs;

/** How {@link ResourceId#resolve} understands a name. */
public interface ResolveOptions {

  /** The options that every file system knows. */
  enum StandardResolveOptions implements ResolveOptions {
    /** The name is that of a file. */
    RESOLVE_FILE,
    /** The name is that of a directory. */
    RESOLVE_DIRECTORY
  }
}
