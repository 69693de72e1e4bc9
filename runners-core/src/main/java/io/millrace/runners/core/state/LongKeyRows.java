package io.millrace.runners.core.state;

/** Rows whose keys are {@code long}s: 0 marks a free row, and the key 0 has its row apart. */
final class LongKeyRows extends ScopeRows<Long> {

  LongKeyRows(CellShape shape) {
    super(shape, 1, 0);
  }

  @Override
  int find(Long key, int hash) {
    long wanted = key;
    if (wanted == 0) {
      return hasApart() ? APART : ~APART;
    }
    int row = home(wanted);
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
  long touch(Long key, int hash) {
    return keyLong(home(key));
  }

  @Override
  boolean isFree(int row) {
    return keyLong(row) == 0;
  }

  @Override
  long hashOf(int row) {
    return keyLong(row);
  }

  @Override
  void setKey(int row, Long key, int hash) {
    keyLong(row, key);
  }
}
