package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.Combine.CombineFn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void sameElementsInTheSameOrderGiveTheSameSample() {
    List<Integer> values = IntStream.range(0, 1000).boxed().toList();
    Iterable<Integer> sample = Sample.<Integer>combineFn(10).apply(values);
    assertThat(sample).hasSize(10).doesNotHaveDuplicates();
    assertThat(Sample.<Integer>combineFn(10).apply(values)).containsExactlyElementsOf(sample);
  }

  @Test
  void arraysAreDrawnByTheirContent() {
    List<byte[]> values = new ArrayList<>();
    List<byte[]> copies = new ArrayList<>();
    for (byte i = 0; i < 100; i++) {
      values.add(new byte[] {i, 1});
      copies.add(new byte[] {i, 1});
    }
    assertThat(Sample.<byte[]>combineFn(5).apply(values))
        .containsExactlyElementsOf(Sample.<byte[]>combineFn(5).apply(copies));
  }

  /** Elements by place and by value, in merged groups of different sizes. */
  @Test
  void everyElementIsDrawnEquallyOften() {
    int[] drawn = new int[40];
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      drawInGroups(round, Sample.combineFn(10)).forEach(value -> drawn[value % 40]++);
    }
    // each is in a sample with the probability of a quarter: 1000 times, with a deviation of 27.4
    double chiSquare = 0;
    for (int times : drawn) {
      assertThat(times).isBetween(1000 - 120, 1000 + 120);
      chiSquare += (times - 1000.0) * (times - 1000.0) / 750;
    }
    // 39 degrees of freedom: above 80 once in 10,000 times, below 12 as rarely
    assertThat(chiSquare).isBetween(12.0, 80.0);
  }

  private static <AccumT> Iterable<Integer> drawInGroups(
      int round, CombineFn<Integer, AccumT, Iterable<Integer>> fn) {
    AccumT first = fn.createAccumulator();
    AccumT second = fn.createAccumulator();
    for (int i = 0; i < 40; i++) {
      int value = round * 40 + i;
      if (i < 7) {
        first = fn.addInput(first, value);
      } else {
        second = fn.addInput(second, value);
      }
    }
    return fn.extractOutput(fn.mergeAccumulators(Arrays.asList(first, second)));
  }

  @Test
  void equalElementsAreDrawnIndependentlyOfEachOther() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      values.add(i % 2 == 0 ? "even" : "odd");
    }
    List<String> sample = new ArrayList<>();
    Sample.<String>combineFn(100).apply(values).forEach(sample::add);
    assertThat(sample).filteredOn("even"::equals).hasSizeBetween(30, 70);
  }

  @Test
  void sizesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> Sample.combineFn(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Sample.any(1L << 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2147483648");
    assertThat(Sample.<Integer>combineFn(0).apply(List.of(1))).isEmpty();
  }
}
