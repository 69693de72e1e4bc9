package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.util.CoderUtils;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ApproximateCountDistinctTest {

  private static long count(int precision, int from, int to) {
    return ApproximateCountDistinct.combineFn(VarIntCoder.of(), precision)
        .apply(IntStream.range(from, to).boxed().toList());
  }

  @Test
  void fewValuesAreCountedExactlyHoweverOftenTheyCome() {
    CombineFn<String, ?, Long> fn = ApproximateCountDistinct.combineFn(StringUtf8Coder.of());
    assertThat(fn.apply(List.of())).isZero();
    assertThat(fn.apply(List.of("a", "b", "a", "", "a"))).isEqualTo(3);
    assertThat(count(12, 0, 512)).isEqualTo(512);
  }

  @Test
  void manyValuesAreCountedWithinTheDocumentedError() {
    double standardError = 0.782 / Math.sqrt(4096);
    double squares = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      double error = count(12, run * 50_000, (run + 1) * 50_000) / 50_000.0 - 1;
      assertThat(error).isBetween(-4 * standardError, 4 * standardError);
      squares += error * error;
    }
    assertThat(Math.sqrt(squares / runs)).isBetween(0.7 * standardError, 1.3 * standardError);
  }

  @Test
  void largeCountsDoNotSaturate() {
    long counted =
        ApproximateCountDistinct.combineFn(VarLongCoder.of(), 10)
            .apply(LongStream.range(0, 3_000_000).boxed()::iterator);
    assertThat(counted / 3e6).isBetween(0.9, 1.1);
  }

  @Test
  void precisionFollowsTheErrorThatIsAllowed() {
    Pipeline pipeline = Pipeline.create();
    var input = Sources.bounded(pipeline, VarIntCoder.of());
    assertThat(
            input.apply(
                ApproximateCountDistinct.<Integer>globally().withMaximumEstimationError(0.05)))
        .isNotNull();
    assertThatThrownBy(() -> ApproximateCountDistinct.globally().withMaximumEstimationError(0.0001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0E-4")
        .hasMessageContaining("0.0015");
    for (int precision : new int[] {3, 21}) {
      assertThatThrownBy(() -> ApproximateCountDistinct.perKey().withPrecision(precision))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 4 to 20, but is " + precision);
    }
  }

  @Test
  void windowsOtherThanTheGlobalOneGiveNothingForNothing() {
    Pipeline pipeline = Pipeline.create();
    var windowed =
        Sources.windowed(pipeline, VarIntCoder.of(), FixedWindows.of(Duration.ofMinutes(1)));
    assertThat(windowed.apply(ApproximateCountDistinct.globally()).getCoder())
        .isEqualTo(VarLongCoder.of());
  }

  @Test
  void elementsThatAreNotEncodedAlikeAreRefusedByName() {
    Pipeline pipeline = Pipeline.create();
    Coder<Iterable<String>> coder = IterableCoder.of(StringUtf8Coder.of());
    assertThatThrownBy(
            () -> Sources.bounded(pipeline, coder).apply(ApproximateCountDistinct.globally()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ApproximateCountDistinct.Globally")
        .hasMessageContaining("IterableCoder");
    assertThatThrownBy(
            () ->
                Sources.bounded(pipeline, KvCoder.of(StringUtf8Coder.of(), coder))
                    .apply(ApproximateCountDistinct.perKey()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ApproximateCountDistinct.PerKey");
  }

  @Test
  void damagedAccumulatorsAreRefusedByTheCoder() {
    Coder<?> coder =
        CombineFnLaws.accumulatorCoder(
            ApproximateCountDistinct.combineFn(VarIntCoder.of(), 4), VarIntCoder.of());
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(coder, new byte[] {100}))
        .isInstanceOf(CoderException.class)
        .hasStackTraceContaining("99");
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(coder, new byte[] {0, 1, 2}))
        .isInstanceOf(CoderException.class);
  }
}
