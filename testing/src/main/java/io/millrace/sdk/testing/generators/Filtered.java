package io.millrace.sdk.testing.generators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Samples of which only those that pass a test count. */
final class Filtered {
  private Filtered() {}

  static <T extends @Nullable Object> Sample<T> of(Sample<T> sample, Predicate<? super T> test) {
    return new Sample<>(
        sample.value(),
        () -> {
          List<Sample<T>> simpler = new ArrayList<>();
          for (Sample<T> candidate : sample.simpler().get()) {
            if (test.test(candidate.value())) {
              simpler.add(of(candidate, test));
            }
          }
          return simpler;
        });
  }
}
