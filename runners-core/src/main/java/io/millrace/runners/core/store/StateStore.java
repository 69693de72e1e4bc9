package io.millrace.runners.core.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tables of bytes that belong to one function of one task. Not thread-safe. */
public interface StateStore extends AutoCloseable {

  /**
   * Makes a table, which is empty; in a store that was opened with the files of a snapshot, it has
   * what the table of that name had.
   *
   * @param name unique in the store; people who look for what takes space see it
   * @param prefixBytes all keys have so many bytes at least, and most scans stay among keys that
   *     begin with the same so many; 0 where scans go anywhere
   * @throws java.io.UncheckedIOException if the store fails
   */
  StateTable table(String name, int prefixBytes);

  /**
   * What all tables have now. Quick: no contents are copied.
   *
   * @return null if this store has no files: what is in it must be read from it to be kept
   * @throws IOException if the files cannot be made
   */
  default @Nullable StoreSnapshot snapshot() throws IOException {
    return null;
  }

  /** Lets go of all tables and what is in them; closing again does nothing. Never throws. */
  @Override
  void close();
}
