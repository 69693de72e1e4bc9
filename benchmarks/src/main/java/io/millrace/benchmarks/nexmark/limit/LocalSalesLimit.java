package io.millrace.benchmarks.nexmark.limit;

import io.millrace.benchmarks.nexmark.query.LocalSales;
import io.millrace.examples.auction.Auction;
import io.millrace.examples.auction.AuctionEvent;
import io.millrace.examples.auction.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** q3: only what is asked for is handed on. */
final class LocalSalesLimit extends ExchangingWorker<List<AuctionEvent>> {

  private final List<List<AuctionEvent>> found = new ArrayList<>();
  private final Map<Long, Person> persons = new HashMap<>();

  /** The auctions by seller, as long as those have not registered. */
  private final Map<Long, List<Long>> waiting = new HashMap<>();

  LocalSalesLimit(int threads) {
    for (int thread = 0; thread < threads; thread++) {
      found.add(new ArrayList<>());
    }
  }

  @Override
  void event(AuctionEvent event) {
    if (event instanceof Person person) {
      if (LocalSales.isLocal(person)) {
        found.get(Keys.owner(person.id(), found.size())).add(person);
      }
    } else if (event instanceof Auction auction && LocalSales.isOfCategory(auction)) {
      found.get(Keys.owner(auction.seller(), found.size())).add(auction);
    }
  }

  @Override
  List<AuctionEvent> take(int thread) {
    return found.set(thread, new ArrayList<>());
  }

  @Override
  void merge(long second, List<List<AuctionEvent>> parts) {
    for (List<AuctionEvent> part : parts) {
      for (AuctionEvent event : part) {
        if (event instanceof Person person) {
          merge(person);
        } else if (event instanceof Auction auction) {
          merge(auction);
        }
      }
    }
  }

  private void merge(Person person) {
    persons.put(person.id(), person);
    List<Long> auctions = waiting.remove(person.id());
    if (auctions != null) {
      for (long auction : auctions) {
        emit(person, auction);
      }
    }
  }

  private void merge(Auction auction) {
    Person seller = persons.get(auction.seller());
    if (seller != null) {
      emit(seller, auction.id());
    } else {
      waiting.computeIfAbsent(auction.seller(), id -> new ArrayList<>(2)).add(auction.id());
    }
  }

  private void emit(Person seller, long auction) {
    tally.add(LocalSales.hash(seller.name(), seller.city(), seller.state(), auction));
  }
}
