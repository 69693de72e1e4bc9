package io.millrace.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.io.Read;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QuietAuctionsTest {

  private static final long EVENTS = 1000 * AuctionGenerator.EVENTS_PER_MILLI;
  private static final Duration WITHIN = Duration.ofMillis(20);

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  @Test
  void auctionsWithoutABidInTimeAreThoseThatAPlainLoopFinds() {
    List<Auction> expected = new ArrayList<>();
    for (long i = 0; i < EVENTS; i++) {
      if (AuctionGenerator.event(i) instanceof Auction auction) {
        Set<Long> wanted = new HashSet<>();
        for (long j = 0; j < EVENTS; j++) {
          long after = AuctionGenerator.eventTime(j) - auction.dateTime();
          if (after > WITHIN.toMillis()) {
            break;
          }
          if (after >= 0 && AuctionGenerator.event(j) instanceof Bid bid) {
            wanted.add(bid.auction());
          }
        }
        if (!wanted.contains(auction.id())) {
          expected.add(auction);
        }
      }
    }
    assertThat(expected).hasSizeBetween(5, 500);

    PAssert.that(
            pipeline
                .apply(Read.from(AuctionSource.between(0, EVENTS)))
                .apply(new QuietAuctions(WITHIN)))
        .containsInAnyOrder(expected);
    pipeline.run();
  }
}
