package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.NewSellers;
import io.millrace.examples.auction.Auction;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Person;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** q8: only ids, names and reserves are handed on, and joined when their window is over. */
final class NewSellersLimit extends ExchangingWorker<NewSellersLimit.Part> {

  private static final int SECONDS = 10;

  /** What one thread found for another in a second. */
  static final class Part {
    final LongList persons = new LongList();
    final List<String> names = new ArrayList<>();
    final LongList sellers = new LongList();
    final LongList reserves = new LongList();
  }

  private final Part[] found;
  private final Map<Long, String> names = new HashMap<>();
  private final LongList sellers = new LongList();
  private final LongList reserves = new LongList();

  NewSellersLimit(int threads) {
    found = new Part[threads];
    Arrays.setAll(found, thread -> new Part());
  }

  @Override
  void event(AuctionEvent event) {
    if (event instanceof Person person) {
      Part part = found[Keys.owner(person.id(), found.length)];
      part.persons.add(person.id());
      part.names.add(person.name());
    } else if (event instanceof Auction auction) {
      Part part = found[Keys.owner(auction.seller(), found.length)];
      part.sellers.add(auction.seller());
      part.reserves.add(auction.reserve());
    }
  }

  @Override
  Part take(int thread) {
    Part part = found[thread];
    found[thread] = new Part();
    return part;
  }

  @Override
  void merge(long second, List<Part> parts) {
    for (Part part : parts) {
      for (int i = 0; i < part.persons.size(); i++) {
        names.put(part.persons.get(i), part.names.get(i));
      }
      sellers.addAll(part.sellers);
      reserves.addAll(part.reserves);
    }
    if (second % SECONDS == SECONDS - 1) {
      close();
    }
  }

  private void close() {
    for (int i = 0; i < sellers.size(); i++) {
      long seller = sellers.get(i);
      String name = names.get(seller);
      if (name != null) {
        tally.add(NewSellers.hash(seller, name, reserves.get(i)));
      }
    }
    names.clear();
    sellers.clear();
    reserves.clear();
  }

  @Override
  void end(long lastSecond) {
    close();
  }
}
