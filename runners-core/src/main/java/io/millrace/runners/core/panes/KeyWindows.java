package io.millrace.runners.core.panes;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one key: a list, since there are few at a time, with an index where there are
 * more.
 */
final class KeyWindows<K extends @Nullable Object, ContentT extends @Nullable Object>
    extends KeyTable.Entry<K> {

  /** So many are searched one by one. */
  private static final int FEW = 8;

  private final List<WindowRecord<K, ContentT>> records = new ArrayList<>(1);
  private @Nullable Map<BoundedWindow, WindowRecord<K, ContentT>> index;

  KeyWindows(K key, int hash, Object structure) {
    super(key, hash, structure);
  }

  @Nullable WindowRecord<K, ContentT> find(BoundedWindow window) {
    if (records.size() > FEW) {
      return index().get(window);
    }
    for (WindowRecord<K, ContentT> record : records) {
      if (record.window.equals(window)) {
        return record;
      }
    }
    return null;
  }

  private Map<BoundedWindow, WindowRecord<K, ContentT>> index() {
    Map<BoundedWindow, WindowRecord<K, ContentT>> map = index;
    if (map == null) {
      map = new HashMap<>();
      for (WindowRecord<K, ContentT> record : records) {
        map.put(record.window, record);
      }
      index = map;
    }
    return map;
  }

  List<WindowRecord<K, ContentT>> records() {
    return records;
  }

  void add(WindowRecord<K, ContentT> record) {
    records.add(record);
    if (index != null) {
      index.put(record.window, record);
    }
  }

  /** Adds a window that is an interval where the others are too, in their order. */
  void add(int place, WindowRecord<K, ContentT> record) {
    records.add(place, record);
    index = null;
  }

  void remove(WindowRecord<K, ContentT> record) {
    records.remove(record);
    if (index != null) {
      index.remove(record.window);
    }
  }

  /** Tells that a window is about to become another one. */
  void renames() {
    index = null;
  }

  /**
   * Of intervals in order, none of which overlap: the place of the first that ends after a time.
   */
  int firstEndingAfter(long millis) {
    int low = 0;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (((IntervalWindow) records.get(middle).window).endMillis() > millis) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
