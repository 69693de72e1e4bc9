package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Makes each element a pair of a key and the element.
 *
 * <pre>{@code
 * words.apply(WithKeys.of((String word) -> word.length()).withKeyType(TypeDescriptors.integers()));
 * }</pre>
 *
 * <p>A lambda does not tell the type of the keys: say it with {@link #withKeyType}. Immutable; each
 * method gives a changed copy.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the elements
 */
public class WithKeys<K extends @Nullable Object, V extends @Nullable Object>
    extends PTransform<PCollection<V>, PCollection<KV<K, V>>> {

  private final SerializableFunction<V, K> fn;

  // of interest while the pipeline is built; a type with open variables is not serialisable
  private final transient @Nullable TypeDescriptor<K> keyType;

  private WithKeys(SerializableFunction<V, K> fn, @Nullable TypeDescriptor<K> keyType) {
    this.fn = fn;
    this.keyType = keyType;
  }

  /** Takes as the key what the function makes of the element. */
  public static <K extends @Nullable Object, V extends @Nullable Object> WithKeys<K, V> of(
      SerializableFunction<V, K> fn) {
    TypeDescriptor<K> type = TypeDescriptors.outputOf(fn);
    return new WithKeys<>(fn, type.hasUnresolvedParameters() ? null : type);
  }

  /** Gives every element this key, which must be serialisable. */
  @SuppressWarnings("unchecked") // the class of an object is that of its type, or a subtype
  public static <K extends @Nullable Object, V extends @Nullable Object> WithKeys<K, V> of(K key) {
    Class<?> type = key == null ? Void.class : key.getClass();
    return new WithKeys<>(
        new Constant<>(key),
        type.getTypeParameters().length == 0
            ? (TypeDescriptor<K>) TypeDescriptor.of((java.lang.reflect.Type) type)
            : null);
  }

  /** The same with keys of the given type. */
  public WithKeys<K, V> withKeyType(TypeDescriptor<K> keyType) {
    return new WithKeys<>(fn, keyType);
  }

  @Override
  public PCollection<KV<K, V>> expand(PCollection<V> input) {
    TypeDescriptor<K> key = keyType;
    AddKeys<K, V> addKeys = new AddKeys<>(fn);
    ElementDoFn.Map<V, KV<K, V>> onElement =
        new ElementDoFn.Map<>(
            addKeys,
            new TypeDescriptor<V>() {},
            TypeDescriptors.kvs(
                key == null ? new TypeDescriptor<K>() {} : key, new TypeDescriptor<V>() {}),
            "the type of the keys is not known: add .withKeyType(...) to WithKeys.of(...)");
    return PairTypes.pairs(
        input.apply("AddKeys", ParDo.of(onElement)), key, known(input.getTypeDescriptor()));
  }

  private static <T extends @Nullable Object> @Nullable TypeDescriptor<T> known(
      @Nullable TypeDescriptor<T> type) {
    return type == null || type.hasUnresolvedParameters() ? null : type;
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    ElementDoFn.describe(fn, builder);
  }

  private record Constant<K extends @Nullable Object, V extends @Nullable Object>(K key)
      implements SerializableFunction<V, K> {
    @Override
    public K apply(V element) {
      return key;
    }
  }

  private record AddKeys<K extends @Nullable Object, V extends @Nullable Object>(
      SerializableFunction<V, K> fn) implements ProcessFunction<V, KV<K, V>> {
    @Override
    public KV<K, V> apply(V element) {
      return KV.of(fn.apply(element), element);
    }
  }
}
