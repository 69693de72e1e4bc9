package io.millrace.sdk.transforms;

import org.jspecify.annotations.Nullable;

/** Compares values by their keys. A named class, because a lambda has no name that lasts. */
record KeyComparator<T extends @Nullable Object, V extends Comparable<? super V>>(
    SerializableFunction<? super T, ? extends V> keyExtractor)
    implements SerializableComparator<T> {

  @Override
  public int compare(T a, T b) {
    return keyExtractor.apply(a).compareTo(keyExtractor.apply(b));
  }
}
