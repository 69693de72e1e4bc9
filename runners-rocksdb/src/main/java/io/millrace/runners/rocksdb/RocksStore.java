package io.millrace.runners.rocksdb;

import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StateTable;
import io.millrace.runners.core.store.StoreSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** A database, with a column family for each table. Not thread-safe. */
final class RocksStore implements StateStore {

  private static final byte[] DEFAULT_FAMILY = RocksDB.DEFAULT_COLUMN_FAMILY;
  private static final double MEMTABLE_BLOOM_RATIO = 0.03;
  private static final int BLOCK_BYTES = 8 << 10;
  private static final int METADATA_BLOCK_BYTES = 4 << 10;

  /** So large files of tables are: what changes in one makes all of it travel again. */
  private static final long FILE_BYTES = 16 << 20;

  private static final long LARGEST_WRITE_BUFFER = 64 << 20;
  private static final long SMALLEST_WRITE_BUFFER = 64 << 10;

  /** How many bytes of changes are written at once, about. */
  private static final long BATCH_BYTES = 256 << 10;

  private final Path directory;
  private final SharedMemory memory;
  private final List<RocksObject> options;
  private final RocksDB database;
  private final WriteOptions writing;
  private final Map<Integer, ColumnFamilyOptions> familyOptions;
  private final List<RocksTable> tables = new ArrayList<>();

  /** Families that were there when it was opened, by name, whose tables nobody has asked for. */
  private final TreeMap<String, ColumnFamilyHandle> found = new TreeMap<>();

  /** Of reads that stay within one prefix, and of others. */
  private final ReadOptions withinPrefix;

  private final ReadOptions anywhere;

  private final WriteBatch batch = new WriteBatch();
  private long batchBytes;
  private long batchNumber;
  private int snapshots;
  private boolean closed;

  private RocksStore(
      Path directory,
      SharedMemory memory,
      DBOptions databaseOptions,
      Map<Integer, ColumnFamilyOptions> familyOptions,
      RocksDB database) {
    this.directory = directory;
    this.memory = memory;
    this.database = database;
    this.familyOptions = familyOptions;
    this.writing = new WriteOptions().setDisableWAL(true);
    this.withinPrefix = new ReadOptions().setPrefixSameAsStart(true);
    this.anywhere = new ReadOptions().setTotalOrderSeek(true);
    this.options = List.of(databaseOptions, writing, withinPrefix, anywhere, batch);
  }

