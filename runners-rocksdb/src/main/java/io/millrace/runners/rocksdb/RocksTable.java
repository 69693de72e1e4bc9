package io.millrace.runners.rocksdb;

import io.millrace.runners.core.store.StateTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A column family. What is written goes to the batch of the store until it is read. */
final class RocksTable implements StateTable {

  private final RocksStore store;
  private final ColumnFamilyHandle family;
  private final int prefixBytes;

  /** The batch that the last change is in. */
  private long changedIn = -1;

  RocksTable(RocksStore store, ColumnFamilyHandle family, int prefixBytes) {
    this.store = store;
    this.family = family;
    this.prefixBytes = prefixBytes;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    store.writeBatch(changedIn);
    try {
      return store.database().get(family, key);
    } catch (RocksDBException e) {
      throw store.failed(e);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    changedIn = store.change(key.length + value.length, batch -> batch.put(family, key, value));
  }

  @Override
  public void delete(byte[] key) {
    changedIn = store.change(key.length, batch -> batch.delete(family, key));
  }

  @Override
  public void deleteRange(byte[] from, byte[] to) {
    changedIn = store.change(from.length + to.length, batch -> batch.deleteRange(family, from, to));
  }

  @Override
  public void scan(byte[] from, byte @Nullable [] to, Visitor visitor) {
    store.writeBatch(changedIn);
    try (RocksIterator iterator =
        store.database().newIterator(family, store.reading(isWithinOnePrefix(from, to)))) {
      for (iterator.seek(from); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
          return;
        }
        if (!visitor.visit(key, iterator.value())) {
          return;
        }
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw store.failed(e);
    }
  }

  private boolean isWithinOnePrefix(byte[] from, byte @Nullable [] to) {
    return prefixBytes > 0
        && to != null
        && from.length >= prefixBytes
        && to.length >= prefixBytes
        && Arrays.equals(from, 0, prefixBytes, to, 0, prefixBytes);
  }

  @Override
  public void drop() {
    store.drop(this, family);
  }

  void letGo() {
    family.close();
  }
}
