package io.millrace.examples.auction;

import io.millrace.sdk.io.Read;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NewSellersTest {

  private static final long EVENTS_PER_SECOND = 1000 * AuctionGenerator.EVENTS_PER_MILLI;

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  /** Who registered in a second and opened auctions in it, in a plain loop. */
  private static List<KV<String, Long>> ofSecond(long second) {
    Map<Long, String> names = new HashMap<>();
    Map<Long, Long> auctions = new HashMap<>();
    for (long i = second * EVENTS_PER_SECOND; i < (second + 1) * EVENTS_PER_SECOND; i++) {
      AuctionEvent event = AuctionGenerator.event(i);
      if (event instanceof Person person) {
        names.put(person.id(), person.name());
      } else if (event instanceof Auction auction) {
        auctions.merge(auction.seller(), 1L, Long::sum);
      }
    }
    List<KV<String, Long>> sellers = new ArrayList<>();
    names.forEach(
        (id, name) -> {
          if (auctions.containsKey(id)) {
            sellers.add(KV.of(name, auctions.get(id)));
          }
        });
    return sellers;
  }

  @Test
  void personsAndAuctionsOfOneWindowAreJoined() {
    List<KV<String, Long>> expected = new ArrayList<>(ofSecond(0));
    expected.addAll(ofSecond(1));

    PAssert.that(
            pipeline
                .apply(Read.from(AuctionSource.between(0, 2 * EVENTS_PER_SECOND)))
                .apply(Window.into(FixedWindows.of(Duration.ofSeconds(1))))
                .apply(new NewSellers()))
        .containsInAnyOrder(expected);
    pipeline.run();
  }
}
