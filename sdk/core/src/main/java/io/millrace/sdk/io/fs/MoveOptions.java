package io.millrace.sdk.io.fs;

/** How files are copied, renamed and deleted. */
public interface MoveOptions {

  /** The options that every file system knows. */
  enum StandardMoveOptions implements MoveOptions {
    /** A source that is not there is left out rather than an error. */
    IGNORE_MISSING_FILES,
    /** Where the destination is there already, nothing is done; the source stays too. */
    SKIP_IF_DESTINATION_EXISTS,
    /** A file at the destination is replaced, in one step; without this it is an error. */
    REPLACE_EXISTING
  }
}
