package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.Auction;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Events;
import io.millrace.examples.auction.Person;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;

/** q8: persons who registered and opened auctions within the same ten seconds. */
public record NewSellers() implements AuctionQuery<NewSellers.NewSeller> {

  private static final TupleTag<String> NAMES = new TupleTag<>() {};
  private static final TupleTag<Long> RESERVES = new TupleTag<>() {};

  /** A person, and the reserve of an auction of theirs. */
  public record NewSeller(long id, String name, long reserve) {}

  @Override
  public PCollection<NewSeller> answer(PCollection<AuctionEvent> events) {
    PCollection<AuctionEvent> windowed =
        events.apply("TenSeconds", Window.into(FixedWindows.of(Duration.ofSeconds(10))));
    PCollection<KV<Long, String>> names =
        windowed
            .apply("Persons", Events.only(Person.class))
            .apply(
                "NameById",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.strings()))
                    .via(person -> KV.of(person.id(), person.name())));
    PCollection<KV<Long, Long>> reserves =
        windowed
            .apply("Auctions", Events.only(Auction.class))
            .apply(
                "ReserveBySeller",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.longs()))
                    .via(auction -> KV.of(auction.seller(), auction.reserve())));
    return KeyedPCollectionTuple.of(NAMES, names)
        .and(RESERVES, reserves)
        .apply("Join", CoGroupByKey.create())
        .apply("Pairs", ParDo.of(new Pairs()));
  }

  private static final class Pairs extends DoFn<KV<Long, CoGbkResult>, NewSeller> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<Long, CoGbkResult> person, OutputReceiver<NewSeller> out) {
      for (String name : person.getValue().getAll(NAMES)) {
        for (long reserve : person.getValue().getAll(RESERVES)) {
          out.output(new NewSeller(person.getKey(), name, reserve));
        }
      }
    }
  }

  @Override
  public long hash(NewSeller row) {
    return hash(row.id(), row.name(), row.reserve());
  }

  /** The hash of a row. */
  public static long hash(long id, String name, long reserve) {
    return ResultHash.of(ResultHash.of(id, name), reserve);
  }
}
