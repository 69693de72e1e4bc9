package io.millrace.sdk.transforms;

import java.io.Serializable;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A serialisable {@link Comparator}. */
@FunctionalInterface
public interface SerializableComparator<T extends @Nullable Object>
    extends Comparator<T>, Serializable {
  /** Compares values by a key that {@code keyExtractor} takes from each of them. */
  static <T extends @Nullable Object, V extends Comparable<? super V>>
      SerializableComparator<T> comparing(
          SerializableFunction<? super T, ? extends V> keyExtractor) {
    return new KeyComparator<>(keyExtractor);
  }
}
