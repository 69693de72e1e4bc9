package io.millrace.sdk.options;

import org.jspecify.annotations.Nullable;

/**
 * An option is wrong: on the command line, in JSON, or in the interface that declares it. The
 * message names the option and says what to do; a shell prints it and ends with the exit code for
 * wrong usage.
 */
public class InvalidOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With a message for the person who gave the option. */
  public InvalidOptionException(String message) {
    super(message);
  }

  /** With a message for the person who gave the option, and what led to it. */
  public InvalidOptionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
