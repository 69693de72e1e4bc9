package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a cell and comes out of it: the object itself, or, where checks are strict, a copy
 * made by the coder, so that changes of the object do not reach the cell and a coder that does not
 * work is found.
 *
 * @param strict whether what goes in and comes out is a copy
 */
record Copies<T extends @Nullable Object>(String stateId, Coder<T> coder, boolean strict) {

  T of(T value) {
    if (!strict) {
      return value;
    }
    try {
      return CoderUtils.clone(coder, value);
    } catch (CoderException e) {
      throw cannotKeep(value, e);
    }
  }

  /**
   * Writes a value that is kept as bytes.
   *
   * @throws IllegalStateException if the coder fails, naming the state
   */
  void keep(T value, EncodeBuffer out) {
    try {
      coder.encode(value, out);
    } catch (IOException | IllegalArgumentException e) {
      throw cannotKeep(value, e);
    }
  }

  private IllegalStateException cannotKeep(T value, Exception e) {
    return new IllegalStateException(
        String.format(
            "The state \"%s\" cannot keep the value %s: its coder %s fails: %s",
            stateId, value, coder, e.getMessage()),
        e);
  }

  /** Writes a value that is kept. */
  void save(T value, EncodeBuffer out) throws IOException {
    try {
      coder.encode(value, out);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          String.format(
              "The state \"%s\" cannot be saved: its coder %s fails with the value %s: %s",
              stateId, coder, value, e.getMessage()),
          e);
    }
  }

  /** Reads a value that was saved. */
  T load(DecodeBuffer in) throws IOException {
    try {
      return coder.decode(in);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          String.format(
              "The state \"%s\" cannot be restored: its coder %s fails: %s",
              stateId, coder, e.getMessage()),
          e);
    }
  }
}
