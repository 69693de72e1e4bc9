package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.graph.AccumulatedPanes.Place;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule A2: accumulated panes that are aggregated again are warned of, and nothing else is. */
class AccumulatedPanesTest {

  private static final Trigger EVERY_TWO = Repeatedly.forever(AfterPane.elementCountAtLeast(2));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Pipeline pipeline = Pipeline.create();
  private final PCollection<KV<String, Long>> endless = pairs(IsBounded.UNBOUNDED);

  private PCollection<KV<String, Long>> pairs(IsBounded isBounded) {
    return PCollection.createPrimitiveOutputInternal(
        pipeline,
        WindowingStrategy.globalDefault(),
        isBounded,
        KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
  }

  private static Window<KV<String, Long>> minutes(Trigger trigger, Duration lateness) {
    return Window.<KV<String, Long>>into(FixedWindows.of(MINUTE))
        .triggering(trigger)
        .allowingTriggerToFinish()
        .withAllowedLateness(lateness)
        .accumulatingFiredPanes();
  }

  private Set<Place> places() {
    return AccumulatedPanes.in(pipeline.graph());
  }

  @Test
  void aSumOfAccumulatedCountsIsWarnedOf() {
    // tr-M11: 4 elements become 2, 6, 10, 10
    endless
        .apply(minutes(EVERY_TWO, Duration.ZERO))
        .apply("Counts", Count.perKey())
        .apply("Total", Sum.longsPerKey());

    assertThat(pipeline.graph().warnings())
        .filteredOn(warning -> warning.contains("panes"))
        .containsExactly(
            "Transform Total aggregates panes of Counts that hold everything"
                + " so far: it counts elements once for each pane that they are in. Apply"
                + " Window.configure().discardingFiredPanes() before Counts,"
                + " or keep one pane of each window by a function that looks at its PaneInfo.");
  }

  @Test
  void whatIsInBetweenDoesNotHideIt() {
    PCollection<Long> counts =
        endless
            .apply(minutes(EVERY_TWO, Duration.ZERO))
            .apply("Counts", GroupByKey.create())
            .apply("Size", ParDo.of(new Size()))
            .apply(Redistribute.arbitrarily());
    PCollectionList.of(counts)
        .and(counts)
        .apply(Flatten.pCollections())
        // Discarding here says nothing of the panes that come in.
        .apply(
            "Hours",
            Window.<Long>into(FixedWindows.of(Duration.ofHours(1)))
                .triggering(DefaultTrigger.of())
                .discardingFiredPanes())
        .apply("Total", Sum.longsGlobally().withoutDefaults());

    assertThat(places())
        .extracting(Place::emitting, Place::aggregating)
        .hasToString("[(\"Counts\", \"Total/Combine.perKey(SumLong)\")]");
  }

  @Test
  void eachPlaceIsWarnedOfOnce() {
    PCollection<KV<String, Long>> counts =
        endless.apply(minutes(EVERY_TWO, Duration.ZERO)).apply("Counts", Count.perKey());
    counts.apply("One", GroupByKey.create());
    counts
        .apply("Two", Sum.longsPerKey())
        // and once more: the second sum's panes are accumulated as well
        .apply("Three", Sum.longsPerKey());

    assertThat(places())
        .containsExactly(
            new Place("Counts", "One"), new Place("Counts", "Two"), new Place("Two", "Three"));
  }

  @Test
  void discardedPanesAreNoReasonToWarn() {
    endless
        .apply(minutes(EVERY_TWO, MINUTE).discardingFiredPanes())
        .apply(Count.perKey())
        .apply(Sum.longsPerKey());

    assertThat(places()).isEmpty();
  }

  @Test
  void anotherTriggerWithoutAnotherAggregationIsNoReasonToWarn() {
    endless
        .apply(minutes(EVERY_TWO, MINUTE))
        .apply("Before", Window.<KV<String, Long>>configure().triggering(DefaultTrigger.of()))
        .apply(Count.perKey())
        .apply("Behind", Window.into(new GlobalWindows()))
        .apply(Values.create());

    assertThat(places()).isEmpty();
  }

  @Test
  void windowsThatFireOnceAreNoReasonToWarn() {
    int n = 0;
    for (Window<KV<String, Long>> once :
        new Window[] {
          minutes(DefaultTrigger.of(), Duration.ZERO),
          minutes(Never.ever(), MINUTE),
          minutes(AfterPane.elementCountAtLeast(2), MINUTE),
          minutes(AfterWatermark.pastEndOfWindow(), MINUTE),
          minutes(
              AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)),
              Duration.ZERO),
          minutes(Repeatedly.forever(AfterWatermark.pastEndOfWindow()), Duration.ZERO)
        }) {
      endless
          .apply("Windows" + ++n, once)
          .apply("Counts" + n, Count.perKey())
          .apply("Total" + n, Sum.longsPerKey());
    }

    assertThat(places()).isEmpty();
  }

  @Test
  void windowsThatTakeLateDataFireOftenUnlessTheInputEnds() {
    int n = 0;
    for (PCollection<KV<String, Long>> input :
        new PCollection[] {endless, pairs(IsBounded.BOUNDED)}) {
      for (Trigger trigger :
          new Trigger[] {
            DefaultTrigger.of(),
            AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1))
          }) {
        input
            .apply("Windows" + ++n, minutes(trigger, MINUTE))
            .apply("Counts" + n, Count.perKey())
            .apply("Total" + n, Sum.longsPerKey());
      }
    }

    assertThat(places()).extracting(Place::aggregating).containsExactly("Total1", "Total2");
  }

  @Test
  void whoLooksAtPanesIsTakenToChooseAmongThem() {
    endless
        .apply(minutes(EVERY_TWO, MINUTE))
        .apply("Counts", Count.perKey())
        .apply(ParDo.of(new LastPanes()))
        .apply("Total", Sum.longsPerKey());

    assertThat(places()).isEmpty();
  }

  @Test
  void aSideInputTakesTheNewestPaneAndNotAll() {
    var view =
        endless
            .apply(minutes(EVERY_TWO, MINUTE))
            .apply("Counts", Count.perKey())
            .apply(View.asMap());
    endless
        .apply("Minutes", Window.into(FixedWindows.of(MINUTE)))
        .apply("Read", ParDo.of(new Copy()).withSideInputs(view))
        .apply("Total", Sum.longsPerKey());

    assertThat(places()).isEmpty();
  }

  private static final class Size extends DoFn<KV<String, Iterable<Long>>, Long> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<Long>> group, OutputReceiver<Long> out) {
      long size = 0;
      for (Long each : group.getValue()) {
        size += each == null ? 0 : 1;
      }
      out.output(size);
    }
  }

  private static final class Copy extends DoFn<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> element, OutputReceiver<KV<String, Long>> out) {
      out.output(element);
    }
  }

  private static final class LastPanes extends DoFn<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> element, PaneInfo pane, OutputReceiver<KV<String, Long>> out) {
      if (pane.isLast()) {
        out.output(element);
      }
    }
  }
}
