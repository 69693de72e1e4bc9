package io.millrace.cli;

/** A program cannot be run, for a reason that its message tells completely. */
final class ProgramException extends Exception {

  ProgramException(String message) {
    super(message);
  }

  ProgramException(String message, Throwable cause) {
    super(message, cause);
  }
}
