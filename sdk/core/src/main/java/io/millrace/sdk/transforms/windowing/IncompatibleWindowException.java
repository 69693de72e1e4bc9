package io.millrace.sdk.transforms.windowing;

/** Says that collections in windows of two window functions cannot be grouped together. */
public class IncompatibleWindowException extends Exception {

  private static final long serialVersionUID = 1;

  private final String windowFn;

  /** The function that does not fit, and why. */
  public IncompatibleWindowException(WindowFn<?, ?> windowFn, String reason) {
    super(reason);
    this.windowFn = windowFn.toString();
  }

  @Override
  public String getMessage() {
    return "The window function " + windowFn + " does not fit: " + super.getMessage();
  }
}
