package io.millrace.sdk.io.avro.parts;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a {@link FilePart}. Not thread-safe.
 *
 * @param <T> the type of the elements
 */
public interface PartReader<T> extends Closeable {

  /**
   * The next element, or null at the end.
   *
   * @throws IOException if the file cannot be read; the message names it and the place in it
   */
  @Nullable T next() throws IOException;

  /** A part with exactly the elements that were not yet read. */
  FilePart rest();
}
