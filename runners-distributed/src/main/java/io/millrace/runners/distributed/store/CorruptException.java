package io.millrace.runners.distributed.store;

import java.io.IOException;

/** Bytes of the store that are not what was written, or that this version cannot read. */
public final class CorruptException extends IOException {
  private static final long serialVersionUID = 1;

  private final String what;
  private final boolean ofLaterVersion;

  /** Says what is wrong with which bytes. */
  public CorruptException(String message) {
    this(message, false);
  }

  private CorruptException(String message, boolean ofLaterVersion) {
    super(message);
    this.what = message;
    this.ofLaterVersion = ofLaterVersion;
  }

  /** Says what is in there that this version does not know. */
  public static CorruptException ofLaterVersion(String message) {
    return new CorruptException(message + ": written by a later version of Millrace", true);
  }

  /** What is wrong. */
  public String what() {
    return what;
  }

  /** Whether the bytes are in order, but a later version wrote them. */
  public boolean isOfLaterVersion() {
    return ofLaterVersion;
  }
}
