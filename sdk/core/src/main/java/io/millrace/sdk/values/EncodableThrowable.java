package io.millrace.sdk.values;

import io.millrace.sdk.coders.DefaultCoder;
import io.millrace.sdk.coders.SerializableCoder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exception as an element of a collection, by Java serialisation.
 *
 * <p>Exceptions have no equality of their own: two are equal here if class, message, stack trace
 * and cause are. Immutable as far as the exception is.
 */
@DefaultCoder(SerializableCoder.class)
public final class EncodableThrowable implements Serializable {
  private static final long serialVersionUID = 1;

  private final Throwable throwable;

  private EncodableThrowable(Throwable throwable) {
    this.throwable = Objects.requireNonNull(throwable, "throwable");
  }

  /** The exception as an element. */
  public static EncodableThrowable forThrowable(Throwable throwable) {
    return new EncodableThrowable(throwable);
  }

  /** The exception. */
  public Throwable throwable() {
    return throwable;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EncodableThrowable that && equal(throwable, that.throwable);
  }

  // iterative, and no deeper than the shorter chain: causes may form a circle
  private static boolean equal(Throwable one, Throwable two) {
    @Nullable Throwable a = one;
    @Nullable Throwable b = two;
    for (int depth = 0; a != null && b != null && depth < 100; depth++) {
      if (a == b) {
        return true;
      }
      if (a.getClass() != b.getClass()
          || !Objects.equals(a.getMessage(), b.getMessage())
          || !Arrays.equals(a.getStackTrace(), b.getStackTrace())) {
        return false;
      }
      a = a.getCause();
      b = b.getCause();
    }
    return (a == null) == (b == null);
  }

  @Override
  public int hashCode() {
    return Objects.hash(throwable.getClass().getName(), throwable.getMessage());
  }

  @Override
  public String toString() {
    return throwable.toString();
  }
}
