package io.millrace.examples;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.PeriodicImpulse;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.Wait;
import io.millrace.sdk.transforms.join.TemporalJoin;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The answers of {@code docs/patterns.md}: how to do what many streams need. */
public final class Patterns {

  private Patterns() {}

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A tick each minute, from the time at which the pipeline begins on. */
  static PeriodicImpulse eachMinute() {
    return PeriodicImpulse.create().withInterval(MINUTE);
  }

  /** Something outside of the pipeline that changes now and then, such as a table of rates. */
  interface RateTable extends Serializable {
    /** Rates by currency, as they are now; told for which time they are asked. */
    Map<String, Double> read(Instant time);
  }

  private static final class ReadRates extends DoFn<Instant, Map<String, Double>> {
    private static final long serialVersionUID = 1;

    private final RateTable table;

    ReadRates(RateTable table) {
      this.table = table;
    }

    @ProcessElement
    public void processElement(@Element Instant time, OutputReceiver<Map<String, Double>> out) {
      out.output(table.read(time));
    }
  }

  /** A side input that is read anew each minute: elements see what was read last. */
  static PCollectionView<Map<String, Double>> latestRates(
      Pipeline pipeline, PeriodicImpulse eachMinute, RateTable table) {
    return pipeline
        .apply("EachMinute", eachMinute)
        .apply("ReadRates", ParDo.of(new ReadRates(table)))
        .apply(
            "AtOnce",
            Window.<Map<String, Double>>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .discardingFiredPanes())
        .apply("Rates", View.asLatest());
  }

  /** A side input that is read anew each minute: elements see what was read in their minute. */
  static PCollectionView<Map<String, Double>> ratesOfTheMinute(
      Pipeline pipeline, PeriodicImpulse eachMinute, RateTable table) {
    return pipeline
        .apply("EachMinute", eachMinute.applyWindowing())
        .apply("ReadRates", ParDo.of(new ReadRates(table)))
        .apply("Rates", View.<Map<String, Double>>asSingleton().withDefaultValue(Map.of()));
  }

  /** Orders by currency, in cents of the one in which everything is counted. */
  static PCollection<Long> converted(
      PCollection<KV<String, Long>> orders, PCollectionView<Map<String, Double>> rates) {
    return orders.apply("Convert", ParDo.of(new Convert()).withSideInput("rates", rates));
  }

  private static final class Convert extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> order,
        @SideInput("rates") Map<String, Double> rates,
        OutputReceiver<Long> out) {
      out.output(Math.round(order.getValue() * rates.getOrDefault(order.getKey(), 0.0)));
    }
  }

  /** A stream and a table that does not change and fits into memory. */
  static PCollection<Long> joinedInMemory(
      PCollection<KV<String, Long>> orders, PCollection<KV<String, Double>> rates) {
    PCollectionView<Map<String, Double>> rateOf = rates.apply("RateOf", View.asMap());
    return orders.apply("Convert", ParDo.of(new Convert()).withSideInput("rates", rateOf));
  }

  /** A stream and a table that does not change and is spread over the tasks by its keys. */
  static PCollection<KV<String, KV<Long, Double>>> joinedByKey(
      PCollection<KV<String, Long>> orders, PCollection<KV<String, Double>> rates) {
    return orders.apply(TemporalJoin.asOf().inner(rates));
  }

  /** Orders are announced once all orders of their minute have been stored. */
  static PCollection<String> announcedOnceStored(
      PCollection<KV<String, Long>> orders,
      DoFn<KV<String, Long>, String> store,
      DoFn<KV<String, Long>, String> announce) {
    PCollection<KV<String, Long>> byMinute =
        orders.apply("Minutes", Window.into(FixedWindows.of(MINUTE)));
    PCollection<String> stored = byMinute.apply("Store", ParDo.of(store));
    return byMinute.apply(Wait.on(stored)).apply("Announce", ParDo.of(announce));
  }

  /** A piece of work each minute, that has nothing to do with the elements of a stream. */
  static PCollection<String> cleanedUp(
      Pipeline pipeline, PeriodicImpulse eachMinute, DoFn<Instant, String> cleanUp) {
    return pipeline
        .apply("EachMinute", eachMinute.catchUpToNow(false))
        .apply("CleanUp", ParDo.of(cleanUp));
  }
}
