package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.ApproximateCountDistinct;
import io.millrace.sdk.transforms.ApproximateQuantiles;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.CombineFns;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Latest;
import io.millrace.sdk.transforms.Max;
import io.millrace.sdk.transforms.Mean;
import io.millrace.sdk.transforms.Min;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reify;
import io.millrace.sdk.transforms.Sample;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.Top;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CombineTest {

  private static final VarIntCoder INTS = VarIntCoder.of();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();
  private static final KvCoder<String, Integer> PAIRS = KvCoder.of(STRINGS, INTS);

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private PCollection<KV<String, Integer>> scores() {
    return p.apply(
        "Scores",
        Elements.of(
            PAIRS, KV.of("a", 5), KV.of("b", 2), KV.of("a", -3), KV.of("a", 4), KV.of("c", 7)));
  }

  @Test
  void valuesOfEachKeyBecomeOne() {
    PCollection<KV<String, Integer>> scores = scores();
    PAssert.that(scores.apply("Sum", Sum.integersPerKey()))
        .containsInAnyOrder(KV.of("a", 6), KV.of("b", 2), KV.of("c", 7));
    PAssert.that(scores.apply("Max", Max.integersPerKey()))
        .containsInAnyOrder(KV.of("a", 5), KV.of("b", 2), KV.of("c", 7));
    PAssert.that(scores.apply("Count", Count.perKey()))
        .containsInAnyOrder(KV.of("a", 3L), KV.of("b", 1L), KV.of("c", 1L));
    PAssert.that(scores.apply("Mean", Mean.perKey()))
        .containsInAnyOrder(KV.of("a", 2.0), KV.of("b", 2.0), KV.of("c", 7.0));
    PAssert.that(scores.apply("Top", Top.largestPerKey(2)))
        .containsInAnyOrder(
            KV.of("a", List.of(5, 4)), KV.of("b", List.of(2)), KV.of("c", List.of(7)));
    PAssert.that(scores.apply("Distinct", ApproximateCountDistinct.perKey()))
        .containsInAnyOrder(KV.of("a", 3L), KV.of("b", 1L), KV.of("c", 1L));
    PAssert.that(scores.apply("Quantiles", ApproximateQuantiles.perKey(3)))
        .containsInAnyOrder(
            KV.of("a", List.of(-3, 4, 5)),
            KV.of("b", List.of(2, 2, 2)),
            KV.of("c", List.of(7, 7, 7)));
    PAssert.that(scores.apply("Lambda", Combine.perKey((Integer x, Integer y) -> x | y)))
        .containsInAnyOrder(KV.of("a", 5 | -3 | 4), KV.of("b", 2), KV.of("c", 7));
    PAssert.that(
            scores
                .apply("Group", GroupByKey.create())
                .apply(Combine.groupedValues(Sum.ofIntegers())))
        .containsInAnyOrder(KV.of("a", 6), KV.of("b", 2), KV.of("c", 7));
    BothWays.run(p);
  }

  @Test
  void allValuesBecomeOne() {
    PCollection<Integer> ints = p.apply("Ints", Elements.of(INTS, 5, 2, -3, 5));
    PAssert.thatSingleton(ints.apply("Sum", Sum.integersGlobally())).isEqualTo(9);
    PAssert.thatSingleton(ints.apply("Min", Min.<Integer>globally())).isEqualTo(-3);
    PAssert.thatSingleton(ints.apply("Count", Count.globally())).isEqualTo(4L);
    PAssert.thatSingleton(ints.apply("Top", Top.smallest(2))).isEqualTo(List.of(-3, 2));
    PAssert.thatSingleton(ints.apply("Distinct", ApproximateCountDistinct.globally()))
        .isEqualTo(3L);
    PAssert.that(ints.apply("PerElement", Count.perElement()))
        .containsInAnyOrder(KV.of(5, 2L), KV.of(2, 1L), KV.of(-3, 1L));
    PAssert.that(ints.apply("Any", Sample.any(10))).containsInAnyOrder(5, 2, -3, 5);
    PAssert.thatSingleton(ints.apply("Sample", Sample.fixedSizeGlobally(3)))
        .satisfies(
            sample -> {
              assertThat(sample).hasSize(3).isSubsetOf(5, 2, -3);
              return null;
            });
    BothWays.run(p);
  }

  @Test
  void nothingInTheGlobalWindowGivesTheDefault() {
    PCollection<Integer> none = p.apply("None", Elements.of(INTS));
    PAssert.thatSingleton(none.apply("Sum", Sum.integersGlobally())).isEqualTo(0);
    PAssert.thatSingleton(none.apply("Count", Count.globally())).isEqualTo(0L);
    PAssert.thatSingleton(none.apply("Max", Max.integersGlobally())).isEqualTo(Integer.MIN_VALUE);
    PAssert.thatSingleton(none.apply("Fan", Sum.integersGlobally().withFanout(3))).isEqualTo(0);
    PAssert.thatSingleton(none.apply("Latest", Latest.globally())).isEqualTo(null);
    PAssert.that(none.apply("Without", Sum.integersGlobally().withoutDefaults())).empty();
    PAssert.that(none.apply("Any", Sample.any(3))).empty();
    BothWays.run(p);
  }

  @Test
  void nothingWithoutDefaultSaysWhatToDo() {
    p.apply("None", Elements.of(INTS)).apply("Greatest", Max.<Integer>globally());
    BothWays.fails(p, "Greatest").withMessageContaining("withoutDefaults()");
  }

  @Test
  void resultAsSideInputIsTheDefaultWhereNothingIs() {
    PCollectionView<Integer> total =
        p.apply("None", Elements.of(INTS)).apply(Sum.integersGlobally().asSingletonView());
    PCollection<Integer> seen =
        p.apply("Start", Elements.of(INTS, 1))
            .apply(
                ParDo.of(Each.<Integer, Integer>context(c -> c.element() + c.sideInput(total)))
                    .withSideInputs(total))
            .setCoder(INTS);
    PAssert.that(seen).containsInAnyOrder(1);
    BothWays.run(p);
  }

  @Test
  void eachWindowHasItsResult() {
    PCollection<KV<String, Integer>> sums =
        p.apply("Scores", Elements.timestamped(PAIRS, at(1, "a", 1), at(9, "a", 2), at(12, "a", 4)))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
            .apply("Sum", Sum.integersPerKey());
    PAssert.that(sums).containsInAnyOrder(KV.of("a", 3), KV.of("a", 4));
    BothWays.run(p);
  }

  private static TimestampedValue<KV<String, Integer>> at(int second, String key, int value) {
    return TimestampedValue.of(KV.of(key, value), Instant.ofEpochSecond(second));
  }

  @Test
  void latestIsByEventTime() {
    PCollection<KV<String, Integer>> scores =
        p.apply(
            "Scores",
            Elements.timestamped(
                PAIRS, at(7, "a", 1), at(9, "a", 2), at(8, "a", 3), at(5, "b", 4)));
    PAssert.that(scores.apply("PerKey", Latest.perKey()))
        .containsInAnyOrder(KV.of("a", 2), KV.of("b", 4));
    PAssert.thatSingleton(scores.apply("All", Latest.globally())).isEqualTo(KV.of("a", 2));
    BothWays.run(p);
  }

  @Test
  void composedFunctionsGiveAllResultsAtOnce() {
    TupleTag<Integer> max = new TupleTag<>("max");
    TupleTag<Double> mean = new TupleTag<>("mean");
    PCollection<String> results =
        scores()
            .apply(
                Combine.perKey(
                    CombineFns.compose()
                        .with(new Itself(), Max.ofIntegers(), max)
                        .with(new Itself(), Mean.<Integer>of(), mean)))
            .apply(
                ParDo.of(
                    Each.<KV<String, CombineFns.CoCombineResult>, String>element(
                        kv ->
                            kv.getKey()
                                + " "
                                + kv.getValue().get(max)
                                + " "
                                + kv.getValue().get(mean))))
            .setCoder(STRINGS);
    PAssert.that(results).containsInAnyOrder("a 5 2.0", "b 2 2.0", "c 7 7.0");
    BothWays.run(p);
  }

  private static final class Itself extends SimpleFunction<Integer, Integer> {
    @Override
    public Integer apply(Integer value) {
      return value;
    }
  }

  @Test
  void functionsReadSideInputsWithAndWithoutFanOut() {
    PCollectionView<Integer> factor =
        p.apply("Factor", Elements.of(INTS, 10)).apply(View.asSingleton());
    PCollection<KV<String, Integer>> scores = scores();
    Combine.PerKey<String, Integer, Integer> scaled =
        Combine.<String, Integer, Integer>perKey(new ScaledSum(factor)).withSideInputs(factor);
    PAssert.that(scores.apply("Scaled", scaled))
        .containsInAnyOrder(KV.of("a", 60), KV.of("b", 20), KV.of("c", 70));
    PAssert.that(scores.apply("Fan", scaled.withHotKeyFanout(2)))
        .containsInAnyOrder(KV.of("a", 60), KV.of("b", 20), KV.of("c", 70));
    PAssert.that(
            scores
                .apply("Group", GroupByKey.create())
                .apply(
                    Combine.<String, Integer, Integer>groupedValues(new ScaledSum(factor))
                        .withSideInputs(factor)))
        .containsInAnyOrder(KV.of("a", 60), KV.of("b", 20), KV.of("c", 70));
    BothWays.run(p);
  }

  @Test
  void functionsWithContextNeedNoSideInputs() {
    PCollection<KV<String, Integer>> scores = scores();
    Combine.PerKey<String, Integer, Integer> sum = Combine.perKey(new ScaledSum(null));
    PAssert.that(scores.apply("Sum", sum))
        .containsInAnyOrder(KV.of("a", 6), KV.of("b", 2), KV.of("c", 7));
    PAssert.that(scores.apply("Fan", sum.withHotKeyFanout(3)))
        .containsInAnyOrder(KV.of("a", 6), KV.of("b", 2), KV.of("c", 7));
    BothWays.run(p);
  }

  /** The sum of values, each times a side input if there is one. */
  private static final class ScaledSum extends CombineFnWithContext<Integer, Integer, Integer> {
    private final @Nullable PCollectionView<Integer> factor;

    ScaledSum(@Nullable PCollectionView<Integer> factor) {
      this.factor = factor;
    }

    @Override
    public Integer createAccumulator(Context c) {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input, Context c) {
      assertThat(c.getPipelineOptions().getJobName()).isNotEmpty();
      return accumulator + input * (factor == null ? 1 : c.sideInput(factor));
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators, Context c) {
      int sum = 0;
      for (int accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator, Context c) {
      return accumulator;
    }
  }

  /** Fan-out must show nowhere: not in values, timestamps or panes. */
  @Test
  void fanOutChangesNothing() {
    long seed = 42;
    Random random = new Random(seed);
    List<TimestampedValue<KV<String, Integer>>> scores = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      String key = random.nextInt(10) < 8 ? "hot" : "cold" + random.nextInt(20);
      scores.add(at(random.nextInt(40), key, random.nextInt(1000)));
    }
    PCollection<KV<String, Integer>> windowed =
        p.apply("Scores", Create.timestamped(scores).withCoder(PAIRS))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))));
    List<String> sums = new ArrayList<>();
    List<String> tops = new ArrayList<>();
    expect(scores, sums, tops);
    int n = 0;
    for (var sum :
        List.of(
            Combine.<String, Integer, Integer>perKey(Sum.ofIntegers()),
            Combine.<String, Integer, Integer>perKey(Sum.ofIntegers()).withHotKeyFanout(7),
            Combine.<String, Integer, Integer>perKey(Sum.ofIntegers())
                .withHotKeyFanout(key -> key.equals("hot") ? 5 : 0))) {
      PAssert.that("seed " + seed, described(windowed.apply("Sum" + n, sum), "DescribeSum" + n++))
          .containsInAnyOrder(sums);
    }
    for (var top :
        List.of(
            Combine.<String, Integer, List<Integer>>perKey(Top.largestIntsFn(3)),
            Combine.<String, Integer, List<Integer>>perKey(Top.largestIntsFn(3))
                .withHotKeyFanout(7))) {
      PAssert.that("seed " + seed, described(windowed.apply("Top" + n, top), "DescribeTop" + n++))
          .containsInAnyOrder(tops);
    }
    BothWays.run(p);
    p.runWithAdditionalOptionArgs(List.of("--targetParallelism=3"));
  }

  private static <V> PCollection<String> described(
      PCollection<KV<String, V>> results, String name) {
    return results
        .apply(name + "Timestamps", Reify.<KV<String, V>>timestamps())
        .apply(
            name,
            ParDo.of(
                Each.<TimestampedValue<KV<String, V>>, String>context(
                    c -> c.element() + " " + c.pane())))
        .setCoder(STRINGS);
  }

  private static void expect(
      List<TimestampedValue<KV<String, Integer>>> scores, List<String> sums, List<String> tops) {
    Map<KV<String, Long>, List<Integer>> groups = new HashMap<>();
    for (TimestampedValue<KV<String, Integer>> score : scores) {
      long window = score.getTimestamp().getEpochSecond() / 10;
      groups
          .computeIfAbsent(KV.of(score.getValue().getKey(), window), k -> new ArrayList<>())
          .add(score.getValue().getValue());
    }
    groups.forEach(
        (group, values) -> {
          Instant end = Instant.ofEpochMilli((group.getValue() + 1) * 10_000 - 1);
          values.sort((a, b) -> b - a);
          int sum = values.stream().mapToInt(i -> i).sum();
          List<Integer> top = values.subList(0, Math.min(3, values.size()));
          String pane = " " + PaneInfo.ON_TIME_AND_ONLY_FIRING;
          sums.add(TimestampedValue.of(KV.of(group.getKey(), sum), end) + pane);
          tops.add(TimestampedValue.of(KV.of(group.getKey(), top), end) + pane);
        });
  }

  @Test
  void manyKeysAndTasksGiveWhatALoopGives() {
    int keys = 30_000;
    List<KV<Integer, Long>> pairs = new ArrayList<>();
    for (int i = 0; i < 2 * keys; i++) {
      pairs.add(KV.of(i % keys, (long) i * i));
    }
    List<KV<Integer, Long>> sums = new ArrayList<>();
    for (long i = 0; i < keys; i++) {
      sums.add(KV.of((int) i, i * i + (i + keys) * (i + keys)));
    }
    PAssert.that(
            p.apply("Pairs", Create.of(pairs).withCoder(KvCoder.of(INTS, VarLongCoder.of())))
                .apply("Sum", Sum.longsPerKey()))
        .containsInAnyOrder(sums);
    p.runWithAdditionalOptionArgs(List.of("--targetParallelism=2", "--strictChecks=false"));
  }

  @Test
  void nullsAreCombinedIfTheFunctionAndTheCoderTakeThem() {
    PCollection<@Nullable String> words =
        p.apply("Words", Elements.of(NullableCoder.of(STRINGS), "a", null, null));
    PAssert.that(words.apply("PerElement", Count.perElement()))
        .containsInAnyOrder(KV.of("a", 1L), KV.of(null, 2L));
    PAssert.thatSingleton(words.apply("All", Count.globally())).isEqualTo(3L);
    BothWays.run(p);
  }
}
