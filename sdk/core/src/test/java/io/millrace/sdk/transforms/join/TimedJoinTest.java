package io.millrace.sdk.transforms.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What joins in time are made of, and what they refuse when the pipeline is built. */
class TimedJoinTest {

  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final Coder<Integer> INTS = VarIntCoder.of();
  private static final IntervalJoin HOUR = IntervalJoin.within(Duration.ofHours(1));

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<KV<String, String>> names() {
    return pipeline.apply(
        "Names", Create.of(KV.of("a", "ann")).withCoder(KvCoder.of(STRINGS, STRINGS)));
  }

  private PCollection<KV<String, Integer>> scores() {
    return pipeline.apply("Scores", Create.of(KV.of("a", 1)).withCoder(KvCoder.of(STRINGS, INTS)));
  }

  private static <T> Window<T> windows(WindowFn<Object, ?> fn) {
    return Window.into(fn);
  }

  @Test
  void onlyASideThatCanBeMissingIsNullable() {
    PCollection<KV<String, String>> names = names();
    PCollection<KV<String, Integer>> scores = scores();
    assertThat(names.apply(HOUR.inner(scores)).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, KvCoder.of(STRINGS, INTS)));
    assertThat(names.apply(HOUR.leftOuter(scores)).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, KvCoder.of(STRINGS, NullableCoder.of(INTS))));
    assertThat(names.apply(HOUR.rightOuter(scores)).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, KvCoder.of(NullableCoder.of(STRINGS), INTS)));
    assertThat(names.apply(HOUR.fullOuter(scores)).getCoder())
        .isEqualTo(
            KvCoder.of(STRINGS, KvCoder.of(NullableCoder.of(STRINGS), NullableCoder.of(INTS))));
    assertThat(names.apply(TemporalJoin.asOf().inner(scores)).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, KvCoder.of(STRINGS, INTS)));
    assertThat(names.apply(TemporalJoin.asOf().leftOuter(scores)).getCoder())
        .isEqualTo(KvCoder.of(STRINGS, KvCoder.of(STRINGS, NullableCoder.of(INTS))));
  }

  @Test
  void aJoinWithWhatHasNoEndHasNone() {
    PCollection<KV<String, Long>> endless =
        pipeline.apply(GenerateSequence.from(0)).apply(WithKeys.of("a"));
    assertThat(names().apply(HOUR.inner(endless)).isBounded()).isEqualTo(IsBounded.UNBOUNDED);
  }

  @Test
  void boundsInTheWrongOrderAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntervalJoin.between(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessageContaining("PT2S")
        .withMessageContaining("PT1S")
        .withMessageContaining("lower bound first");
  }

  @Test
  void spansThatEventTimeCannotCountAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntervalJoin.within(Duration.ofNanos(1)))
        .withMessageContaining("whole number of milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntervalJoin.within(ChronoUnit.FOREVER.getDuration()))
        .withMessageContaining("longer than event time");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntervalJoin.within(Duration.ofSeconds(-1)))
        .withMessageContaining("PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemporalJoin.asOf().withMaxAge(Duration.ofSeconds(-1)))
        .withMessageContaining("PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemporalJoin.asOf().withMaxAge(Duration.ofNanos(1)))
        .withMessageContaining("whole number of milliseconds");
  }

  /** The two joins, to which the same holds. */
  enum Joins {
    INTERVAL("IntervalJoin"),
    TEMPORAL("TemporalJoin");

    final String title;

    Joins(String title) {
      this.title = title;
    }

    <K, L, R> void apply(PCollection<KV<K, L>> left, PCollection<KV<K, R>> right) {
      if (this == INTERVAL) {
        left.apply(HOUR.inner(right));
      } else {
        left.apply(TemporalJoin.asOf().inner(right));
      }
    }
  }

  /** Rule M7. */
  @ParameterizedTest
  @EnumSource
  void windowsThatMergeAreRefused(Joins join) {
    PCollection<KV<String, Integer>> scores =
        scores().apply("Sessions", windows(Sessions.withGapDuration(Duration.ofSeconds(1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> join.apply(names(), scores))
        .withMessageContaining(join.title)
        .withMessageContaining("Sessions")
        .withMessageContaining("merge")
        .withMessageContaining("Window.into(...)");
  }

  /** Rule F2. */
  @ParameterizedTest
  @EnumSource
  void differentWindowsAreRefused(Joins join) {
    PCollection<KV<String, Integer>> scores =
        scores().apply("Minutes", windows(FixedWindows.of(Duration.ofMinutes(1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> join.apply(names(), scores))
        .withMessageContaining(join.title)
        .withMessageContaining("Names")
        .withMessageContaining("Minutes")
        .withMessageContaining("same Window.into(...)");
  }

  /** Rule F2. */
  @ParameterizedTest
  @EnumSource
  void differentTriggersAreRefused(Joins join) {
    PCollection<KV<String, Integer>> scores =
        scores()
            .apply(
                "Each",
                Window.<KV<String, Integer>>configure()
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                    .discardingFiredPanes());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> join.apply(names(), scores))
        .withMessageContaining(join.title)
        .withMessageContaining("Names")
        .withMessageContaining("Each")
        .withMessageContaining("same Window.triggering(...)");
  }

  /** Rule G1. */
  @ParameterizedTest
  @EnumSource
  void keysWithoutADeterministicCoderAreRefused(Joins join) {
    PCollection<KV<Double, Integer>> numbers =
        pipeline.apply(Create.of(KV.of(1.0, 1)).withCoder(KvCoder.of(DoubleCoder.of(), INTS)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> join.apply(numbers, numbers))
        .withMessageContaining(join.title)
        .withMessageContaining("DoubleCoder")
        .withMessageContaining("not deterministic");
  }

  @ParameterizedTest
  @EnumSource
  void pairsWithoutACoderOfPairsAreRefused(Joins join) {
    PCollection<KV<String, Integer>> scores =
        scores().setCoder(NullableCoder.of(KvCoder.of(STRINGS, INTS)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> join.apply(names(), scores))
        .withMessageContaining(join.title)
        .withMessageContaining("Scores")
        .withMessageContaining("KvCoder");
  }

  @ParameterizedTest
  @EnumSource
  void anOutputForLateDataIsRefused(Joins join) {
    PCollection<KV<String, Integer>> scores =
        scores()
            .apply(
                "Late",
                Window.<KV<String, Integer>>configure()
                    .withLateDataOutput(new TupleTag<KV<String, Integer>>("late")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> join.apply(names(), scores))
        .withMessageContaining(join.title)
        .withMessageContaining("late");
  }

  @Test
  void joinsSayWhatTheyDo() {
    assertThat(
            DisplayData.from(
                    IntervalJoin.between(Duration.ofSeconds(-1), Duration.ofSeconds(2))
                        .leftOuter(scores()))
                .items())
        .extracting(item -> item.getKey() + "=" + item.getValue())
        .containsExactlyInAnyOrder("kind=leftOuter", "lower=-1000", "upper=2000");
    assertThat(
            DisplayData.from(
                    TemporalJoin.asOf()
                        .withMaxAge(Duration.ofSeconds(3))
                        .inner(pipeline.apply("More", Create.of(KV.of("a", 1)))))
                .items())
        .extracting(item -> item.getKey() + "=" + item.getValue())
        .containsExactlyInAnyOrder("kind=inner", "maxAge=3000");
  }
}
