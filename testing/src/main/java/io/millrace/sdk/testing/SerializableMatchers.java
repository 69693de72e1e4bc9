package io.millrace.sdk.testing;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.util.SerializableSupplier;
import io.millrace.sdk.values.KV;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;

/**
 * Hamcrest's matchers in a form that can travel with a pipeline.
 *
 * <p>Values that matchers compare with are serialised, or encoded by a coder where one is given.
 * {@link #fromSupplier} makes any other matcher fit to travel.
 */
@SuppressWarnings("varargs") // the arrays are only read
public final class SerializableMatchers {

  private SerializableMatchers() {}

  /** Matches what all of the matchers match. */
  public static <T> SerializableMatcher<T> allOf(
      Iterable<SerializableMatcher<? super T>> serializableMatchers) {
    List<SerializableMatcher<? super T>> matchers = copy(serializableMatchers);
    return fromSupplier(() -> Matchers.allOf(plain(matchers)));
  }

  /** Matches what all of the matchers match. */
  @SafeVarargs
  public static <T> SerializableMatcher<T> allOf(SerializableMatcher<T>... matchers) {
    return fromSupplier(() -> Matchers.allOf(matchers));
  }

  /** Matches what any of the matchers matches. */
  public static <T> SerializableMatcher<T> anyOf(
      Iterable<SerializableMatcher<? super T>> serializableMatchers) {
    List<SerializableMatcher<? super T>> matchers = copy(serializableMatchers);
    return fromSupplier(() -> Matchers.anyOf(plain(matchers)));
  }

  /** Matches what any of the matchers matches. */
  @SafeVarargs
  public static <T> SerializableMatcher<T> anyOf(SerializableMatcher<T>... matchers) {
    return fromSupplier(() -> Matchers.anyOf(matchers));
  }

  /** Matches everything. */
  public static SerializableMatcher<Object> anything() {
    return fromSupplier(Matchers::anything);
  }

  /** Matches arrays of these elements in this order. */
  @SafeVarargs
  public static <T extends Serializable> SerializableMatcher<T[]> arrayContaining(T... items) {
    return fromSupplier(() -> Matchers.arrayContaining(items));
  }

  /** Matches arrays of these elements in this order. */
  @SafeVarargs
  public static <T> SerializableMatcher<T[]> arrayContaining(Coder<T> coder, T... items) {
    List<EncodedValue<T>> encoded = encoded(coder, Arrays.asList(items));
    return fromSupplier(() -> Matchers.arrayContaining(equalToEach(encoded)));
  }

  /** Matches arrays whose elements match these, one by one. */
  @SafeVarargs
  public static <T> SerializableMatcher<T[]> arrayContaining(
      SerializableMatcher<? super T>... matchers) {
    return fromSupplier(() -> Matchers.<T>arrayContaining(matchers));
  }

  /** Matches arrays whose elements match these, one by one. */
  public static <T> SerializableMatcher<T[]> arrayContaining(
      List<SerializableMatcher<? super T>> serializableMatchers) {
    List<SerializableMatcher<? super T>> matchers = copy(serializableMatchers);
    return fromSupplier(() -> Matchers.<T>arrayContaining(plain(matchers)));
  }

  /** Matches arrays of these elements in any order. */
  @SafeVarargs
  public static <T extends Serializable> SerializableMatcher<T[]> arrayContainingInAnyOrder(
      T... items) {
    return fromSupplier(() -> Matchers.arrayContainingInAnyOrder(items));
  }

  /** Matches arrays of these elements in any order. */
  @SafeVarargs
  public static <T> SerializableMatcher<T[]> arrayContainingInAnyOrder(Coder<T> coder, T... items) {
    List<EncodedValue<T>> encoded = encoded(coder, Arrays.asList(items));
    return fromSupplier(() -> Matchers.arrayContainingInAnyOrder(equalToEach(encoded)));
  }

  /** Matches arrays whose elements match these, one each, in any order. */
  @SafeVarargs
  public static <T> SerializableMatcher<T[]> arrayContainingInAnyOrder(
      SerializableMatcher<? super T>... matchers) {
    return fromSupplier(() -> Matchers.<T>arrayContainingInAnyOrder(matchers));
  }

  /** Matches arrays whose elements match these, one each, in any order. */
  public static <T> SerializableMatcher<T[]> arrayContainingInAnyOrder(
      Collection<SerializableMatcher<? super T>> serializableMatchers) {
    List<SerializableMatcher<? super T>> matchers = copy(serializableMatchers);
    return fromSupplier(() -> Matchers.<T>arrayContainingInAnyOrder(plain(matchers)));
  }

