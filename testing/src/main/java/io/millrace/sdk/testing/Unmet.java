package io.millrace.sdk.testing;

/** An expectation of this package that does not hold; the message says everything. */
final class Unmet extends AssertionError {

  private static final long serialVersionUID = 1;

  Unmet(String message) {
    super(message);
  }

  /** Where in this package it was found out is of no interest. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
