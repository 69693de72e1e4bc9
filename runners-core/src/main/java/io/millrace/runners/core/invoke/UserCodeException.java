package io.millrace.runners.core.invoke;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user's function has failed. The cause is what it threw, its stack trace ending where the
 * engine's begins; the message names the transform.
 */
public final class UserCodeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final String ENGINE = "io.millrace.runners.";

  private final String transformName;

  private UserCodeException(String transformName, Throwable cause) {
    super("Transform \"" + transformName + "\" failed: " + cause, cause);
    this.transformName = transformName;
  }

  /**
   * Says in which transform {@code thrown} was thrown. If that is known already, because functions
   * further downstream were called from the user's code, it stays as it is.
   */
  public static UserCodeException of(String transformName, Throwable thrown) {
    if (thrown instanceof UserCodeException known) {
      return known;
    }
    trim(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return new UserCodeException(transformName, thrown);
  }

  /** The full name of the transform. */
  public String transformName() {
    return transformName;
  }

  private static void trim(@Nullable Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    thrown.setStackTrace(usersPart(thrown.getStackTrace()));
    trim(thrown.getCause(), seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      trim(suppressed, seen);
    }
  }

  /**
   * The trace down to the user's method that the engine called. Frames of the engine on top, where
   * the user's code called it, stay; without any frame of the user's, all stay.
   */
  private static StackTraceElement[] usersPart(StackTraceElement[] trace) {
    int start = 0;
    while (start < trace.length && isEngine(trace[start])) {
      start++;
    }
    int end = start;
    while (end < trace.length && !isEngine(trace[end])) {
      end++;
    }
    while (end > start && isReflection(trace[end - 1])) {
      end--;
    }
    return start == trace.length ? trace : Arrays.copyOf(trace, end);
  }

  private static boolean isEngine(StackTraceElement frame) {
    return frame.getClassName().startsWith(ENGINE);
  }

  private static boolean isReflection(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("java.lang.invoke.")
        || name.startsWith("jdk.internal.reflect.")
        || name.startsWith("java.lang.reflect.");
  }
}
