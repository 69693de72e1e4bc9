package io.millrace.runners.host.state;

import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StateTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stores of the tasks of one thread or slot, which are parts of one store of a backend: it is
 * opened when the first is asked for. Not thread-safe.
 */
public final class TaskStores implements Closeable {

  private final @Nullable StateBackend backend;
  private final Path directory;
  private final long cacheBytes;
  private @Nullable StateStore store;
  private int parts;
  private boolean closed;

  /**
   * @param backend null for the heap
   * @param directory does not exist yet
   */
  TaskStores(@Nullable StateBackend backend, Path directory, long cacheBytes) {
    this.backend = backend;
    this.directory = directory;
    this.cacheBytes = cacheBytes;
  }

  /**
   * A store for one function of one task.
   *
   * @param purpose what people see who look at what takes space
   * @return null if state is kept on the heap
   * @throws UncheckedIOException if it cannot be opened
   */
  public @Nullable StateStore open(String purpose) {
    StateBackend from = backend;
    if (from == null) {
      return null;
    }
    if (closed) {
      throw new IllegalStateException("The stores in " + directory + " are closed");
    }
    StateStore whole = store;
    if (whole == null) {
      try {
        Files.createDirectories(directory);
        whole = from.open(directory.resolve(from.name()), cacheBytes);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot open a store for state in " + directory + ": " + e.getMessage(), e);
      }
      store = whole;
    }
    return new Part(whole, purpose + " " + parts++);
  }

  /** Closes everything and removes the files; closing again does nothing. */
  @Override
  public void close() throws IOException {
    closed = true;
    StateStore whole = store;
    if (whole == null) {
      return;
    }
    store = null;
    whole.close();
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException | UncheckedIOException e) {
      if (Files.exists(directory)) {
        throw e;
      }
      return; // whoever removes the whole was faster
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** The tables of one function, which have its name before theirs. */
  private static final class Part implements StateStore {
    private final StateStore whole;
    private final String name;
    private final List<StateTable> tables = new ArrayList<>();

    Part(StateStore whole, String name) {
      this.whole = whole;
      this.name = name;
    }

    @Override
    public StateTable table(String tableName, int prefixBytes) {
      StateTable table = whole.table(name + ": " + tableName, prefixBytes);
      tables.add(table);
      return table;
    }

    @Override
    public void close() {
      tables.forEach(StateTable::drop);
      tables.clear();
    }
  }
}
