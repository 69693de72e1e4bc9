package io.millrace.runners.core.state;

/** Rows whose keys are {@code long}s: 0 marks a free row, and the key 0 has its row apart. */
final class LongKeyRows extends ScopeRows<Long> {

  LongKeyRows(CellShape shape) {
    super(shape, 1, 0);
  }

  /** By the key itself: where keys are numbers in a row, hardly any two get the same place. */
  @Override
  int home(Long key, int hash) {
    return place(key);
  }

  @Override
  int find(Long key, int hash) {
    long wanted = key;
    if (wanted == 0) {
      return hasApart() ? APART : ~APART;
    }
    int row = place(wanted);
    while (true) {
      long there = keyLong(row);
      if (there == wanted) {
        return row;
      }
      if (there == 0) {
        return ~row;
      }
      row = next(row);
    }
  }

  @Override
  boolean isFree(int row) {
    return keyLong(row) == 0;
  }

  @Override
  int homeOf(int row) {
    return place(keyLong(row));
  }

  @Override
  void setKey(int row, Long key, int hash) {
    keyLong(row, key);
  }

  @Override
  Long key(int row) {
    return keyLong(row);
  }

  @Override
  Long keyApart() {
    return 0L;
  }
}
