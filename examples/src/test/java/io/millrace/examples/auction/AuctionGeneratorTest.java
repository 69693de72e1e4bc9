package io.millrace.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuctionGeneratorTest {

  /** Checksums that an independent implementation of the same stream gave. */
  @ParameterizedTest
  @CsvSource({
    "1, 11e713b054bc7f36",
    "50, 4735829c0bd037a3",
    "10000, 17331924671e5e4c",
    "1000000, 95717244307d27c2",
  })
  void theFirstNEventsHaveTheKnownChecksum(long n, String checksum) {
    long sum = 0;
    for (long i = 0; i < n; i++) {
      sum += ResultHash.of(AuctionGenerator.event(i));
    }
    assertThat(String.format("%016x", sum)).isEqualTo(checksum);
  }

  @Test
  void ofFiftyEventsOneIsAPersonThreeAreAuctionsAndTheRestAreBids() {
    int persons = 0;
    int auctions = 0;
    int bids = 0;
    for (long i = 5_000; i < 5_050; i++) {
      AuctionEvent event = AuctionGenerator.event(i);
      persons += event instanceof Person ? 1 : 0;
      auctions += event instanceof Auction ? 1 : 0;
      bids += event instanceof Bid ? 1 : 0;
    }
    assertThat(new int[] {persons, auctions, bids}).containsExactly(1, 3, 46);
  }

  @Test
  void anEventIsTheSameHoweverOftenAndInWhateverOrderItIsAskedFor() {
    AuctionEvent later = AuctionGenerator.event(123_456);
    AuctionGenerator.event(7);
    assertThat(AuctionGenerator.event(123_456)).isEqualTo(later);
  }

  @Test
  void eventTimeAdvancesOneMillisecondEveryTenEvents() {
    assertThat(AuctionGenerator.event(0).dateTime()).isEqualTo(AuctionGenerator.BASE_TIME);
    assertThat(AuctionGenerator.event(9).dateTime()).isEqualTo(AuctionGenerator.BASE_TIME);
    assertThat(AuctionGenerator.event(10).dateTime()).isEqualTo(AuctionGenerator.BASE_TIME + 1);
    assertThat(AuctionGenerator.event(10_000_000).dateTime())
        .isEqualTo(AuctionGenerator.BASE_TIME + 1_000_000);
  }

  @Test
  void halfOfTheBidsGoToTheHotAuctionOfTheMoment() {
    int hot = 0;
    int bids = 0;
    for (long i = 1_000_000; i < 1_100_000; i++) {
      if (AuctionGenerator.event(i) instanceof Bid bid) {
        bids++;
        hot += bid.auction() % 100 == 0 ? 1 : 0;
      }
    }
    assertThat((double) hot / bids).isBetween(0.48, 0.53);
  }
}
