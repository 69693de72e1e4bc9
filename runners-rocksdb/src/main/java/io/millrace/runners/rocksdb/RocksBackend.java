package io.millrace.runners.rocksdb;

import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.host.state.StateBackend;
import java.io.IOException;
import java.nio.file.Path;

/** The backend that {@code --state=rocksdb} asks for. Thread-safe. */
public final class RocksBackend implements StateBackend {

  /** Found by {@link java.util.ServiceLoader}. */
  public RocksBackend() {}

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public StateStore open(Path directory, long cacheBytes) throws IOException {
    return open(directory, cacheBytes, false);
  }

  @Override
  public StateStore reopen(Path directory, long cacheBytes) throws IOException {
    return open(directory, cacheBytes, true);
  }

  private static StateStore open(Path directory, long cacheBytes, boolean isThere)
      throws IOException {
    SharedMemory memory = SharedMemory.take(cacheBytes);
    try {
      return RocksStore.open(directory, memory, isThere);
    } catch (IOException | RuntimeException | Error e) {
      memory.giveBack();
      throw e;
    }
  }
}
