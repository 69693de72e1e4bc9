package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.ApproximateQuantiles.ApproximateQuantilesCombineFn;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.util.CoderUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApproximateQuantilesTest {

  private static List<Integer> upTo(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void quartilesOfFewValuesAreExact() {
    List<Integer> values = upTo(101);
    Collections.shuffle(values, new Random(1));
    assertThat(ApproximateQuantilesCombineFn.<Integer>create(5).apply(values))
        .containsExactly(0, 25, 50, 75, 100);
  }

  @Test
  void fewerValuesThanQuantilesComeSeveralTimes() {
    assertThat(ApproximateQuantilesCombineFn.<Integer>create(5).apply(List.of(389)))
        .containsExactly(389, 389, 389, 389, 389);
    assertThat(ApproximateQuantilesCombineFn.<Integer>create(4).apply(List.of(2, 1)))
        .containsExactly(1, 1, 1, 2);
    assertThat(ApproximateQuantilesCombineFn.<Integer>create(5).apply(List.of())).isEmpty();
  }

  @Test
  void anyOrderWillDo() {
    List<String> values = List.of("aa", "aaa", "aaaa", "b", "ccccc", "dddd", "zz");
    assertThat(ApproximateQuantilesCombineFn.<String>create(3).apply(values))
        .containsExactly("aa", "b", "zz");
    SerializableComparator<String> byLength = (a, b) -> Integer.compare(a.length(), b.length());
    assertThat(
            ApproximateQuantilesCombineFn.<String, SerializableComparator<String>>create(
                    3, byLength)
                .apply(values))
        .containsExactly("b", "aaa", "ccccc");
  }

  @Test
  void errorStaysWithinItsBoundInAnyOrderOfValues() {
    int count = 200_000;
    for (double epsilon : new double[] {0.1, 0.01}) {
      ApproximateQuantilesCombineFn<Integer, ?> fn =
          ApproximateQuantilesCombineFn.<Integer>create(11)
              .withEpsilon(epsilon)
              .withMaxInputSize(count);
      List<Integer> values = upTo(count);
      assertThat(worstError(fn.apply(values), count)).isLessThanOrEqualTo(epsilon);
      Collections.reverse(values);
      assertThat(worstError(fn.apply(values), count)).isLessThanOrEqualTo(epsilon);
      Collections.shuffle(values, new Random(2));
      assertThat(worstError(fn.apply(values), count)).isLessThanOrEqualTo(epsilon);
      assertThat(worstError(merged(fn, values, 1), count)).isLessThanOrEqualTo(epsilon);
      assertThat(worstError(merged(fn, values, 700), count)).isLessThanOrEqualTo(epsilon);
    }
  }

  /** Values in groups of random size, each sent through the coder, merged in pairs. */
  private static <AccumT> List<Integer> merged(
      CombineFn<Integer, AccumT, List<Integer>> fn, List<Integer> values, int greatestGroup) {
    Coder<AccumT> coder = CombineFnLaws.accumulatorCoder(fn, VarIntCoder.of());
    Random random = new Random(3);
    AccumT all = fn.createAccumulator();
    AccumT group = fn.createAccumulator();
    int left = greatestGroup;
    for (int value : values) {
      group = fn.addInput(group, value);
      if (--left == 0) {
        all = fn.mergeAccumulators(Arrays.asList(all, copy(coder, group)));
        group = fn.createAccumulator();
        left = 1 + random.nextInt(greatestGroup);
      }
    }
    return fn.extractOutput(fn.mergeAccumulators(Arrays.asList(all, group)));
  }

  private static <T> T copy(Coder<T> coder, T value) {
    try {
      return CoderUtils.clone(coder, value);
    } catch (CoderException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the numbers from 0 on, as a part of all. */
  private static double worstError(List<Integer> quantiles, int count) {
    double worst = 0;
    for (int i = 0; i < quantiles.size(); i++) {
      double wanted = (double) i * (count - 1) / (quantiles.size() - 1);
      worst = Math.max(worst, Math.abs(quantiles.get(i) - wanted) / count);
    }
    assertThat(quantiles.get(0)).isZero();
    assertThat(quantiles.get(quantiles.size() - 1)).isEqualTo(count - 1);
    return worst;
  }

  @Test
  void equalValuesAreFoundWhereTheyStand() {
    List<Integer> values = new ArrayList<>(Collections.nCopies(90_000, 7));
    values.addAll(Collections.nCopies(10_000, 9));
    Collections.shuffle(values, new Random(4));
    assertThat(ApproximateQuantilesCombineFn.<Integer>create(5).withEpsilon(0.02).apply(values))
        .containsExactly(7, 7, 7, 7, 9);
  }

  @Test
  void errorsOfAMillionRandomValuesAreAsDocumented() {
    int count = 1_000_000;
    List<Integer> values = upTo(count);
    Collections.shuffle(values, new Random(5));
    assertThat(worstError(ApproximateQuantilesCombineFn.<Integer>create(101).apply(values), count))
        .isLessThan(0.0011);
  }

  @Test
  void memoryIsAsDocumented() {
    assertThat(mostValues(5)).isBetween(2_000, 2_900);
    assertThat(mostValues(101)).isBetween(30_000, 41_000);
  }

  /** Of a billion values: all levels full, those above the last one that was ever compacted too. */
  private static int mostValues(int numQuantiles) {
    int capacity = QuantileState.capacity(1_000_000_000, 1.0 / numQuantiles);
    int compactedLevels = (int) Math.floor(Math.log(1e9 / capacity) / Math.log(2)) + 1;
    return capacity * (compactedLevels + 1);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> ApproximateQuantiles.globally(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 quantiles");
    ApproximateQuantilesCombineFn<String, ?> fn = ApproximateQuantilesCombineFn.create(3);
    assertThatThrownBy(() -> fn.withEpsilon(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> fn.withMaxInputSize(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 values");
    assertThatThrownBy(() -> fn.withEpsilon(1e-9).createAccumulator())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too much memory");
  }

  @Test
  void damagedAccumulatorsAreRefusedByTheCoder() throws Exception {
    Coder<?> coder =
        CombineFnLaws.accumulatorCoder(
            ApproximateQuantilesCombineFn.<String>create(3), StringUtf8Coder.of());
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(coder, new byte[] {127}))
        .isInstanceOf(CoderException.class)
        .hasStackTraceContaining("127 levels");
  }
}