  /**
   * Opens a database.
   *
   * @param memory given back when the store is closed
   * @param isThere whether it has what a snapshot had, or nothing
   */
  static RocksStore open(Path directory, SharedMemory memory, boolean isThere) throws IOException {
    DBOptions databaseOptions =
        new DBOptions()
            .setCreateIfMissing(!isThere)
            .setErrorIfExists(!isThere)
            .setWriteBufferManager(memory.writeBuffers())
            // What is in memory at the end is not wanted any more.
            .setAvoidFlushDuringShutdown(true)
            .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
            .setStatsDumpPeriodSec(0);
    TreeMap<Integer, ColumnFamilyOptions> familyOptions = new TreeMap<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      List<ColumnFamilyDescriptor> families = new ArrayList<>();
      for (byte[] name : isThere ? families(directory) : List.of(DEFAULT_FAMILY)) {
        families.add(
            new ColumnFamilyDescriptor(
                name,
                familyOptions.computeIfAbsent(
                    prefixBytes(name), bytes -> familyOptions(memory, bytes))));
      }
      RocksDB database = RocksDB.open(databaseOptions, directory.toString(), families, handles);
      RocksStore store =
          new RocksStore(directory, memory, databaseOptions, familyOptions, database);
      for (int i = 0; i < families.size(); i++) {
        store.found.put(text(families.get(i).getName()), handles.get(i));
      }
      return store;
    } catch (RocksDBException e) {
      familyOptions.values().forEach(RocksObject::close);
      databaseOptions.close();
      throw failed(directory, e);
    }
  }

  private static List<byte[]> families(Path directory) throws RocksDBException {
    try (Options any = new Options()) {
      List<byte[]> families = RocksDB.listColumnFamilies(any, directory.toString());
      if (families.isEmpty()) {
        throw new RocksDBException("there is no database");
      }
      return families;
    }
  }

  /** A family is called like its table, behind what one must know of it to open it. */
  private static String familyName(String table, int prefixBytes) {
    return prefixBytes + " " + table;
  }

  private static int prefixBytes(byte[] familyName) {
    if (Arrays.equals(familyName, DEFAULT_FAMILY)) {
      return 0;
    }
    String name = text(familyName);
    return Integer.parseInt(name.substring(0, name.indexOf(' ')));
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  private static ColumnFamilyOptions familyOptions(SharedMemory memory, int prefixBytes) {
    BlockBasedTableConfig tableConfig =
        new BlockBasedTableConfig()
            .setBlockCache(memory.cache())
            .setBlockSize(BLOCK_BYTES)
            // In parts: as a whole, those of a large file may be larger than a part of the cache.
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setMetadataBlockSize(METADATA_BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinTopLevelIndexAndFilter(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFilterPolicy(memory.filter());
    long writeBuffer = Math.min(LARGEST_WRITE_BUFFER, memory.bytes() / 8);
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setTableFormatConfig(tableConfig)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTargetFileSizeBase(FILE_BYTES)
            .setWriteBufferSize(Math.max(SMALLEST_WRITE_BUFFER, writeBuffer))
            // Most keys that are asked for are not among those that were written last.
            .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_RATIO)
            .setMemtableWholeKeyFiltering(true);
    return prefixBytes == 0 ? options : options.useFixedLengthPrefixExtractor(prefixBytes);
  }

  static IOException failed(Path directory, RocksDBException e) {
    return new IOException("RocksDB in " + directory + " failed: " + e.getMessage(), e);
  }

  UncheckedIOException failed(RocksDBException e) {
    return new UncheckedIOException(failed(directory, e));
  }

  @Override
  public StateTable table(String name, int prefixBytes) {
    checkOpen();
    ColumnFamilyOptions familyOptions =
        this.familyOptions.computeIfAbsent(prefixBytes, bytes -> familyOptions(memory, bytes));
    String familyName = familyName(name, prefixBytes);
    try {
      ColumnFamilyHandle family = found.remove(familyName);
      if (family == null) {
        family =
            database.createColumnFamily(
                new ColumnFamilyDescriptor(
                    familyName.getBytes(StandardCharsets.UTF_8), familyOptions));
      }
      RocksTable table = new RocksTable(this, family, prefixBytes);
      tables.add(table);
      return table;
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The store in " + directory + " is closed");
    }
  }

  RocksDB database() {
    return database;
  }

  ReadOptions reading(boolean withinOnePrefix) {
    return withinOnePrefix ? withinPrefix : anywhere;
  }

  /** A change to the batch. */
  interface Change {
    void addTo(WriteBatch batch) throws RocksDBException;
  }

  /**
   * Adds a change to those that will be written together.
   *
   * @return the number of the batch that it is in
   */
  long change(long bytes, Change change) {
    checkOpen();
    try {
      change.addTo(batch);
    } catch (RocksDBException e) {
      throw failed(e);
    }
    long number = batchNumber;
    batchBytes += bytes;
    if (batchBytes >= BATCH_BYTES) {
      write();
    }
    return number;
  }

  /** Writes the batch of a number, unless that was done: what is in it can be read then. */
  void writeBatch(long number) {
    checkOpen();
    if (number == batchNumber) {
      write();
    }
  }

  private void write() {
    batchNumber++;
    batchBytes = 0;
    try {
      database.write(writing, batch);
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      batch.clear();
    }
  }

  @Override
  public StoreSnapshot snapshot() throws IOException {
    checkOpen();
    write();
    Path place =
        directory.resolveSibling(RocksSnapshot.name(directory) + ".snapshot-" + snapshots++);
    try (Checkpoint checkpoint = Checkpoint.create(database)) {
      // There is no log of writes, so it writes to files first what is in memory.
      checkpoint.createCheckpoint(place.toString());
    } catch (RocksDBException e) {
      throw failed(directory, e);
    }
    return new RocksSnapshot(RocksSnapshot.name(directory), place);
  }

  void drop(RocksTable table, ColumnFamilyHandle family) {
    if (closed || !tables.remove(table)) {
      return;
    }
    try {
      write();
      database.dropColumnFamily(family);
    } catch (RocksDBException | UncheckedIOException e) {
      // It goes with the whole database.
    }
    family.close();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    tables.forEach(RocksTable::letGo);
    found.values().forEach(ColumnFamilyHandle::close);
    database.cancelAllBackgroundWork(true);
    database.close();
    options.forEach(RocksObject::close);
    familyOptions.values().forEach(RocksObject::close);
    memory.giveBack();
  }
}
