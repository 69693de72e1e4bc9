package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.util.CoderUtils;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A value in the form in which it can travel, whether or not its class is serialisable. Immutable.
 *
 * @param <T> the type of the value
 */
final class EncodedValue<T extends @Nullable Object> implements Serializable {

  private static final long serialVersionUID = 1;

  private final Coder<T> coder;
  private final byte[] bytes;

  private EncodedValue(Coder<T> coder, byte[] bytes) {
    this.coder = coder;
    this.bytes = bytes;
  }

  /**
   * Encodes a value.
   *
   * @param what how messages name it
   * @throws IllegalArgumentException if the coder cannot encode it
   */
  static <T extends @Nullable Object> EncodedValue<T> of(Coder<T> coder, T value, String what) {
    try {
      return new EncodedValue<>(coder, CoderUtils.encodeToByteArray(coder, value));
    } catch (CoderException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s %s cannot be encoded by %s, as elements of the collection are: %s",
              what, value, coder, e.getMessage()),
          e);
    }
  }

  /** A new copy of the value. */
  T value() {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException e) {
      throw new UncheckedIOException(e);
    }
  }
}
