package io.millrace.runners.distributed.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSystemStoreTest extends StoreContract {

  @TempDir Path directory;

  @Override
  protected Store store() {
    return new FileSystemStore(directory.resolve("a store").toString());
  }
}
