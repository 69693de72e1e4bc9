package io.millrace.sdk.testing.generators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that was drawn, together with simpler ones to try in its place.
 *
 * @param value the value
 * @param simpler values that are simpler, the simplest first; made anew at each call, and finite
 *     when followed to the end
 */
public record Sample<T extends @Nullable Object>(T value, Supplier<List<Sample<T>>> simpler) {

  /** A value as simple as can be. */
  public static <T extends @Nullable Object> Sample<T> of(T value) {
    return new Sample<>(value, List::of);
  }

  /** The sample with a function applied to the value and all that are simpler. */
  public <R extends @Nullable Object> Sample<R> map(Function<? super T, ? extends R> fn) {
    return new Sample<>(
        fn.apply(value), () -> simpler.get().stream().map(sample -> sample.<R>map(fn)).toList());
  }

  /**
   * Follows what is simpler for as long as it fails too.
   *
   * @param fails whether a value fails, as this one does
   * @param maximumSteps so many values are tried at most
   * @return the simplest sample found that fails; this one if none of the simpler ones does
   */
  public Sample<T> simplest(Predicate<? super T> fails, int maximumSteps) {
    Sample<T> simplest = this;
    int steps = 0;
    boolean simplified = true;
    while (simplified) {
      simplified = false;
      for (Sample<T> candidate : simplest.simpler.get()) {
        if (++steps > maximumSteps) {
          return simplest;
        }
        if (fails.test(candidate.value)) {
          simplest = candidate;
          simplified = true;
          break;
        }
      }
    }
    return simplest;
  }

  /** Many samples as one of a list, which gets simpler by losing elements and by their simpler. */
  static <T extends @Nullable Object> Sample<List<T>> ofList(
      List<Sample<T>> elements, int minimumSize) {
    List<T> values = new ArrayList<>(elements.size());
    elements.forEach(element -> values.add(element.value()));
    return new Sample<>(values, () -> simplerLists(elements, minimumSize));
  }

  private static <T extends @Nullable Object> List<Sample<List<T>>> simplerLists(
      List<Sample<T>> elements, int minimumSize) {
    List<Sample<List<T>>> result = new ArrayList<>();
    int size = elements.size();
    for (int removed = size - minimumSize; removed > 0; removed /= 2) {
      for (int from = 0; from + removed <= size; from += removed) {
        List<Sample<T>> rest = new ArrayList<>(elements.subList(0, from));
        rest.addAll(elements.subList(from + removed, size));
        result.add(ofList(rest, minimumSize));
      }
    }
    for (int i = 0; i < size; i++) {
      for (Sample<T> simplerElement : elements.get(i).simpler().get()) {
        List<Sample<T>> changed = new ArrayList<>(elements);
        changed.set(i, simplerElement);
        result.add(ofList(changed, minimumSize));
      }
    }
    return result;
  }
}
