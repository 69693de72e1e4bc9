package io.millrace.sdk.io.hdfs.shell;

import java.util.UUID;

/** Names that no two files have in common, on whichever machine. Thread-safe. */
public final class UniqueNames {

  private UniqueNames() {}

  /** A name that nobody has, of letters, digits and hyphens. */
  public static String next() {
    return UUID.randomUUID().toString();
  }
}
