package io.millrace.runners.core.panes;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The windows of one key, of which there are few at a time. */
final class KeyWindows<K extends @Nullable Object, ContentT> {

  final K key;

  /** What tells the key from others. */
  final Object structuralKey;

  final List<WindowRecord<ContentT>> records = new ArrayList<>(1);

  KeyWindows(K key, Object structuralKey) {
    this.key = key;
    this.structuralKey = structuralKey;
  }

  @Nullable WindowRecord<ContentT> find(BoundedWindow window) {
    for (WindowRecord<ContentT> record : records) {
      if (record.window.equals(window)) {
        return record;
      }
    }
    return null;
  }
}
