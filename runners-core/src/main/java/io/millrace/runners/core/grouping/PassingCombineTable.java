package io.millrace.runners.core.grouping;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The table before an exchange: gives out everything when it has no room. */
final class PassingCombineTable<
        K extends @Nullable Object,
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object>
    extends CombineTable<K, InputT, AccumT> {
  private final Emitter<? super K, ? super AccumT> emitter;
  private final int maxEntries;
  private double room;

  PassingCombineTable(
      CombineSpec<K, InputT, AccumT> spec,
      int maxEntries,
      long budgetBytes,
      Emitter<? super K, ? super AccumT> emitter) {
    super(spec, budgetBytes);
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries=" + maxEntries + " must be at least 1");
    }
    this.emitter = emitter;
    this.maxEntries = maxEntries;
    this.room = budget - rows.arrayBytes();
  }

  @Override
  public void add(int keyHash, @Nullable Object namespace, K key, InputT input) throws IOException {
    checkOpen();
    int id = rows.namespace(namespace);
    int hash = rows.hash(keyHash, id);
    int row = rows.rowAt(rows.find(hash, id, key));
    if (row >= 0) {
      rows.accumulators.add(row, input);
    } else {
      id = makeRoom(id, namespace);
      rows.accumulators.first(rows.count(), input);
      rows.append(hash, id, key);
    }
    if (rows.heapBytes() > room) {
      flush();
    }
  }

  @Override
  public void merge(int keyHash, @Nullable Object namespace, K key, AccumT accumulator)
      throws IOException {
    checkOpen();
    int id = rows.namespace(namespace);
    int hash = rows.hash(keyHash, id);
    int row = rows.rowAt(rows.find(hash, id, key));
    if (row >= 0) {
      rows.accumulators.merge(row, accumulator);
    } else {
      id = makeRoom(id, namespace);
      rows.accumulators.put(rows.count(), accumulator);
      rows.append(hash, id, key);
    }
    if (rows.heapBytes() > room) {
      flush();
    }
  }

  private int makeRoom(int id, @Nullable Object namespace) throws IOException {
    if (rows.count() < maxEntries) {
      if (!rows.isFull()) {
        return id;
      }
      if (rows.canGrow() && 3 * rows.arrayBytes() + rows.heapBytes() <= budget) {
        rows.grow();
        room = budget - rows.arrayBytes();
        return id;
      }
    }
    flush();
    return rows.namespace(namespace);
  }

  @Override
  public Emission<Combined<K, AccumT>> finish() {
    throw new IllegalStateException(
        "a combine table before an exchange gives out its results by flush, not by finish");
  }

  @Override
  public void flush() throws IOException {
    checkOpen();
    begin();
    int count = rows.gather();
    for (int place = 0; place < count; place++) {
      emit(rows.sorted(place));
    }
    rows.clear();
    done();
  }

  private void emit(long slot) throws IOException {
    int row = RowIndex.row(slot);
    AccumT accumulator = rows.accumulators.compacted(row);
    emitter.emit(
        rows.keyHash((int) (slot >>> 32), row),
        rows.namespaceOf(row),
        rows.keys.get(row),
        accumulator);
  }
}
