package io.millrace.runners.direct.transforms;

import static io.millrace.sdk.values.TypeDescriptors.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Reify;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithTimestamps;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptors;
import io.millrace.sdk.values.ValueInSingleWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreateAndReifyTest {

  private static final Instant NOON = Instant.parse("2024-06-01T12:00:00Z");

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  record Person(String name, List<String> children) {}

  sealed interface Event permits Born, Named {}

  record Born(int year) implements Event {}

  record Named(String name) implements Event {}

  @Test
  void recordsAndSealedTypesAreElementsAsTheyAre() {
    PAssert.that(p.apply(Create.of(new Person("Ada", List.of("Byron", "Anne")))))
        .containsInAnyOrder(new Person("Ada", List.of("Byron", "Anne")));
    PAssert.that(p.apply(Create.<Event>of(new Born(1815), new Named("Ada"))))
        .containsInAnyOrder(new Born(1815), new Named("Ada"));
    BothWays.run(p);
  }

  @Test
  void manyElementsAreReadByManyOnceEach() {
    List<Integer> numbers = IntStream.range(0, 20_000).boxed().toList();
    PCollection<Integer> created = p.apply(Create.of(numbers));
    PAssert.thatSingleton(created.apply("Count", Count.globally())).isEqualTo(20_000L);
    PAssert.thatSingleton(created.apply("Sum", Sum.integersGlobally()))
        .isEqualTo(20_000 * 19_999 / 2);
    BothWays.run(p);
  }

  @Test
  void nothingIsACollectionToo() {
    PAssert.that(p.apply(Create.empty(TypeDescriptors.strings()))).empty();
    BothWays.run(p);
  }

  @Test
  void providerThatKnowsLaterIsAskedWhileThePipelineRuns() {
    PAssert.that(p.apply(Create.ofProvider(p.newProvider("later"), StringUtf8Coder.of())))
        .containsInAnyOrder("later");
    BothWays.run(p);
  }

  @Test
  void sequencesAreCompleteAndTimed() {
    PCollection<Long> numbers = p.apply("Long", GenerateSequence.from(10).to(50_010));
    PAssert.thatSingleton(numbers.apply("Count", Count.globally())).isEqualTo(50_000L);
    PAssert.thatSingleton(numbers.apply("Sum", Sum.longsGlobally()))
        .isEqualTo((10L + 50_009L) * 50_000L / 2);
    PAssert.that(
            p.apply(
                    "Timed",
                    GenerateSequence.from(0).to(2).withTimestampFn(n -> NOON.plusSeconds(n)))
                .apply(Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of(0L, NOON), TimestampedValue.of(1L, NOON.plusSeconds(1)));
    BothWays.run(p);
  }

  @Test
  void timestampsAreMadeVisibleAndPutBack() {
    PCollection<KV<String, TimestampedValue<Integer>>> stamped =
        p.apply(
                Create.timestamped(
                    TimestampedValue.of(KV.of("a", 1), NOON),
                    TimestampedValue.of(KV.of("b", 2), NOON.plusSeconds(1))))
            .apply(Reify.timestampsInValue());
    PAssert.that(stamped)
        .containsInAnyOrder(
            KV.of("a", TimestampedValue.of(1, NOON)),
            KV.of("b", TimestampedValue.of(2, NOON.plusSeconds(1))));
    PCollection<TimestampedValue<KV<String, Integer>>> back =
        p.apply("Early", Create.of(KV.of("a", TimestampedValue.of(1, NOON))))
            .apply("Later", WithTimestamps.of(pair -> NOON.plusSeconds(7)))
            .apply(Reify.extractTimestampsFromValues())
            .apply(Reify.timestamps());
    PAssert.that(back).containsInAnyOrder(TimestampedValue.of(KV.of("a", 1), NOON));
    BothWays.run(p);
  }

  @Test
  void elementIsSeenInEachOfItsWindows() {
    PCollection<KV<String, Integer>> pairs =
        p.apply(Create.timestamped(TimestampedValue.of(KV.of("a", 1), NOON)))
            .apply(
                Window.into(SlidingWindows.of(Duration.ofMinutes(2)).every(Duration.ofMinutes(1))));
    IntervalWindow first = new IntervalWindow(NOON.minusSeconds(60), NOON.plusSeconds(60));
    IntervalWindow second = new IntervalWindow(NOON, NOON.plusSeconds(120));
    PAssert.that(pairs.apply(Reify.windowsInValue()))
        .containsInAnyOrder(
            KV.of("a", ValueInSingleWindow.of(1, NOON, first, PaneInfo.NO_FIRING)),
            KV.of("a", ValueInSingleWindow.of(1, NOON, second, PaneInfo.NO_FIRING)));
    PAssert.that(pairs.apply(Reify.windows()))
        .containsInAnyOrder(
            ValueInSingleWindow.of(KV.of("a", 1), NOON, first, PaneInfo.NO_FIRING),
            ValueInSingleWindow.of(KV.of("a", 1), NOON, second, PaneInfo.NO_FIRING));
    BothWays.run(p);
  }

  @Test
  void viewsBecomeElements() {
    PCollection<String> words = p.apply("Words", Create.of("a", "b"));
    PCollectionView<Integer> seven = p.apply("Seven", Create.of(7)).apply(View.asSingleton());
    PAssert.that(words.apply(Reify.viewAsValues(seven, VarIntCoder.of())))
        .containsInAnyOrder(KV.of("a", 7), KV.of("b", 7));
    PAssert.that(p.apply(Reify.viewInGlobalWindow(seven, VarIntCoder.of()))).containsInAnyOrder(7);
    BothWays.run(p);
  }

  @Test
  void timestampsThatGoBackAreRefused() {
    p.apply(Create.timestamped(TimestampedValue.of("a", NOON)))
        .apply("Back", WithTimestamps.of(word -> NOON.minusMillis(1)));
    BothWays.fails(p, "Back/AddTimestamps").withMessageContaining("before that of the input");
  }

  @Test
  void createdElementsStandAtTheBeginningOfTime() {
    PAssert.that(p.apply(Create.of(1)).apply(Reify.timestamps()))
        .containsInAnyOrder(TimestampedValue.of(1, BoundedWindow.TIMESTAMP_MIN_VALUE));
    PAssert.that(
            p.apply("Longs", Create.of(Collections.singletonList(1L)))
                .apply(MapElements.into(longs()).via((Long n) -> n + 1)))
        .satisfies(
            numbers -> {
              assertThat(numbers).containsExactly(2L);
              return null;
            });
    BothWays.run(p);
  }
}
