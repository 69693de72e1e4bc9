package io.millrace.runners.direct.transforms;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transforms that change where elements are, and nothing else. */
class PlacesTest {

  private static final VarIntCoder INTS = VarIntCoder.of();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();
  private static final KvCoder<String, Integer> PAIRS = KvCoder.of(STRINGS, INTS);

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @Test
  void redistributedElementsKeepTimestampWindowsAndPane() {
    check("Reshuffle", Reshuffle.of());
    check("ViaRandomKey", Reshuffle.viaRandomKey());
    check("ByKey", Redistribute.byKey());
    check("Arbitrarily", Redistribute.arbitrarily());
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  private void check(
      String name,
      PTransform<PCollection<KV<String, Integer>>, PCollection<KV<String, Integer>>> spread) {
    PCollection<KV<String, Integer>> pairs =
        p.apply(
                name + "Source",
                Elements.timestamped(
                    PAIRS,
                    TimestampedValue.of(KV.of("a", 1), Instant.ofEpochSecond(3)),
                    TimestampedValue.of(KV.of("b", 2), Instant.ofEpochSecond(7))))
            .apply(
                name + "Windows",
                Window.into(
                    SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5))));
    PAssert.that(
            pairs
                .apply(name, spread)
                .apply(name + "Seen", ParDo.of(new Describe<KV<String, Integer>>()))
                .setCoder(STRINGS))
        .containsInAnyOrder(
            "KV{a, 1}@3 -5..5 UNKNOWN",
            "KV{a, 1}@3 0..10 UNKNOWN",
            "KV{b, 2}@7 0..10 UNKNOWN",
            "KV{b, 2}@7 5..15 UNKNOWN");
    PCollection<Integer> grouped =
        pairs
            .apply(name + "Group", GroupByKey.create())
            .apply(name + "First", ParDo.of(Each.element(g -> g.getValue().iterator().next())))
            .setCoder(INTS)
            .apply(name + "Again", Redistribute.arbitrarily());
    PAssert.that(grouped.apply(name + "Panes", ParDo.of(new Describe<Integer>())).setCoder(STRINGS))
        .containsInAnyOrder(
            "1@4 -5..5 ON_TIME", "1@9 0..10 ON_TIME", "2@9 0..10 ON_TIME", "2@14 5..15 ON_TIME");
  }

  @Test
  void flattenTakesACollectionAsOftenAsItIsGivenAndNothingFromNothing() {
    PCollection<Integer> some = p.apply("Some", Elements.of(INTS, 1, 2));
    PCollection<Integer> none =
        PCollectionList.<Integer>empty(p).apply("Nothing", Flatten.pCollections()).setCoder(INTS);
    PAssert.that(none).empty();
    PAssert.that(PCollectionList.of(some).and(some).and(none).apply("All", Flatten.pCollections()))
        .containsInAnyOrder(1, 2, 1, 2);
    PAssert.that(some.apply(Flatten.with(none))).containsInAnyOrder(1, 2);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void flattenedCollectionsMayDifferInTheFormOfTheirCoders() {
    PCollection<@Nullable Integer> plain = p.apply("Plain", Elements.of(INTS, 1, 2));
    PCollection<@Nullable Integer> nullable =
        p.apply("Nullable", Elements.of(NullableCoder.of(INTS), 3, null));
    PCollection<@Nullable Integer> all =
        PCollectionList.of(plain)
            .and(nullable)
            .apply(Flatten.pCollections())
            .apply(Redistribute.arbitrarily());
    PAssert.that(all).containsInAnyOrder(1, 2, 3, null);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void iterablesAreTakenApart() {
    PCollection<Integer> numbers =
        p.apply(Elements.of(ListCoder.of(INTS), List.of(1, 2), List.of(), List.of(3)))
            .apply(Flatten.iterables());
    PAssert.that(numbers).containsInAnyOrder(1, 2, 3);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  private static final class Describe<T> extends DoFn<T, String> {
    @ProcessElement
    public void processElement(
        @Element T element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<String> out) {
      IntervalWindow interval = (IntervalWindow) window;
      out.output(
          String.format(
              "%s@%d %d..%d %s",
              element,
              timestamp.getEpochSecond(),
              interval.start().getEpochSecond(),
              interval.end().getEpochSecond(),
              pane.getTiming()));
    }
  }
}
