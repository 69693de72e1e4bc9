package io.millrace.sdk.graph;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.graph.GoldenFunctions.Reading;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.time.Duration;
import java.util.Map;

/**
 * The pipeline of the golden files: as much of the model as a pipeline can use. It is composed of
 * primitive transforms where it can, so that it changes only when the model does.
 */
final class GoldenPipeline {

  private GoldenPipeline() {}

  static Pipeline build() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Reading> bergen = pipeline.apply("Bergen", new Station("Bergen", 3));
    PCollection<Reading> hamar = pipeline.apply("Hamar", new Station("Hamar", 2));
    PCollection<Reading> all =
        PCollectionList.of(bergen).and(hamar).apply("All", Flatten.pCollections());
    PCollectionTuple parts = split(pipeline, all);
    group(parts.get(MAIN));
    pay(pipeline);
    count(pipeline);
    return pipeline;
  }

  private static final TupleTag<KV<String, Long>> MAIN = new TupleTag<>("warm") {};
  private static final TupleTag<Reading> COLD = new TupleTag<>("cold") {};
  private static final TupleTag<String> NOTES = new TupleTag<>("notes") {};
  private static final TupleTag<KV<String, Long>> TOO_LATE = new TupleTag<>("too_late") {};

  /** A composite. */
  private static final class Station extends PTransform<PBegin, PCollection<Reading>> {
    private final String name;
    private final int readings;

    Station(String name, int readings) {
      this.name = name;
      this.readings = readings;
    }

    @Override
    public PCollection<Reading> expand(PBegin input) {
      return input
          .apply("Start", Impulse.create())
          .apply("Expand", ParDo.of(new GoldenFunctions.Expand(name, readings)));
    }
  }

  private static PCollectionTuple split(Pipeline pipeline, PCollection<Reading> all) {
    PCollectionView<Map<String, Long>> limits =
        pipeline
            .apply("LimitsStart", Impulse.create())
            .apply("Limits", ParDo.of(new GoldenFunctions.Limits()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
            .apply("LimitsByStation", View.asMap());
    PCollectionView<Long> factor =
        pipeline
            .apply("Factor", Read.from(new GoldenFunctions.Numbers(IsBounded.BOUNDED)))
            .apply("TheFactor", View.asSingleton());
    return all.apply(
        "Split",
        ParDo.of(new GoldenFunctions.Split(limits, factor, COLD, NOTES))
            .withSideInputs(limits, factor)
            .withOutputTags(MAIN, TupleTagList.of(COLD).and(NOTES)));
  }

  private static void group(PCollection<KV<String, Long>> warm) {
    warm.apply(
            "InMinutes",
            Window.<KV<String, Long>>into(
                    FixedWindows.of(Duration.ofMinutes(1)).withOffset(Duration.ofSeconds(7)))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(
                            AfterProcessingTime.pastFirstElementInPane()
                                .plusDelayOf(Duration.ofSeconds(3)))
                        .withLateFirings(AfterPane.elementCountAtLeast(5)))
                .accumulatingFiredPanes()
                .withAllowedLateness(Duration.ofHours(1), ClosingBehavior.FIRE_ALWAYS)
                .withTimestampCombiner(TimestampCombiner.LATEST)
                .withLateDataOutput(TOO_LATE))
        .apply("GroupMinutes", GroupByKey.create())
        .apply("SumMinutes", ParDo.of(new GoldenFunctions.Sum()));
    warm.apply(
            "Sliding",
            Window.<KV<String, Long>>into(
                    SlidingWindows.of(Duration.ofHours(1)).every(Duration.ofMinutes(5)))
                .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)
                .withTimestampCombiner(TimestampCombiner.EARLIEST)
                .withLateDataOutput(TOO_LATE))
        .apply("SpanSliding", Combine.perKey(new GoldenFunctions.Span()))
        .apply("Spread", Redistribute.arbitrarily());
    warm.apply("Gaps", Window.into(new GoldenFunctions.Gap(Duration.ofMinutes(2))))
        .apply("GroupGaps", GroupByKey.create());
  }

  private static void pay(Pipeline pipeline) {
    pipeline
        .apply("Amounts", Read.from(new GoldenFunctions.Numbers(IsBounded.UNBOUNDED)))
        .apply("Pay", ParDo.of(new GoldenFunctions.Pay()))
        .apply("Book", Write.to(new GoldenFunctions.Ledger("daily")));
  }

  private static void count(Pipeline pipeline) {
    pipeline
        .apply("Tops", Read.from(new GoldenFunctions.Numbers(IsBounded.BOUNDED)))
        .apply("CountUp", ParDo.of(new GoldenFunctions.CountUp()));
  }
}