  /** Matches arrays of this length. */
  public static <T> SerializableMatcher<T[]> arrayWithSize(int size) {
    return fromSupplier(() -> Matchers.arrayWithSize(size));
  }

  /** Matches arrays whose length matches. */
  public static <T> SerializableMatcher<T[]> arrayWithSize(
      SerializableMatcher<? super Integer> sizeMatcher) {
    return fromSupplier(() -> Matchers.arrayWithSize(sizeMatcher));
  }

  /** Matches numbers that differ from the target by at most the error. */
  public static SerializableMatcher<Double> closeTo(double target, double error) {
    return fromSupplier(() -> Matchers.closeTo(target, error));
  }

  /** Matches iterables of these elements in this order. */
  @SafeVarargs
  public static <T extends Serializable> SerializableMatcher<Iterable<? extends T>> contains(
      T... items) {
    return fromSupplier(() -> Matchers.contains(items));
  }

  /** Matches iterables of these elements in this order. */
  @SafeVarargs
  public static <T> SerializableMatcher<Iterable<? extends T>> contains(
      Coder<T> coder, T... items) {
    List<EncodedValue<T>> encoded = encoded(coder, Arrays.asList(items));
    return fromSupplier(() -> Matchers.contains(equalToEach(encoded)));
  }

  /** Matches iterables whose elements match these, one by one. */
  @SafeVarargs
  public static <T> SerializableMatcher<Iterable<? extends T>> contains(
      SerializableMatcher<? super T>... matchers) {
    return fromSupplier(() -> Matchers.<T>contains(matchers));
  }

  /** Matches iterables whose elements match these, one by one. */
  public static <T extends Serializable> SerializableMatcher<Iterable<? extends T>> contains(
      List<SerializableMatcher<? super T>> serializableMatchers) {
    List<SerializableMatcher<? super T>> matchers = copy(serializableMatchers);
    return fromSupplier(() -> Matchers.<T>contains(plain(matchers)));
  }

  /** Matches iterables of these elements in any order. */
  @SafeVarargs
  public static <T extends Serializable>
      SerializableMatcher<Iterable<? extends T>> containsInAnyOrder(T... items) {
    return fromSupplier(() -> Matchers.containsInAnyOrder(items));
  }

  /** Matches iterables of these elements in any order. */
  @SafeVarargs
  public static <T> SerializableMatcher<Iterable<? extends T>> containsInAnyOrder(
      Coder<T> coder, T... items) {
    List<EncodedValue<T>> encoded = encoded(coder, Arrays.asList(items));
    return fromSupplier(() -> Matchers.containsInAnyOrder(equalToEach(encoded)));
  }

  /** Matches iterables whose elements match these, one each, in any order. */
  @SafeVarargs
  public static <T> SerializableMatcher<Iterable<? extends T>> containsInAnyOrder(
      SerializableMatcher<? super T>... matchers) {
    return fromSupplier(() -> Matchers.<T>containsInAnyOrder(matchers));
  }

  /** Matches iterables whose elements match these, one each, in any order. */
  public static <T> SerializableMatcher<Iterable<? extends T>> containsInAnyOrder(
      Collection<SerializableMatcher<? super T>> serializableMatchers) {
    List<SerializableMatcher<? super T>> matchers = copy(serializableMatchers);
    return fromSupplier(() -> Matchers.<T>containsInAnyOrder(plain(matchers)));
  }

  /** Matches strings that contain this one. */
  public static SerializableMatcher<String> containsString(String substring) {
    return fromSupplier(() -> Matchers.containsString(substring));
  }

  /** Matches collections without elements. */
  public static <T> SerializableMatcher<Collection<? extends T>> empty() {
    return fromSupplier(Matchers::empty);
  }

  /** Matches arrays without elements. */
  public static <T> SerializableMatcher<T[]> emptyArray() {
    return fromSupplier(Matchers::emptyArray);
  }

  /** Matches iterables without elements. */
  public static <T> SerializableMatcher<Iterable<? extends T>> emptyIterable() {
    return fromSupplier(Matchers::emptyIterable);
  }

  /** Matches strings that end with this one. */
  public static SerializableMatcher<String> endsWith(String substring) {
    return fromSupplier(() -> Matchers.endsWith(substring));
  }

  /** Matches values that are equal to this one. */
  public static <T extends Serializable> SerializableMatcher<T> equalTo(T expected) {
    return fromSupplier(() -> Matchers.equalTo(expected));
  }

