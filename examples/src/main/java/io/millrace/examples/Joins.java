package io.millrace.examples;

import io.millrace.sdk.extensions.joinlibrary.Join;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.IntervalJoin;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.join.TemporalJoin;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.util.Map;

/** The joins of {@code docs/joins.md}: what brings collections together, and by what. */
public final class Joins {

  private Joins() {}

  private static final Duration DAY = Duration.ofDays(1);
  private static final TupleTag<Long> ORDERED = new TupleTag<>("ordered");
  private static final TupleTag<Long> RETURNED = new TupleTag<>("returned");

  /** In windows, all values of a key together: what customers kept each day, in cents. */
  static PCollection<String> keptByDay(
      PCollection<KV<String, Long>> orders, PCollection<KV<String, Long>> returns) {
    return KeyedPCollectionTuple.of(
            ORDERED, orders.apply("DaysOfOrders", Window.into(FixedWindows.of(DAY))))
        .and(RETURNED, returns.apply("DaysOfReturns", Window.into(FixedWindows.of(DAY))))
        .apply(CoGroupByKey.create())
        .apply("Kept", ParDo.of(new Kept()));
  }

  private static final class Kept extends DoFn<KV<String, CoGbkResult>, String> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, CoGbkResult> customer, OutputReceiver<String> out) {
      long cents = 0;
      for (long ordered : customer.getValue().getAll(ORDERED)) {
        cents += ordered;
      }
      for (long returned : customer.getValue().getAll(RETURNED)) {
        cents -= returned;
      }
      out.output(customer.getKey() + " " + cents);
    }
  }

  /** In windows, pairs: each order with each return of the same customer and day, or none. */
  static PCollection<KV<String, KV<Long, Long>>> returnsOfTheDay(
      PCollection<KV<String, Long>> orders, PCollection<KV<String, Long>> returns) {
    return Join.leftOuterJoin(
        orders.apply("DaysOfOrders", Window.into(FixedWindows.of(DAY))),
        returns.apply("DaysOfReturns", Window.into(FixedWindows.of(DAY))),
        0L);
  }

  /** By distance in time: each order with its payment within the hour, or with none. */
  static PCollection<KV<String, KV<Long, String>>> paidInTime(
      PCollection<KV<String, Long>> ordersById, PCollection<KV<String, String>> paymentsById) {
    return ordersById.apply(
        IntervalJoin.between(Duration.ZERO, Duration.ofHours(1)).leftOuter(paymentsById));
  }

  /** By what was valid then: each order with the rate of its currency at the time of the order. */
  static PCollection<KV<String, KV<Long, Double>>> atTheRateOfThen(
      PCollection<KV<String, Long>> ordersByCurrency,
      PCollection<KV<String, Double>> ratesByCurrency) {
    return ordersByCurrency.apply(TemporalJoin.asOf().withMaxAge(DAY).inner(ratesByCurrency));
  }

  /** With a table that fits into memory and does not change: names in the place of keys. */
  static PCollection<String> withNames(
      PCollection<KV<String, Long>> orders, PCollection<KV<String, String>> names) {
    PCollectionView<Map<String, String>> nameOf = names.apply(View.asMap());
    return orders.apply("Name", ParDo.of(new Name()).withSideInput("names", nameOf));
  }

  private static final class Name extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, Long> order,
        @SideInput("names") Map<String, String> names,
        OutputReceiver<String> out) {
      out.output(names.getOrDefault(order.getKey(), "unknown") + " " + order.getValue());
    }
  }
}
