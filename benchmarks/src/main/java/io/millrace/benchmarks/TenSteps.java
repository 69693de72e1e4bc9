package io.millrace.benchmarks;

import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;

/** Ten small functions, as lambdas for a plain loop and as transforms for a pipeline. */
final class TenSteps {

  static final SerializableFunction<Long, Long> F0 = x -> x + 1;
  static final SerializableFunction<Long, Long> F1 = x -> x * 31;
  static final SerializableFunction<Long, Long> F2 = x -> x ^ 0x5555;
  static final SerializableFunction<Long, Long> F3 = x -> x - 7;
  static final SerializableFunction<Long, Long> F4 = x -> x << 1;
  static final SerializableFunction<Long, Long> F5 = x -> x | 64;
  static final SerializableFunction<Long, Long> F6 = x -> x + (x >>> 3);
  static final SerializableFunction<Long, Long> F7 = x -> x & 0xffffff;
  static final SerializableFunction<Long, Long> F8 = x -> x * 3;
  static final SerializableFunction<Long, Long> F9 = x -> x - 11;

  private TenSteps() {}

  static Long applyAll(Long value) {
    return F9.apply(
        F8.apply(
            F7.apply(F6.apply(F5.apply(F4.apply(F3.apply(F2.apply(F1.apply(F0.apply(value))))))))));
  }

  static PCollection<Long> applyAll(PCollection<Long> input) {
    PCollection<Long> result = input;
    int step = 0;
    for (SerializableFunction<Long, Long> f : List.of(F0, F1, F2, F3, F4, F5, F6, F7, F8, F9)) {
      result = result.apply("Step" + step++, MapElements.into(TypeDescriptors.longs()).via(f));
    }
    return result;
  }
}
