package io.millrace.runners.core.grouping;

import io.millrace.runners.core.host.Scratch;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one accumulator for each key of each namespace, on either side of an exchange.
 *
 * <p>{@link #afterExchange} holds everything until {@link #finish}, and spills what does not fit.
 * {@link #beforeExchange} only makes less of what passes through: it gives accumulators out when it
 * has no room, and the rest in {@link #flush}.
 *
 * <p>Keys are equal when their bytes are. They and the accumulators are kept in the narrowest form
 * that their coders allow: keys as {@code long}s, as the objects that came, or, where {@code
 * equals} says less than bytes, in coder form; accumulators as {@code long}s or objects. Arrays
 * count as they are against the budget, the objects that they refer to by an estimate from samples
 * (see {@link HeapEstimate}). Adding to a key that is there allocates nothing.
 *
 * <p>What functions on accumulators throw reaches the caller as it is, and leaves the accumulator
 * what it was as far as the function did not change it in place. After a failure of a function, an
 * emitter or scratch while accumulators are given out or spilled, the table can only be closed. Not
 * thread-safe.
 */
public abstract sealed class CombineTable<
        K extends @Nullable Object,
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object>
    implements Closeable permits SpillingCombineTable, PassingCombineTable {

  /** The least that a table can do with, in bytes. */
  public static final long SMALLEST_BUDGET = Budgets.SMALLEST;

  /** Takes what a table before an exchange gives out. */
  @FunctionalInterface
  public interface Emitter<K extends @Nullable Object, AccumT extends @Nullable Object> {

    /**
     * Takes one accumulator, which the table has forgotten.
     *
     * @param keyHash the hash with which the key was added
     * @param namespace null in a table without namespaces
     */
    void emit(int keyHash, @Nullable Object namespace, K key, AccumT accumulator);
  }

  private enum Phase {
    OPEN("open"),
    FINISHED("finished"),
    BROKEN("broken by an earlier failure"),
    CLOSED("closed");

    private final String description;

    Phase(String description) {
      this.description = description;
    }
  }

  final CombineColumns<K, InputT, AccumT> columns;
  final long budget;
  private Phase phase = Phase.OPEN;

  CombineTable(CombineSpec<K, InputT, AccumT> spec, long budgetBytes) {
    this.budget = Budgets.check(budgetBytes);
    this.columns = new CombineColumns<>(spec);
  }

  /**
   * A table that gives out everything at the end, in the order of hashes (unsigned; of key and
   * namespace) and then of bytes.
   *
   * @param budgetBytes what the table may take, at least {@link #SMALLEST_BUDGET}
   */
  public static <
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object>
      CombineTable<K, InputT, AccumT> afterExchange(
          CombineSpec<K, InputT, AccumT> spec, long budgetBytes, Scratch scratch) {
    return new SpillingCombineTable<>(spec, budgetBytes, scratch);
  }

  /**
   * A table that gives out accumulators as soon as it has no room, and that steps aside where it
   * finds little to combine.
   *
   * @param maxEntries how many accumulators it may hold; rounded to a power of two, down, and at
   *     least 16
   * @param budgetBytes what the table may take, at least {@link #SMALLEST_BUDGET}
   * @param emitter must not call the table
   */
  public static <
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object>
      CombineTable<K, InputT, AccumT> beforeExchange(
          CombineSpec<K, InputT, AccumT> spec,
          int maxEntries,
          long budgetBytes,
          Emitter<? super K, ? super AccumT> emitter) {
    return new PassingCombineTable<>(spec, maxEntries, budgetBytes, emitter);
  }

  /**
   * Adds a value of a key.
   *
   * @param keyHash the key coder's {@link io.millrace.sdk.coders.Coder#stableHash} of {@code key}
   * @param namespace null exactly if the table was made without namespaces
   * @throws io.millrace.sdk.coders.CoderException if something must be encoded and cannot
   * @throws IOException if scratch fails
   */
  public abstract void add(int keyHash, @Nullable Object namespace, K key, InputT input)
      throws IOException;

  /**
   * Adds an accumulator of a key, which belongs to the table from now on; otherwise like {@link
   * #add}.
   */
  public abstract void merge(int keyHash, @Nullable Object namespace, K key, AccumT accumulator)
      throws IOException;

  /**
   * Ends adding and gives out all accumulators of a table after an exchange. If anything was
   * spilled, the rest is spilled too, and memory goes to the buffers that read it.
   *
   * @throws IOException if scratch fails or something cannot be encoded
   */
  public abstract Emission<Combined<K, AccumT>> finish() throws IOException;

  /**
   * Gives out all accumulators of a table before an exchange; it can then be added to again.
   *
   * @throws IOException if a key that was kept in coder form cannot be decoded
   */
  public abstract void flush() throws IOException;

  /** Frees memory and scratch; nothing is given out. Closing again does nothing. */
  @Override
  public abstract void close() throws IOException;

  /** Bytes of all arrays. */
  abstract long arrayBytes();

  /** Bytes of all arrays and, by estimate, of what they refer to. */
  final long allocated() {
    return arrayBytes() + (long) columns.heapBytes();
  }

  final void checkOpen() {
    if (phase != Phase.OPEN) {
      throw new IllegalStateException(
          "nothing can be added to or taken from a combine table that is " + phase.description);
    }
  }

  final void checkFinished() {
    if (phase != Phase.FINISHED) {
      throw new IllegalStateException(
          "results cannot be read from a combine table that is " + phase.description);
    }
  }

  /** Begins what must not fail in the middle. */
  final void begin() {
    phase = Phase.BROKEN;
  }

  /** What {@link #begin} began went well. */
  final void done() {
    phase = Phase.OPEN;
  }

  final void finished() {
    phase = Phase.FINISHED;
  }

  final void closed() {
    phase = Phase.CLOSED;
  }
}
