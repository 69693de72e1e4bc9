package io.millrace.runners.core.plan;

/**
 * A pipeline cannot be planned: the model is broken, or it asks for what the runner cannot do. The
 * message names the transform and says what to do.
 */
public final class PlanException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public PlanException(String message) {
    super(message);
  }

  public PlanException(String message, Throwable cause) {
    super(message, cause);
  }
}
