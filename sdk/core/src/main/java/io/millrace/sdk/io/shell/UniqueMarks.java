package io.millrace.sdk.io.shell;

import java.util.UUID;

/** Marks that no two writes have in common, on whichever machine. Thread-safe. */
public final class UniqueMarks {

  private UniqueMarks() {}

  /** A mark that nobody has, of letters, digits and hyphens, fit for the name of a file. */
  public static String next() {
    return UUID.randomUUID().toString();
  }
}
