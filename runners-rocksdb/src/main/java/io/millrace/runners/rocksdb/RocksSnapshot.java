package io.millrace.runners.rocksdb;

import io.millrace.runners.core.store.StoreSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint of RocksDB: a directory with links to the tables' files, which RocksDB never
 * changes, and copies of the small ones that say which these are.
 */
final class RocksSnapshot implements StoreSnapshot {

  private static final String TABLE_FILE = ".sst";

  private final String store;
  private final Path directory;
  private final List<File> files;

  /** What is in a directory that RocksDB has made. */
  RocksSnapshot(String store, Path directory) throws IOException {
    this.store = store;
    this.directory = directory;
    List<File> found = new ArrayList<>();
    try (var paths = Files.list(directory)) {
      for (Path path : paths.sorted().toList()) {
        String name = name(path);
        found.add(new File(name, Files.size(path), name.endsWith(TABLE_FILE)));
      }
    }
    this.files = List.copyOf(found);
  }

  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  @Override
  public String store() {
    return store;
  }

  @Override
  public List<File> files() {
    return files;
  }

  @Override
  public byte[] read(String name) throws IOException {
    if (files.stream().noneMatch(file -> file.name().equals(name))) {
      throw new NoSuchFileException(name);
    }
    return Files.readAllBytes(directory.resolve(name));
  }

  @Override
  public void close() throws IOException {
    for (File file : files) {
      Files.deleteIfExists(directory.resolve(file.name()));
    }
    Files.deleteIfExists(directory);
  }
}
