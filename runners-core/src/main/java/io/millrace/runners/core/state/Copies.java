package io.millrace.runners.core.state;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.util.CoderUtils;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a cell and comes out of it: the object itself, or, where checks are strict, a copy
 * made by the coder, so that changes of the object do not reach the cell and a coder that does not
 * work is found.
 *
 * @param coder null to leave objects as they are
 */
record Copies<T extends @Nullable Object>(String stateId, @Nullable Coder<T> coder) {

  T of(T value) {
    if (coder == null) {
      return value;
    }
    try {
      return CoderUtils.clone(coder, value);
    } catch (CoderException e) {
      throw new IllegalStateException(
          String.format(
              "The state \"%s\" cannot keep the value %s: its coder %s fails: %s",
              stateId, value, coder, e.getMessage()),
          e);
    }
  }
}
