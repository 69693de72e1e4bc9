package io.millrace.sdk.io.s3.shell;

import java.util.UUID;

/** Marks that no two writes have in common, on whichever machine. Thread-safe. */
public final class UniqueMarks {

  private UniqueMarks() {}

  /** A mark that nobody has, of letters, digits and hyphens. */
  public static String next() {
    return UUID.randomUUID().toString();
  }
}
