package io.millrace.runners.host.state;

import io.millrace.runners.core.store.StateStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A library that keeps state outside of the heap. Found by {@link java.util.ServiceLoader}: it
 * needs a public constructor without parameters and a line in {@code
 * META-INF/services/io.millrace.runners.host.state.StateBackend}. Thread-safe.
 */
public interface StateBackend {

  /** Its name, as {@code --state} gives it. */
  String name();

  /**
   * Opens a store without anything in it.
   *
   * @param directory where it keeps its files; it does not exist yet, and is left to the caller
   *     when the store was closed
   * @param cacheBytes how many bytes all stores of this process may use for caches and for what was
   *     not written to files yet, together
   * @throws IOException if it cannot be opened
   */
  StateStore open(Path directory, long cacheBytes) throws IOException;

  /**
   * Opens a store with what a snapshot of another one had.
   *
   * @param directory where it keeps its files: there are those of the snapshot, under their names,
   *     and nothing else
   * @throws IOException if it cannot be opened, or the files are not those of a snapshot
   * @throws UnsupportedOperationException if stores of this backend have no snapshots
   */
  default StateStore reopen(Path directory, long cacheBytes) throws IOException {
    throw new UnsupportedOperationException("Stores of " + name() + " have no snapshots");
  }
}
