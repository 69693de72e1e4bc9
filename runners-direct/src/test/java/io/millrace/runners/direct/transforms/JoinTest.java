package io.millrace.runners.direct.transforms;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.extensions.joinlibrary.Join;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JoinTest {

  private static final VarIntCoder INTS = VarIntCoder.of();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();
  private static final KvCoder<String, Integer> SCORES = KvCoder.of(STRINGS, INTS);
  private static final KvCoder<String, String> NAMES = KvCoder.of(STRINGS, STRINGS);
  private static final TupleTag<String> NAME = new TupleTag<>("name");
  private static final TupleTag<Integer> SCORE = new TupleTag<>("score");
  private static final int MANY = 3000;

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @Test
  void innerJoinKeepsKeysOfBothSides() {
    PAssert.that(Join.innerJoin(names(), scores()))
        .containsInAnyOrder(
            KV.of("a", KV.of("ann", 1)),
            KV.of("a", KV.of("ann", 2)),
            KV.of("b", KV.of("bob", 3)),
            KV.of("b", KV.of("bert", 3)));
    runStrictlyAndFast();
  }

  @Test
  void leftOuterJoinKeepsAllOfTheLeftSide() {
    PAssert.that(Join.leftOuterJoin(names(), scores(), -1))
        .containsInAnyOrder(
            KV.of("a", KV.of("ann", 1)),
            KV.of("a", KV.of("ann", 2)),
            KV.of("b", KV.of("bob", 3)),
            KV.of("b", KV.of("bert", 3)),
            KV.of("c", KV.of("cleo", -1)));
    runStrictlyAndFast();
  }

  @Test
  void rightOuterJoinKeepsAllOfTheRightSide() {
    PAssert.that(Join.rightOuterJoin(names(), scores(), "?"))
        .containsInAnyOrder(
            KV.of("a", KV.of("ann", 1)),
            KV.of("a", KV.of("ann", 2)),
            KV.of("b", KV.of("bob", 3)),
            KV.of("b", KV.of("bert", 3)),
            KV.of("d", KV.of("?", 4)));
    runStrictlyAndFast();
  }

  @Test
  void fullOuterJoinKeepsBothSidesAndNullMayStandInForWhatIsMissing() {
    PAssert.that(Join.fullOuterJoin(names(), scores(), null, null))
        .containsInAnyOrder(
            KV.of("a", KV.of("ann", 1)),
            KV.of("a", KV.of("ann", 2)),
            KV.of("b", KV.of("bob", 3)),
            KV.of("b", KV.of("bert", 3)),
            KV.of("c", KV.of("cleo", null)),
            KV.of("d", KV.of(null, 4)));
    runStrictlyAndFast();
  }

  @Test
  void onlyValuesOfOneWindowMeet() {
    FixedWindows tens = FixedWindows.of(Duration.ofSeconds(10));
    PCollection<KV<String, Integer>> left =
        p.apply("Left", Elements.timestamped(SCORES, at("k", 1, 3), at("k", 2, 13)))
            .apply("LeftWindows", Window.into(tens));
    PCollection<KV<String, Integer>> right =
        p.apply("Right", Elements.timestamped(SCORES, at("k", 10, 4), at("k", 30, 25)))
            .apply("RightWindows", Window.into(tens));
    PAssert.that(Join.leftOuterJoin(left, right, 0))
        .containsInAnyOrder(KV.of("k", KV.of(1, 10)), KV.of("k", KV.of(2, 0)));
    runStrictlyAndFast();
  }

  @Test
  void groupHasTheValuesOfEachCollectionAndTheOthersAreEmpty() {
    PCollection<String> text =
        grouped(names(), scores()).apply(ParDo.of(new Describe())).setCoder(STRINGS);
    PAssert.that(text)
        .containsInAnyOrder("a [ann] [1, 2]", "b [bert, bob] [3]", "c [cleo] []", "d [] [4]");
    runStrictlyAndFast();
  }

  @Test
  void manyValuesOfAKeyAreReadAgainAndAgainAndSurviveAnExchange() {
    PCollection<KV<String, Integer>> many =
        p.apply("One", Elements.of(STRINGS, "k")).apply(ParDo.of(new Numbers())).setCoder(SCORES);
    PCollection<KV<String, String>> few = p.apply("Few", Elements.of(NAMES, KV.of("k", "kim")));
    PCollection<KV<String, CoGbkResult>> grouped = grouped(few, many);
    String expected = "kim " + 2L * MANY * (MANY - 1) / 2;
    PAssert.that("in the task", grouped.apply("Here", ParDo.of(new SumTwice())).setCoder(STRINGS))
        .containsInAnyOrder(expected);
    PAssert.that(
            "in another task",
            grouped
                .apply(Reshuffle.viaRandomKey())
                .apply("There", ParDo.of(new SumTwice()))
                .setCoder(STRINGS))
        .containsInAnyOrder(expected);
    runStrictlyAndFast();
  }

  /** Without strict checks functions are fused, and no element is copied on its way. */
  private void runStrictlyAndFast() {
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  private PCollection<KV<String, CoGbkResult>> grouped(
      PCollection<KV<String, String>> names, PCollection<KV<String, Integer>> scores) {
    return KeyedPCollectionTuple.of(NAME, names).and(SCORE, scores).apply(CoGroupByKey.create());
  }

  private PCollection<KV<String, String>> names() {
    return p.apply(
        "Names",
        Elements.of(
            NAMES, KV.of("a", "ann"), KV.of("b", "bob"), KV.of("b", "bert"), KV.of("c", "cleo")));
  }

  private PCollection<KV<String, Integer>> scores() {
    return p.apply(
        "Scores", Elements.of(SCORES, KV.of("a", 1), KV.of("a", 2), KV.of("b", 3), KV.of("d", 4)));
  }

  private static TimestampedValue<KV<String, Integer>> at(String key, int value, long second) {
    return TimestampedValue.of(KV.of(key, value), Instant.ofEpochSecond(second));
  }

  private static final class Describe extends DoFn<KV<String, CoGbkResult>, String> {
    @ProcessElement
    public void processElement(@Element KV<String, CoGbkResult> group, OutputReceiver<String> out) {
      TreeSet<String> names = new TreeSet<>();
      group.getValue().getAll(NAME).forEach(names::add);
      TreeSet<Integer> scores = new TreeSet<>();
      group.getValue().getAll(SCORE).forEach(scores::add);
      out.output(group.getKey() + " " + names + " " + scores);
    }
  }

  private static final class Numbers extends DoFn<String, KV<String, Integer>> {
    @ProcessElement
    public void processElement(@Element String key, OutputReceiver<KV<String, Integer>> out) {
      for (int i = 0; i < MANY; i++) {
        out.output(KV.of(key, i));
      }
    }
  }

  private static final class SumTwice extends DoFn<KV<String, CoGbkResult>, String> {
    @ProcessElement
    public void processElement(@Element KV<String, CoGbkResult> group, OutputReceiver<String> out) {
      long sum = 0;
      for (int time = 0; time < 2; time++) {
        for (int value : group.getValue().getAll(SCORE)) {
          sum += value;
        }
      }
      out.output(group.getValue().getOnly(NAME) + " " + sum);
    }
  }
}
