package io.millrace.cli.cluster;

import java.io.IOException;

/** A cluster cannot be started or asked, for a reason that its message tells completely. */
final class ClusterException extends IOException {

  private static final long serialVersionUID = 1;

  ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
