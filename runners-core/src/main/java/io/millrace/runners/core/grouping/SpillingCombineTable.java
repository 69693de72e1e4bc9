package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.Scratch;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The table after an exchange. When it outgrows its budget, all accumulators are written to scratch
 * as one run sorted by hash and key bytes, and it starts anew; at the end accumulators of equal
 * keys are merged in the order of the runs.
 */
final class SpillingCombineTable<
        K extends @Nullable Object,
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object>
    extends CombineTable<K, InputT, AccumT> {
  private static final String PURPOSE = "combine-per-key";

  private final CombineSpec<K, InputT, AccumT> spec;
  private final CombineRows<K, InputT, AccumT> rows;
  private final SortedRuns runs;
  // what the objects may take beside the arrays
  private double room;

  SpillingCombineTable(CombineSpec<K, InputT, AccumT> spec, long budgetBytes, Scratch scratch) {
    super(spec, budgetBytes);
    this.spec = spec;
    this.rows = new CombineRows<>(columns);
    this.runs = new SortedRuns(scratch, PURPOSE, budgetBytes);
    this.room = budget - rows.arrayBytes();
  }

  @Override
  public void add(int keyHash, @Nullable Object namespace, K key, InputT input) throws IOException {
    checkOpen();
    int id = columns.namespace(namespace);
    int hash = columns.hash(keyHash, id);
    int row = rows.find(hash, id, key);
    if (row >= 0) {
      columns.accumulators.add(row, input);
    } else {
      if (rows.isFull()) {
        makeRoom();
        id = columns.namespace(namespace);
        row = ~rows.free(hash);
      }
      columns.accumulators.first(~row, input);
      rows.use(~row, hash, id, key);
    }
    if (columns.heapBytes() > room) {
      spill();
    }
  }

  @Override
  public void merge(int keyHash, @Nullable Object namespace, K key, AccumT accumulator)
      throws IOException {
    checkOpen();
    int id = columns.namespace(namespace);
    int hash = columns.hash(keyHash, id);
    int row = rows.find(hash, id, key);
    if (row >= 0) {
      columns.accumulators.merge(row, accumulator);
    } else {
      if (rows.isFull()) {
        makeRoom();
        id = columns.namespace(namespace);
        row = ~rows.free(hash);
      }
      columns.accumulators.put(~row, accumulator);
      rows.use(~row, hash, id, key);
    }
    if (columns.heapBytes() > room) {
      spill();
    }
  }

  private void makeRoom() throws IOException {
    // old and new arrays exist together for a moment; so objects always have a third of the budget
    if (rows.canGrow() && 3 * rows.arrayBytes() + columns.heapBytes() <= budget) {
      rows.grow();
      room = budget - rows.arrayBytes();
    } else {
      spill();
    }
  }

  private void spill() throws IOException {
    begin();
    rows.sort();
    runs.add(rows::writeTo);
    rows.clear();
    done();
  }

  /** How many runs were written so far. */
  int spills() {
    return runs.count();
  }

  @Override
  public Emission<Combined<K, AccumT>> finish() throws IOException {
    checkOpen();
    if (runs.isEmpty()) {
      begin();
      rows.sort();
      finished();
      return new FromMemory();
    }
    if (rows.count() > 0) {
      spill();
    }
    begin();
    rows.free();
    RunMerge merge = runs.merge();
    finished();
    return new FromScratch(merge);
  }

  @Override
  public void flush() {
    throw new IllegalStateException(
        "a combine table after an exchange gives out its results by finish, not by flush");
  }

  @Override
  long arrayBytes() {
    return rows.arrayBytes();
  }

  @Override
  public void close() throws IOException {
    closed();
    rows.free();
    runs.close();
  }

  private final class FromMemory implements Emission<Combined<K, AccumT>> {
    private int next;

    @Override
    public @Nullable Combined<K, AccumT> next() throws IOException {
      checkFinished();
      if (next == rows.count()) {
        return null;
      }
      long entry = rows.sorted(next++);
      int row = (int) entry;
      return new Combined<>(
          columns.keyHash((int) (entry >>> 32), row),
          columns.namespaceOf(row),
          columns.keys.get(row),
          columns.accumulators.get(row));
    }
  }

  private final class FromScratch implements Emission<Combined<K, AccumT>> {
    private final RunMerge merge;
    private final CompositeKeys<K> composites;
    private final DecodeBuffer buffer = new DecodeBuffer(new byte[0]);

    FromScratch(RunMerge merge) {
      this.merge = merge;
      this.composites = new CompositeKeys<>(spec.namespaceCoder(), spec.keyCoder());
    }

    @Override
    public @Nullable Combined<K, AccumT> next() throws IOException {
      checkFinished();
      if (!merge.next()) {
        return null;
      }
      RunCursor cursor = merge.key();
      K key = composites.decode(cursor.array(), cursor.keyOffset(), cursor.keyLength());
      int keyHash = composites.keyHash(cursor.hash());
      EncodedValues.Reader reader = merge.values().reader();
      reader.next();
      AccumT accumulator = decode(reader, key);
      while (reader.next()) {
        accumulator = spec.accumulators().merge(accumulator, decode(reader, key));
      }
      return new Combined<>(keyHash, composites.namespace(), key, accumulator);
    }

    private AccumT decode(EncodedValues.Reader reader, K key) throws IOException {
      buffer.reset(reader.array(), reader.offset(), reader.length());
      try {
        return spec.accumulatorCoder().decode(buffer);
      } catch (IOException | RuntimeException e) {
        throw new CoderException(
            String.format(
                "%s cannot decode the accumulator of key %s from %d bytes: %s",
                spec.accumulatorCoder(), key, reader.length(), e.getMessage()),
            e);
      }
    }
  }
}
