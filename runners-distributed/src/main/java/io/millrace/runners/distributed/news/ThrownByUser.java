package io.millrace.runners.distributed.news;

import io.millrace.cluster.v1.Thrown;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What a user's code threw in another process: its text, for its class may not be here. */
public final class ThrownByUser extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** So much of a stack trace travels. */
  private static final int MAX_TRACE_CHARACTERS = 100_000;

  private static final int MAX_MESSAGE_CHARACTERS = 10_000;

  private ThrownByUser(String stackTrace) {
    super(stackTrace, null, false, false);
  }

  /** The message of an exception. */
  public static Thrown toMessage(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    String message = thrown.getMessage();
    return Thrown.newBuilder()
        .setClassName(thrown.getClass().getName())
        .setMessage(message == null ? "" : cut(message, MAX_MESSAGE_CHARACTERS))
        .setStackTrace(cut(trace.toString(), MAX_TRACE_CHARACTERS))
        .setAssertion(thrown instanceof AssertionError)
        .build();
  }

  private static String cut(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit) + "\n... and so on";
  }

  /**
   * The exception of a message: an {@link AssertionError} if it was one, so that tests fail as they
   * do within one process.
   */
  public static Throwable fromMessage(Thrown message) {
    ThrownByUser there = new ThrownByUser(message.getStackTrace());
    return message.getAssertion() ? new AssertionError(message.getMessage(), there) : there;
  }

  /** The stack trace where it was thrown, with the name of its class first. */
  @Override
  public String toString() {
    return getMessage();
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
