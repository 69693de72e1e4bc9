package io.millrace.sdk.testing.generators;

import io.millrace.sdk.values.KV;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Samples that are made of others: simpler if one of these is. */
final class Pairs {
  private Pairs() {}

  static <K extends @Nullable Object, V extends @Nullable Object> Sample<KV<K, V>> draw(
      Sample<K> key, Sample<V> value) {
    return new Sample<>(
        KV.of(key.value(), value.value()),
        () -> {
          List<Sample<KV<K, V>>> simpler = new ArrayList<>();
          key.simpler().get().forEach(k -> simpler.add(draw(k, value)));
          value.simpler().get().forEach(v -> simpler.add(draw(key, v)));
          return simpler;
        });
  }

  /** The second generator depends on the first value, and is given the same entropy each time. */
  static <T extends @Nullable Object, R extends @Nullable Object> Sample<R> dependent(
      Sample<T> first, Function<? super T, Gen<R>> second, long seed) {
    Sample<R> drawn = second.apply(first.value()).draw(new Entropy(seed));
    return new Sample<>(
        drawn.value(),
        () -> {
          List<Sample<R>> simpler = new ArrayList<>();
          first.simpler().get().forEach(f -> simpler.add(dependent(f, second, seed)));
          simpler.addAll(drawn.simpler().get());
          return simpler;
        });
  }

  static <T extends @Nullable Object> Sample<@Nullable T> none() {
    return Sample.of(false).map(ignored -> null);
  }

  static <T extends @Nullable Object> Sample<@Nullable T> orNull(Sample<T> sample) {
    return new Sample<@Nullable T>(
        sample.value(),
        () -> {
          List<Sample<@Nullable T>> simpler = new ArrayList<>();
          simpler.add(none());
          sample.simpler().get().forEach(s -> simpler.add(orNull(s)));
          return simpler;
        });
  }
}
