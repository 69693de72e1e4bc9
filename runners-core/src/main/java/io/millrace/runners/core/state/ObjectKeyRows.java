package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.sdk.coders.Coder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose keys are told apart by their {@link Coder#structuralValue}, which is the key itself
 * where its coder says so. Nothing marks a free row.
 */
final class ObjectKeyRows<K extends @Nullable Object> extends ScopeRows<K> {

  /** Stands for null, which equals nothing else. */
  private static final Object NULL_KEY = new Object();

  private final Coder<K> coder;

  /** Whether a key is its own structural value; otherwise it stands beside that. */
  private final boolean equalsTells;

  /** Of the key that was looked for last. */
  private Object structure = "";

  ObjectKeyRows(Coder<K> coder, CellShape shape) {
    super(shape, 1, coder.consistentWithEquals() ? 1 : 2);
    this.coder = coder;
    this.equalsTells = coder.consistentWithEquals();
  }

  @Override
  int home(K key, int hash) {
    return place(hash);
  }

  @Override
  int find(K key, int hash) {
    Object wanted = key == null ? NULL_KEY : equalsTells ? key : coder.structuralValue(key);
    structure = wanted;
    int row = place(hash);
    while (true) {
      Object there = keyObject(row, 0);
      if (there == null) {
        return ~row;
      }
      if (keyLong(row) == hash && there.equals(wanted)) {
        return row;
      }
      row = next(row);
    }
  }

  @Override
  boolean isFree(int row) {
    return keyObject(row, 0) == null;
  }

  @Override
  int homeOf(int row) {
    return place(keyLong(row));
  }

  @Override
  void setKey(int row, K key, int hash) {
    keyLong(row, hash);
    keyObject(row, 0, Objects.requireNonNull(structure));
    if (!equalsTells) {
      keyObject(row, 1, key);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // setKey has put it there
  K key(int row) {
    Object kept = keyObject(row, equalsTells ? 0 : 1);
    return kept == NULL_KEY ? Typed.value(null) : (K) Typed.value(kept);
  }

  @Override
  K keyApart() {
    throw new IllegalStateException("No row is kept apart here");
  }
}
