package io.millrace.sdk.testing.generators;

import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Draws values for tests; the interesting ones, such as bounds and zero, more often than chance
 * would. Generators are immutable; what they draw follows from the entropy alone.
 *
 * <pre>{@code
 * Gen<List<KV<String, Long>>> orders = Gen.kvs(Gen.strings(), Gen.longs(1, 100)).list(50);
 * }</pre>
 */
@FunctionalInterface
public interface Gen<T extends @Nullable Object> {

  /** Draws a value. */
  Sample<T> draw(Entropy entropy);

  /** Always this value. */
  static <T extends @Nullable Object> Gen<T> constant(T value) {
    return entropy -> Sample.of(value);
  }

  /** Any int. */
  static Gen<Integer> ints() {
    return ints(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Ints from {@code low} to {@code high}, both included. The nearest to zero is the simplest. */
  static Gen<Integer> ints(int low, int high) {
    return longs(low, high).map(Math::toIntExact);
  }

  /** Any long. */
  static Gen<Long> longs() {
    return longs(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Longs from {@code low} to {@code high}, both included. The nearest to zero is the simplest. */
  static Gen<Long> longs(long low, long high) {
    return Numbers.longs(low, high);
  }

  /** Any double: infinities, both zeros and NaN too. */
  static Gen<Double> doubles() {
    return Numbers.doubles();
  }

  /** False, which is simpler, or true. */
  static Gen<Boolean> booleans() {
    return choose(false, true);
  }

  /**
   * Up to 20 Unicode characters: letters, digits, controls, accents, ideographs, emoji and other
   * characters outside of the basic plane; no lone surrogates.
   */
  static Gen<String> strings() {
    return strings(20);
  }

  /** Strings of up to this many Unicode characters (code points), as {@link #strings()}. */
  static Gen<String> strings(int maximumLength) {
    return text(Characters.unicode(), maximumLength);
  }

  /** Up to this many small letters, a to z. */
  static Gen<String> words(int maximumLength) {
    return text(ints('a', 'z'), maximumLength);
  }

  private static Gen<String> text(Gen<Integer> codePoints, int maximumLength) {
    return codePoints
        .list(maximumLength)
        .map(
            list ->
                list.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  /** Arrays of up to this many bytes. */
  static Gen<byte[]> bytes(int maximumLength) {
    return ints(-128, 127)
        .list(maximumLength)
        .map(
            list -> {
              byte[] bytes = new byte[list.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = list.get(i).byteValue();
              }
              return bytes;
            });
  }

  /** One of these values; earlier ones are simpler. */
  @SafeVarargs
  static <T extends @Nullable Object> Gen<T> choose(T... values) {
    List<T> all = new ArrayList<>(values.length);
    for (T value : values) {
      all.add(value);
    }
    return ints(0, all.size() - 1).map(all::get);
  }

  /** What one of these generators draws. */
  @SafeVarargs
  static <T extends @Nullable Object> Gen<T> oneOf(Gen<? extends T>... gens) {
    List<Gen<? extends T>> all = new ArrayList<>(gens.length);
    for (Gen<? extends T> gen : gens) {
      all.add(gen);
    }
    return entropy ->
        all.get(entropy.nextInt(0, all.size() - 1)).draw(entropy).map(value -> (T) value);
  }

  /** Pairs. */
  static <K extends @Nullable Object, V extends @Nullable Object> Gen<KV<K, V>> kvs(
      Gen<K> keys, Gen<V> values) {
    return entropy -> Pairs.draw(keys.draw(entropy), values.draw(entropy));
  }

  /** Lists of up to this many values, often short ones. */
  default Gen<List<T>> list(int maximumSize) {
    return list(0, maximumSize);
  }

  /** Lists of so many values, often few. Fewer, and simpler ones, are simpler. */
  default Gen<List<T>> list(int minimumSize, int maximumSize) {
    return entropy -> {
      int high =
          entropy.oneIn(2)
              ? (int) Math.min(maximumSize, minimumSize + 4L) // where most mistakes show already
              : maximumSize;
      int size = entropy.nextInt(minimumSize, high);
      List<Sample<T>> elements = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        elements.add(draw(entropy.split()));
      }
      return Sample.ofList(elements, minimumSize);
    };
  }

  /** What a function makes of the values. */
  default <R extends @Nullable Object> Gen<R> map(Function<? super T, ? extends R> fn) {
    return entropy -> draw(entropy).map(fn);
  }

  /** What is drawn from the generator that a function makes of a value. */
  default <R extends @Nullable Object> Gen<R> flatMap(Function<? super T, Gen<R>> fn) {
    return entropy -> Pairs.dependent(draw(entropy), fn, entropy.nextLong());
  }

  /**
   * The values that pass a test. Drawing throws {@link IllegalStateException} after a thousand
   * values in a row that do not.
   */
  default Gen<T> suchThat(Predicate<? super T> test) {
    return entropy -> {
      for (int i = 0; i < 1_000; i++) {
        Sample<T> sample = draw(entropy);
        if (test.test(sample.value())) {
          return Filtered.of(sample, test);
        }
      }
      throw new IllegalStateException(
          "None of 1000 values passed the test of suchThat: draw from fewer values");
    };
  }

  /** Null, which is simpler, once in eight times. */
  default Gen<@Nullable T> orNull() {
    return entropy -> entropy.oneIn(8) ? Pairs.none() : Pairs.orNull(draw(entropy));
  }
}
