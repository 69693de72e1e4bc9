package io.millrace.runners.distributed.exchange;

import java.io.IOException;

/** What came over a channel is not what was sent: the attempt cannot go on. */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what came, and what was due. */
  public ExchangeException(String message) {
    super(message);
  }
}
