package io.millrace.runners.host.state;

import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StateTable;
import io.millrace.runners.core.store.StoreSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The stores of the tasks of one thread or slot: one of a backend for each function, so that each
 * has a snapshot of its own moment. Not thread-safe.
 */
public final class TaskStores implements Closeable {

  private static final int MOST_LETTERS = 60;

  private final @Nullable StateBackend backend;
  private final Path directory;
  private final long cacheBytes;
  private final List<Owned> stores = new ArrayList<>();
  private final TreeSet<String> restored = new TreeSet<>();
  private final TreeMap<String, StateStore> reopened = new TreeMap<>();
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
   * Where a file is to be put that a store is to be opened with: stores have the names that they
   * had in their {@link StoreSnapshot#store snapshots}, if as many are opened for the same purposes
   * and in the same order. The caller makes the directory.
   *
   * @throws IllegalArgumentException if a name is none of a file, but a path
   */
  public Path fileOf(String store, String file) {
    for (String name : List.of(store, file)) {
      if (!name.equals(plain(name)) || name.startsWith(".")) {
        throw new IllegalArgumentException("\"" + name + "\" is not the name of a file of a store");
      }
    }
    restored.add(store);
    return directory.resolve(store).resolve(file);
  }

  /**
   * Opens the stores of which the files are there now.
   *
   * @throws IOException if one cannot be opened with them
   */
  public void reopen() throws IOException {
    for (String name : restored) {
      if (backend == null) {
        throw new IOException(name + " is a store, but state is kept on the heap");
      }
      reopened.put(name, backend.reopen(directory.resolve(name), cacheBytes));
    }
    restored.clear();
  }

  /** The stores that are {@link #reopen reopened}, and that no function has asked for. */
  public List<String> unopened() {
    return List.copyOf(reopened.keySet());
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
    String name = stores.size() + "-" + plain(purpose);
    Path place = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      StateStore there = reopened.remove(name);
      Owned store = new Owned(there != null ? there : from.open(place, cacheBytes), place);
      stores.add(store);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot open a store for state in " + place + ": " + e.getMessage(), e);
    }
  }

  /** The same in letters that any file system takes. */
  private static String plain(String name) {
    String letters = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return letters.length() <= MOST_LETTERS ? letters : letters.substring(0, MOST_LETTERS);
  }

  /** Closes everything and removes the files; closing again does nothing. */
  @Override
  public void close() throws IOException {
    closed = true;
    stores.forEach(store -> store.whole.close());
    stores.clear();
    reopened.values().forEach(StateStore::close);
    reopened.clear();
    delete(directory);
  }

  private static void delete(Path tree) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(tree)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException | UncheckedIOException e) {
      if (Files.exists(tree)) {
        throw e;
      }
      return; // there was none, or whoever removes the whole was faster
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** A store whose files are gone when it is closed. */
  private static final class Owned implements StateStore {
    private final StateStore whole;
    private final Path place;

    Owned(StateStore whole, Path place) {
      this.whole = whole;
      this.place = place;
    }

    @Override
    public StateTable table(String name, int prefixBytes) {
      return whole.table(name, prefixBytes);
    }

    @Override
    public @Nullable StoreSnapshot snapshot() throws IOException {
      return whole.snapshot();
    }

    @Override
    public void close() {
      whole.close();
      try {
        delete(place);
      } catch (IOException | UncheckedIOException e) {
        // They go with those of all stores.
      }
    }
  }
}
