package io.millrace.sdk.coders;

/** No coder could be found for a type; the message says why and what to do. */
public class CannotProvideCoderException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why there is no coder. */
  public enum ReasonCode {
    /** Nobody knows the type. */
    UNKNOWN,
    /** The type has open type variables. */
    TYPE_ERASURE,
    /** Several coders would fit, and they differ. */
    OVER_SPECIFIED
  }

  private final ReasonCode reason;

  public CannotProvideCoderException(String message) {
    this(message, ReasonCode.UNKNOWN);
  }

  public CannotProvideCoderException(String message, ReasonCode reason) {
    super(message);
    this.reason = reason;
  }

  public CannotProvideCoderException(String message, Throwable cause) {
    this(message, cause, reasonOf(cause));
  }

  public CannotProvideCoderException(String message, Throwable cause, ReasonCode reason) {
    super(message, cause);
    this.reason = reason;
  }

  public CannotProvideCoderException(Throwable cause) {
    this(cause, reasonOf(cause));
  }

  public CannotProvideCoderException(Throwable cause, ReasonCode reason) {
    super(cause);
    this.reason = reason;
  }

  private static ReasonCode reasonOf(Throwable cause) {
    return cause instanceof CannotProvideCoderException inner ? inner.reason : ReasonCode.UNKNOWN;
  }

  /** Why there is no coder. */
  public ReasonCode getReason() {
    return reason;
  }

  /** The innermost exception of this kind: the type for which the search really failed. */
  public Throwable getRootCause() {
    Throwable root = this;
    while (root.getCause() instanceof CannotProvideCoderException inner) {
      root = inner;
    }
    return root;
  }
}
