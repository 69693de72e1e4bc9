package io.millrace.sdk.testing;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where in a test an assertion was made, and about what: failures look as if they had been thrown
 * there. Immutable.
 */
final class AssertionSite implements Serializable {

  private static final long serialVersionUID = 1;

  /** What lies below a test method on the stack is the same for all tests. */
  private static final List<String> CALLERS_OF_TESTS =
      List.of("org.junit.", "java.lang.reflect.", "jdk.internal.reflect.");

  private static final AtomicLong COUNT = new AtomicLong();

  /** The same of all copies of a site, in whatever JVM. */
  private final long id = COUNT.incrementAndGet();

  private final String reason;
  private final StackTraceElement[] trace;

  private AssertionSite(String reason, StackTraceElement[] trace) {
    this.reason = reason;
    this.trace = trace;
  }

  /** The place that called the given class. */
  static AssertionSite capture(String reason, Class<?> api) {
    List<StackTraceElement> frames = new ArrayList<>();
    boolean inApi = true;
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      inApi = inApi && isOf(frame, api);
      if (!inApi && isCallerOfTests(frame) && !frames.isEmpty()) {
        break;
      }
      if (!inApi) {
        frames.add(frame);
      }
    }
    return new AssertionSite(reason, frames.toArray(StackTraceElement[]::new));
  }

  private static boolean isOf(StackTraceElement frame, Class<?> api) {
    String name = frame.getClassName();
    return name.equals(AssertionSite.class.getName()) || name.equals(api.getName());
  }

  private static boolean isCallerOfTests(StackTraceElement frame) {
    return CALLERS_OF_TESTS.stream().anyMatch(frame.getClassName()::startsWith);
  }

  /** Tells this site from all others of the JVM that it was captured in. */
  long id() {
    return id;
  }

  /** What the assertion is about. */
  String reason() {
    return reason;
  }

  /**
   * An error that points here.
   *
   * @param window the window that the assertion is about; null if it is about all
   */
  AssertionError error(String message, @Nullable Throwable cause, @Nullable BoundedWindow window) {
    String whole = reason.isEmpty() ? message : reason + ": " + message;
    AssertionError error =
        window == null
            ? new AssertionError(whole, cause)
            : new WindowedFailure(whole, cause, id, window);
    error.setStackTrace(trace);
    return error;
  }

  /** Reason and place in one line. */
  @Override
  public String toString() {
    return reason + (trace.length == 0 ? "" : " (at " + trace[0] + ")");
  }
}
