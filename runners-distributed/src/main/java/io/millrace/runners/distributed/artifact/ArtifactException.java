package io.millrace.runners.distributed.artifact;

import java.io.IOException;

/** An artifact is not there or not what it should be: trying again does not help. */
public final class ArtifactException extends IOException {

  private static final long serialVersionUID = 1;

  /** With what is wrong. */
  public ArtifactException(String message) {
    super(message);
  }
}