  /** Matches values that are equal to this one. */
  public static <T> SerializableMatcher<T> equalTo(Coder<T> coder, T expected) {
    EncodedValue<T> encoded = encoded(coder, expected);
    return fromSupplier(() -> Matchers.equalTo(encoded.value()));
  }

  /** Matches greater values. */
  public static <T extends Comparable<T> & Serializable> SerializableMatcher<T> greaterThan(
      T target) {
    return fromSupplier(() -> Matchers.greaterThan(target));
  }

  /** Matches greater values. */
  public static <T extends Comparable<T> & Serializable> SerializableMatcher<T> greaterThan(
      Coder<T> coder, T target) {
    EncodedValue<T> encoded = encoded(coder, target);
    return fromSupplier(() -> Matchers.greaterThan(encoded.value()));
  }

  /** Matches this value and greater ones; it must be serialisable. */
  public static <T extends Comparable<T>> SerializableMatcher<T> greaterThanOrEqualTo(T target) {
    return fromSupplier(() -> Matchers.greaterThanOrEqualTo(target));
  }

  /** Matches this value and greater ones. */
  public static <T extends Comparable<T> & Serializable>
      SerializableMatcher<T> greaterThanOrEqualTo(Coder<T> coder, T target) {
    EncodedValue<T> encoded = encoded(coder, target);
    return fromSupplier(() -> Matchers.greaterThanOrEqualTo(encoded.value()));
  }

  /** Matches iterables with this element. */
  public static <T extends Serializable> SerializableMatcher<Iterable<? super T>> hasItem(
      T target) {
    return fromSupplier(() -> Matchers.hasItem(target));
  }

  /** Matches iterables with this element. */
  public static <T> SerializableMatcher<Iterable<? super T>> hasItem(Coder<T> coder, T target) {
    EncodedValue<T> encoded = encoded(coder, target);
    return fromSupplier(() -> Matchers.hasItem(encoded.value()));
  }

  /** Matches iterables with an element that matches. */
  public static <T> SerializableMatcher<Iterable<? super T>> hasItem(
      SerializableMatcher<? super T> matcher) {
    return fromSupplier(() -> Matchers.hasItem(matcher));
  }

  /** Matches collections of this size. */
  public static <T> SerializableMatcher<Collection<? extends T>> hasSize(int size) {
    return fromSupplier(() -> Matchers.hasSize(size));
  }

  /** Matches collections whose size matches. */
  public static <T> SerializableMatcher<Collection<? extends T>> hasSize(
      SerializableMatcher<? super Integer> sizeMatcher) {
    return fromSupplier(() -> Matchers.hasSize(sizeMatcher));
  }

  /** Matches iterables of this size. */
  public static <T> SerializableMatcher<Iterable<T>> iterableWithSize(int size) {
    return fromSupplier(() -> Matchers.iterableWithSize(size));
  }

  /** Matches iterables whose size matches. */
  public static <T> SerializableMatcher<Iterable<T>> iterableWithSize(
      SerializableMatcher<? super Integer> sizeMatcher) {
    return fromSupplier(() -> Matchers.iterableWithSize(sizeMatcher));
  }

  /** Matches elements of the collection. */
  public static <T extends Serializable> SerializableMatcher<T> isIn(Collection<T> collection) {
    List<T> items = new ArrayList<>(collection);
    return fromSupplier(() -> Matchers.in(items));
  }

  /** Matches elements of the collection. */
  public static <T> SerializableMatcher<T> isIn(Coder<T> coder, Collection<T> collection) {
    List<EncodedValue<T>> encoded = encoded(coder, collection);
    return fromSupplier(() -> Matchers.in(encoded.stream().map(EncodedValue::value).toList()));
  }

  /** Matches elements of the array. */
  public static <T extends Serializable> SerializableMatcher<T> isIn(T[] items) {
    return isIn(Arrays.asList(items));
  }

  /** Matches elements of the array. */
  public static <T> SerializableMatcher<T> isIn(Coder<T> coder, T[] items) {
    return isIn(coder, Arrays.asList(items));
  }

  /** Matches each of these. */
  @SafeVarargs
  public static <T extends Serializable> SerializableMatcher<T> isOneOf(T... elems) {
    return isIn(Arrays.asList(elems));
  }

  /** Matches each of these. */
  @SafeVarargs
  public static <T> SerializableMatcher<T> isOneOf(Coder<T> coder, T... items) {
    return isIn(coder, Arrays.asList(items));
  }

  /** Matches pairs with this key. */
  public static <K extends Serializable, V>
      SerializableMatcher<KV<? extends K, ? extends V>> kvWithKey(K key) {
    return kv(equalTo(key), anything());
  }

