package io.millrace.benchmarks.nexmark.query;

import io.millrace.examples.auction.Auction;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Person;
import io.millrace.examples.auction.ResultHash;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;

/**
 * q3: who sells things of one category from Oregon, Idaho or California: persons joined with
 * auctions by seller, each pair as soon as both are there.
 */
public record LocalSales() implements AuctionQuery<LocalSales.Sale> {

  /** A person and an auction of theirs. */
  public record Sale(String name, String city, String state, long auction) {}

  @Override
  public PCollection<Sale> answer(PCollection<AuctionEvent> events) {
    return events.apply("BySeller", ParDo.of(new BySeller())).apply("Join", ParDo.of(new Join()));
  }

  /** Whether the person lives where it is asked for. */
  public static boolean isLocal(Person person) {
    return switch (person.state()) {
      case "OR", "ID", "CA" -> true;
      default -> false;
    };
  }

  /** Whether the auction is of the category that is asked for. */
  public static boolean isOfCategory(Auction auction) {
    return auction.category() == 10;
  }

  private static final class BySeller extends DoFn<AuctionEvent, KV<Long, AuctionEvent>> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element AuctionEvent event, OutputReceiver<KV<Long, AuctionEvent>> out) {
      if (event instanceof Person person && isLocal(person)) {
        out.output(KV.of(person.id(), person));
      } else if (event instanceof Auction auction && isOfCategory(auction)) {
        out.output(KV.of(auction.seller(), auction));
      }
    }
  }

  /** Keeps the person, and until they have registered their auctions. */
  private static final class Join extends DoFn<KV<Long, AuctionEvent>, Sale> {

    private static final long serialVersionUID = 1;

    @StateId("person")
    private final StateSpec<ValueState<Person>> person = StateSpecs.value();

    @StateId("auctions")
    private final StateSpec<BagState<Long>> auctions = StateSpecs.bag();

    @ProcessElement
    public void processElement(
        @Element KV<Long, AuctionEvent> element,
        @StateId("person") ValueState<Person> person,
        @StateId("auctions") BagState<Long> auctions,
        OutputReceiver<Sale> out) {
      if (element.getValue() instanceof Person registered) {
        person.write(registered);
        for (long auction : auctions.read()) {
          out.output(sale(registered, auction));
        }
        auctions.clear();
      } else if (element.getValue() instanceof Auction auction) {
        Person seller = person.read();
        if (seller == null) {
          auctions.add(auction.id());
        } else {
          out.output(sale(seller, auction.id()));
        }
      }
    }

    private static Sale sale(Person seller, long auction) {
      return new Sale(seller.name(), seller.city(), seller.state(), auction);
    }
  }

  @Override
  public long hash(Sale sale) {
    return hash(sale.name(), sale.city(), sale.state(), sale.auction());
  }

  /** The hash of a row. */
  public static long hash(String name, String city, String state, long auction) {
    return ResultHash.of(
        ResultHash.of(ResultHash.of(ResultHash.of(3, name), city), state), auction);
  }
}
