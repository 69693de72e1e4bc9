package io.millrace.examples.auction;

import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TypeDescriptors;

/** Persons who have both registered and opened auctions: their names and numbers of auctions. */
public final class NewSellers
    extends PTransform<PCollection<AuctionEvent>, PCollection<KV<String, Long>>> {

  private static final TupleTag<String> NAMES = new TupleTag<>() {};
  private static final TupleTag<Long> AUCTIONS = new TupleTag<>() {};

  @Override
  public PCollection<KV<String, Long>> expand(PCollection<AuctionEvent> events) {
    PCollection<KV<Long, String>> names =
        events
            .apply("Persons", Events.only(Person.class))
            .apply(
                "NameById",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.strings()))
                    .via(person -> KV.of(person.id(), person.name())));
    PCollection<KV<Long, Long>> auctions =
        events
            .apply("Auctions", Events.only(Auction.class))
            .apply("Seller", MapElements.into(TypeDescriptors.longs()).via(Auction::seller))
            .apply("AuctionsPerSeller", Count.perElement());
    return KeyedPCollectionTuple.of(NAMES, names)
        .and(AUCTIONS, auctions)
        .apply("Join", CoGroupByKey.create())
        .apply("Both", ParDo.of(new Both()));
  }

  private static final class Both extends DoFn<KV<Long, CoGbkResult>, KV<String, Long>> {

    @ProcessElement
    public void processElement(
        @Element KV<Long, CoGbkResult> person, OutputReceiver<KV<String, Long>> out) {
      for (String name : person.getValue().getAll(NAMES)) {
        for (long auctions : person.getValue().getAll(AUCTIONS)) {
          out.output(KV.of(name, auctions));
        }
      }
    }
  }
}
