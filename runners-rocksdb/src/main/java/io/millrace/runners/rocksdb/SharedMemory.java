package io.millrace.runners.rocksdb;

import java.util.HashMap;
import java.util.Map;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * What all databases of the process may use of memory, together: a cache of blocks, of which what
 * was not written to files yet takes up to a half. Those that ask for the same size share it.
 * Thread-safe.
 */
final class SharedMemory {

  private static final double HIGH_PRIORITY_SHARE = 0.1;

  private static final Map<Long, SharedMemory> IN_USE = new HashMap<>();

  private final long bytes;
  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private int users;

  private SharedMemory(long bytes) {
    this.bytes = bytes;
    this.cache = new LRUCache(bytes, -1, false, HIGH_PRIORITY_SHARE);
    this.writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  /** Memory of a size, until it is given back as often as it was taken. */
  static SharedMemory take(long bytes) {
    RocksDB.loadLibrary();
    synchronized (IN_USE) {
      SharedMemory memory = IN_USE.computeIfAbsent(bytes, SharedMemory::new);
      memory.users++;
      return memory;
    }
  }

  void giveBack() {
    synchronized (IN_USE) {
      if (--users == 0) {
        IN_USE.remove(bytes);
        writeBuffers.close();
        cache.close();
      }
    }
  }

  long bytes() {
    return bytes;
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  /** How many sizes are in use, for who wants to know that nothing is left. */
  static int sizesInUse() {
    synchronized (IN_USE) {
      return IN_USE.size();
    }
  }
}