  /** Matches pairs with this key. */
  public static <K, V> SerializableMatcher<KV<? extends K, ? extends V>> kvWithKey(
      Coder<K> coder, K key) {
    return kv(equalTo(coder, key), anything());
  }

  /** Matches pairs whose key matches. */
  public static <K, V> SerializableMatcher<KV<? extends K, ? extends V>> kvWithKey(
      SerializableMatcher<? super K> keyMatcher) {
    return kv(keyMatcher, anything());
  }

  /** Matches pairs with this value. */
  public static <K, V extends Serializable>
      SerializableMatcher<KV<? extends K, ? extends V>> kvWithValue(V value) {
    return kv(anything(), equalTo(value));
  }

  /** Matches pairs with this value. */
  public static <K, V> SerializableMatcher<KV<? extends K, ? extends V>> kvWithValue(
      Coder<V> coder, V value) {
    return kv(anything(), equalTo(coder, value));
  }

  /** Matches pairs whose value matches. */
  public static <K, V> SerializableMatcher<KV<? extends K, ? extends V>> kvWithValue(
      SerializableMatcher<? super V> valueMatcher) {
    return kv(anything(), valueMatcher);
  }

  /** Matches pairs whose key and value match. */
  public static <K, V> SerializableMatcher<KV<? extends K, ? extends V>> kv(
      SerializableMatcher<? super K> keyMatcher, SerializableMatcher<? super V> valueMatcher) {
    return fromSupplier(() -> new KvMatcher<K, V>(keyMatcher, valueMatcher));
  }

  /** Matches smaller values. */
  public static <T extends Comparable<T> & Serializable> SerializableMatcher<T> lessThan(T target) {
    return fromSupplier(() -> Matchers.lessThan(target));
  }

  /** Matches smaller values. */
  public static <T extends Comparable<T>> SerializableMatcher<T> lessThan(
      Coder<T> coder, T target) {
    EncodedValue<T> encoded = encoded(coder, target);
    return fromSupplier(() -> Matchers.lessThan(encoded.value()));
  }

  /** Matches this value and smaller ones. */
  public static <T extends Comparable<T> & Serializable> SerializableMatcher<T> lessThanOrEqualTo(
      T target) {
    return fromSupplier(() -> Matchers.lessThanOrEqualTo(target));
  }

  /** Matches this value and smaller ones. */
  public static <T extends Comparable<T>> SerializableMatcher<T> lessThanOrEqualTo(
      Coder<T> coder, T target) {
    EncodedValue<T> encoded = encoded(coder, target);
    return fromSupplier(() -> Matchers.lessThanOrEqualTo(encoded.value()));
  }

  /** Matches what the matcher does not match. */
  public static <T> SerializableMatcher<T> not(SerializableMatcher<T> matcher) {
    return fromSupplier(() -> Matchers.not(matcher));
  }

  /** Matches null. */
  public static SerializableMatcher<Object> nullValue() {
    return fromSupplier(Matchers::nullValue);
  }

  /** Matches strings that start with this one. */
  public static SerializableMatcher<String> startsWith(String substring) {
    return fromSupplier(() -> Matchers.startsWith(substring));
  }

  /** The matcher that is supplied, which is made anew wherever this one has travelled. */
  public static <T> SerializableMatcher<T> fromSupplier(SerializableSupplier<Matcher<T>> supplier) {
    return new SuppliedMatcher<>(supplier);
  }

  private static <T> List<SerializableMatcher<? super T>> copy(
      Iterable<SerializableMatcher<? super T>> matchers) {
    List<SerializableMatcher<? super T>> copy = new ArrayList<>();
    matchers.forEach(copy::add);
    return copy;
  }

  private static <T> List<Matcher<? super T>> plain(List<SerializableMatcher<? super T>> matchers) {
    return new ArrayList<>(matchers);
  }

  private static <T extends @Nullable Object> EncodedValue<T> encoded(Coder<T> coder, T value) {
    return EncodedValue.of(coder, value, "The value to match");
  }

  private static <T> List<EncodedValue<T>> encoded(Coder<T> coder, Collection<T> values) {
    List<EncodedValue<T>> encoded = new ArrayList<>();
    values.forEach(value -> encoded.add(encoded(coder, value)));
    return encoded;
  }

  private static <T> List<Matcher<? super T>> equalToEach(List<EncodedValue<T>> values) {
    List<Matcher<? super T>> matchers = new ArrayList<>();
    values.forEach(value -> matchers.add(Matchers.equalTo(value.value())));
    return matchers;
  }
}
