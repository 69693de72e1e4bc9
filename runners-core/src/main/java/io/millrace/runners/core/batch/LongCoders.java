package io.millrace.runners.core.batch;

import io.millrace.sdk.coders.BigEndianLongCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;

/**
 * Tells coders whose values are numbers of 64 bits and never null, so that they need no objects.
 */
public final class LongCoders {

  private LongCoders() {}

  /** Whether all values of a coder are {@link Long}s, equal exactly when the numbers are. */
  public static boolean codes(Coder<?> coder) {
    return coder instanceof VarLongCoder || coder instanceof BigEndianLongCoder;
  }
}
