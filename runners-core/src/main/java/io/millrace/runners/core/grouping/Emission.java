package io.millrace.runners.core.grouping;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a table gives out at its end, one after the other at the caller's pace. Valid until the
 * table is closed; not thread-safe.
 */
public interface Emission<T> {

  /**
   * The next one, or null after the last.
   *
   * @throws IOException if scratch cannot be read, or a coder cannot decode what was encoded
   */
  @Nullable T next() throws IOException;
}
