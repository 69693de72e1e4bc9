package io.millrace.sdk.util;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value that travels inside a function in coder form, as it need not be {@link Serializable}.
 * Null is kept as it is. Immutable; {@link #get} makes a new copy each time.
 */
public final class CodedValue<T extends @Nullable Object> implements Serializable {

  private static final long serialVersionUID = 1;

  private final Coder<T> coder;
  private final byte @Nullable [] bytes;

  private CodedValue(Coder<T> coder, byte @Nullable [] bytes) {
    this.coder = coder;
    this.bytes = bytes;
  }

  /**
   * The value by the given coder, which is not asked for null.
   *
   * @throws IllegalArgumentException if the coder does not take the value
   */
  public static <T extends @Nullable Object> CodedValue<T> of(Coder<T> coder, @Nullable T value) {
    try {
      return new CodedValue<>(
          coder, value == null ? null : CoderUtils.encodeToByteArray(coder, value));
    } catch (CoderException | ClassCastException e) {
      throw new IllegalArgumentException(
          "The value " + value + " does not fit " + coder + ": " + e.getMessage(), e);
    }
  }

  /** The value. */
  @SuppressWarnings("NullAway") // null is given out only where it was given
  public T get() {
    if (bytes == null) {
      return null;
    }
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException e) {
      throw new IllegalStateException(
          "A value of " + coder + " cannot be read: " + e.getMessage(), e);
    }
  }
}
