package io.millrace.runners.rocksdb;

import java.util.HashMap;
import java.util.Map;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Filter;
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
  private static final int BLOOM_BITS_A_KEY = 10;

  /** Each part of the cache, of which each has a lock, has at least so many bytes. */
  private static final long SHARD_BYTES = 16 << 20;

  private static final int MOST_SHARD_BITS = 6;

  private static final Map<Long, SharedMemory> IN_USE = new HashMap<>();

  private final long bytes;
  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private final Filter filter = new BloomFilter(BLOOM_BITS_A_KEY);
  private int users;

  private SharedMemory(long bytes) {
    this.bytes = bytes;
    this.cache = new LRUCache(bytes, shardBits(bytes), false, HIGH_PRIORITY_SHARE);
    this.writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  private static int shardBits(long bytes) {
    long shards = Math.max(1, bytes / SHARD_BYTES);
    return Math.min(MOST_SHARD_BITS, Long.SIZE - 1 - Long.numberOfLeadingZeros(shards));
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
        filter.close();
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

  /** The filter of all tables, which belongs to no size. */
  Filter filter() {
    return filter;
  }

  /** How many sizes are in use, for who wants to know that nothing is left. */
  static int sizesInUse() {
    synchronized (IN_USE) {
      return IN_USE.size();
    }
  }
}
