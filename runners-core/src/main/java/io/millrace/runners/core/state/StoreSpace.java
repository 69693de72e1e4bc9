package io.millrace.runners.core.state;

import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StateTable;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The store of one function, and what all that is kept in it shares. Makes what keeps state there,
 * so that a process without a store does not even load those classes.
 */
final class StoreSpace {

  /** Keys of tables begin with the hash of the key, of which the first bits are the key group. */
  static final int HASH_BYTES = Integer.BYTES;

  private final StateStore store;
  private @Nullable StateTable queues;
  private long numbers;
  private long bytesAtHand;

  StoreSpace(StateStore store) {
    this.store = store;
  }

  Lifetimes lifetimes(CurrentCall call) {
    return new StoredLifetimes(call, this, StoredScopes.LIFE_TAG);
  }

  HeapCells cells(
      CurrentCall call,
      Lifetimes lifetimes,
      CombineWithContext.Context combineContext,
      boolean strict) {
    return new StoredCells(call, lifetimes, combineContext, strict, this);
  }

  KeyedScopes scopes(
      WindowingStrategy<?, ?> strategy,
      Coder<@Nullable Object> keyCoder,
      Coder<@Nullable Object> elementCoder,
      FunctionState function,
      ScopeCalls calls) {
    return new StoredScopes(strategy, keyCoder, elementCoder, function, calls, this);
  }

  StateStore store() {
    return store;
  }

  /** Makes a table of which each key begins with the place of a scope. */
  StateTable tableOfScopes(String name) {
    return store.table(name, HASH_BYTES);
  }

  /** Makes a table whose keys begin with anything. */
  StateTable table(String name) {
    return store.table(name, 0);
  }

  /** The table that queues share, each with a first byte of its own. */
  StateTable queues() {
    StateTable made = queues;
    if (made == null) {
      made = table("queues");
      queues = made;
    }
    return made;
  }

  /** A number that is larger than all before. */
  long nextNumber() {
    return numbers++;
  }

  /** The number that would be given next. */
  long numbers() {
    return numbers;
  }

  /** Goes on with numbers where the store was left. */
  void numbers(long next) {
    numbers = next;
  }

  /** Notes that something is in memory until it is written back. */
  void atHand(long bytes) {
    bytesAtHand += bytes;
  }

  long bytesAtHand() {
    return bytesAtHand;
  }

  /** Notes that everything was written back. */
  void writtenBack() {
    bytesAtHand = 0;
  }
}
