package io.millrace.runners.core.stage;

/**
 * A failure of what the engine does for a transform: encoding, reading, writing, grouping. The
 * message names the transform and what went wrong.
 */
public final class StageException extends RuntimeException {

  private final String transformName;

  /** A failure with its cause; the message says what failed and why. */
  public StageException(String transformName, Throwable cause) {
    super(describe(cause), cause);
    this.transformName = transformName;
  }

  /** A failure found by the engine itself. */
  public StageException(String transformName, String message) {
    super(message);
    this.transformName = transformName;
  }

  /** The full name of the transform. */
  public String transformName() {
    return transformName;
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message != null ? message : cause.toString();
  }
}
