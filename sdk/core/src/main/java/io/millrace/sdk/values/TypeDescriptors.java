package io.millrace.sdk.values;

import com.google.common.reflect.TypeResolver;
import com.google.common.reflect.TypeToken;
import io.millrace.sdk.transforms.InferableFunction;
import io.millrace.sdk.transforms.ProcessFunction;
import io.millrace.sdk.transforms.SerializableFunction;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Descriptors of common types, and of the types that a function takes and gives. */
public final class TypeDescriptors {
  private TypeDescriptors() {}

  /** {@link Boolean}. */
  public static TypeDescriptor<Boolean> booleans() {
    return TypeDescriptor.of(Boolean.class);
  }

  /** {@link Double}. */
  public static TypeDescriptor<Double> doubles() {
    return TypeDescriptor.of(Double.class);
  }

  /** {@link Float}. */
  public static TypeDescriptor<Float> floats() {
    return TypeDescriptor.of(Float.class);
  }

  /** {@link Integer}. */
  public static TypeDescriptor<Integer> integers() {
    return TypeDescriptor.of(Integer.class);
  }

  /** {@link Long}. */
  public static TypeDescriptor<Long> longs() {
    return TypeDescriptor.of(Long.class);
  }

  /** {@link Short}. */
  public static TypeDescriptor<Short> shorts() {
    return TypeDescriptor.of(Short.class);
  }

  /** {@link BigDecimal}. */
  public static TypeDescriptor<BigDecimal> bigdecimals() {
    return TypeDescriptor.of(BigDecimal.class);
  }

  /** {@link BigInteger}. */
  public static TypeDescriptor<BigInteger> bigintegers() {
    return TypeDescriptor.of(BigInteger.class);
  }

  /** {@link String}. */
  public static TypeDescriptor<String> strings() {
    return TypeDescriptor.of(String.class);
  }

  /** {@link Character}. */
  public static TypeDescriptor<Character> characters() {
    return TypeDescriptor.of(Character.class);
  }

  /** {@link Byte}. */
  public static TypeDescriptor<Byte> bytes() {
    return TypeDescriptor.of(Byte.class);
  }

  /** The type of {@code null}; the same as {@link #voids}. */
  public static TypeDescriptor<@Nullable Void> nulls() {
    return voids();
  }

  /** {@link Void}, whose only value is {@code null}. */
  public static TypeDescriptor<@Nullable Void> voids() {
    return TypeDescriptor.of(Void.class);
  }

  /** {@link KV} of a key type and a value type. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      TypeDescriptor<KV<K, V>> kvs(TypeDescriptor<K> key, TypeDescriptor<V> value) {
    return new TypeDescriptor<KV<K, V>>() {}.where(new TypeParameter<K>() {}, key)
        .where(new TypeParameter<V>() {}, value);
  }

  /** {@link Set} of an element type. */
  public static <T extends @Nullable Object> TypeDescriptor<Set<T>> sets(
      TypeDescriptor<T> element) {
    return new TypeDescriptor<Set<T>>() {}.where(new TypeParameter<T>() {}, element);
  }

  /** {@link Map} of a key type and a value type. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      TypeDescriptor<Map<K, V>> maps(TypeDescriptor<K> key, TypeDescriptor<V> value) {
    return new TypeDescriptor<Map<K, V>>() {}.where(new TypeParameter<K>() {}, key)
        .where(new TypeParameter<V>() {}, value);
  }

  /** {@link List} of an element type. */
  public static <T extends @Nullable Object> TypeDescriptor<List<T>> lists(
      TypeDescriptor<T> element) {
    return new TypeDescriptor<List<T>>() {}.where(new TypeParameter<T>() {}, element);
  }

  /** {@link Iterable} of an element type. */
  public static <T extends @Nullable Object> TypeDescriptor<Iterable<T>> iterables(
      TypeDescriptor<T> iterable) {
    return new TypeDescriptor<Iterable<T>>() {}.where(new TypeParameter<T>() {}, iterable);
  }

  /**
   * Says in its type arguments what to take from what, both in terms of the type variables in
   * scope: an anonymous {@code new TypeVariableExtractor<SerializableFunction<A, B>, B>() {}} takes
   * the output type of a function.
   */
  public interface TypeVariableExtractor<
      InputT extends @Nullable Object, OutputT extends @Nullable Object> {}

  /** Like the other form, for the class of {@code instance}. */
  @SuppressWarnings("unchecked")
  public static <T, V extends @Nullable Object> TypeDescriptor<V> extractFromTypeParameters(
      T instance, Class<? super T> supertype, TypeVariableExtractor<T, V> extractor) {
    return extractFromTypeParameters(
        (TypeDescriptor<T>) TypeDescriptor.of(instance.getClass()), supertype, extractor);
  }

  /** What {@code extractor} takes from {@code type}, seen as {@code supertype}. */
  @SuppressWarnings("unchecked")
  public static <T extends @Nullable Object, V extends @Nullable Object>
      TypeDescriptor<V> extractFromTypeParameters(
          TypeDescriptor<T> type,
          Class<? super T> supertype,
          TypeVariableExtractor<T, V> extractor) {
    Type view =
        TypeToken.of(extractor.getClass()).getSupertype(TypeVariableExtractor.class).getType();
    Type[] fromTo = ((ParameterizedType) view).getActualTypeArguments();
    TypeResolver resolver =
        new TypeResolver().where(fromTo[0], type.getSupertype(supertype).getType());
    return (TypeDescriptor<V>) TypeDescriptor.of(resolver.resolveType(fromTo[1]));
  }

  /** The type that {@code fn} takes, as far as its class tells it. */
  @SuppressWarnings("unchecked")
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      TypeDescriptor<InputT> inputOf(ProcessFunction<InputT, OutputT> fn) {
    return fn instanceof InferableFunction<InputT, OutputT> inferable
        ? inferable.getInputTypeDescriptor()
        : (TypeDescriptor<InputT>) argumentOf(fn, 0);
  }

  /** The type that {@code fn} takes, as far as its class tells it. */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      TypeDescriptor<InputT> inputOf(SerializableFunction<InputT, OutputT> fn) {
    return inputOf((ProcessFunction<InputT, OutputT>) fn);
  }

  /**
   * The type that {@code fn} gives, as far as its class tells it; a lambda's class tells nothing.
   */
  @SuppressWarnings("unchecked")
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      TypeDescriptor<OutputT> outputOf(ProcessFunction<InputT, OutputT> fn) {
    return fn instanceof InferableFunction<InputT, OutputT> inferable
        ? inferable.getOutputTypeDescriptor()
        : (TypeDescriptor<OutputT>) argumentOf(fn, 1);
  }

  /**
   * The type that {@code fn} gives, as far as its class tells it; a lambda's class tells nothing.
   */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      TypeDescriptor<OutputT> outputOf(SerializableFunction<InputT, OutputT> fn) {
    return outputOf((ProcessFunction<InputT, OutputT>) fn);
  }

  private static TypeDescriptor<?> argumentOf(ProcessFunction<?, ?> fn, int index) {
    return TypeDescriptor.of(fn.getClass())
        .resolveType(ProcessFunction.class.getTypeParameters()[index]);
  }
}
