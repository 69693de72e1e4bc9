package io.millrace.sdk.transforms;

import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/** What is known of the types of the pairs of a collection, and of collections made of them. */
final class PairTypes {

  private PairTypes() {}

  /** Tells {@code output} that it has the keys of {@code pairs}, as far as their type is known. */
  static <K extends @Nullable Object> PCollection<K> keys(
      PCollection<K> output, PCollection<? extends KV<K, ?>> pairs) {
    TypeDescriptor<K> type = argument(pairs, 0);
    return type == null ? output : output.setTypeDescriptor(type);
  }

  /** Tells {@code output} that it has the values of {@code pairs}. */
  static <V extends @Nullable Object> PCollection<V> values(
      PCollection<V> output, PCollection<? extends KV<?, V>> pairs) {
    TypeDescriptor<V> type = argument(pairs, 1);
    return type == null ? output : output.setTypeDescriptor(type);
  }

  /** Tells {@code output} that its pairs are of these types, unless one is not known. */
  static <K extends @Nullable Object, V extends @Nullable Object> PCollection<KV<K, V>> pairs(
      PCollection<KV<K, V>> output,
      @Nullable TypeDescriptor<K> key,
      @Nullable TypeDescriptor<V> value) {
    return key == null || value == null
        ? output
        : output.setTypeDescriptor(TypeDescriptors.kvs(key, value));
  }

  /** The type of the keys, or null if it is not known. */
  static <K extends @Nullable Object> @Nullable TypeDescriptor<K> key(
      PCollection<? extends KV<K, ?>> pairs) {
    return argument(pairs, 0);
  }

  /** The type of the values, or null if it is not known. */
  static <V extends @Nullable Object> @Nullable TypeDescriptor<V> value(
      PCollection<? extends KV<?, V>> pairs) {
    return argument(pairs, 1);
  }

  @SuppressWarnings("unchecked") // the type of the pairs says so
  private static <T extends @Nullable Object> @Nullable TypeDescriptor<T> argument(
      PCollection<?> pairs, int index) {
    TypeDescriptor<?> type = pairs.getTypeDescriptor();
    if (type == null || type.getRawType() != KV.class) {
      return null;
    }
    TypeDescriptor<?> argument = type.resolveType(KV.class.getTypeParameters()[index]);
    return argument.hasUnresolvedParameters() ? null : (TypeDescriptor<T>) argument;
  }
}
