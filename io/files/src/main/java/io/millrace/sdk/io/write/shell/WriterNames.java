package io.millrace.sdk.io.write.shell;

import java.util.UUID;

/** Names that no two writers have in common, on whichever machine. Thread-safe. */
public final class WriterNames {

  private WriterNames() {}

  /** A name that nobody has, of letters, digits and hyphens. */
  public static String next() {
    return UUID.randomUUID().toString();
  }
}
