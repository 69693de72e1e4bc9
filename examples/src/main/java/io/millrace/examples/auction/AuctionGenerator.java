package io.millrace.examples.auction;

import static io.millrace.examples.auction.SplitMix64.mix;

/**
 * The events of the auction site: event {@code i} is a pure function of {@code i}.
 *
 * <p>Of each 50 events 1 is a person, 3 are auctions and 46 are bids. Event time advances by 100
 * microseconds an event. Half of the bids go to one hot auction of the moment and three quarters
 * come from one hot bidder, as in the Nexmark benchmark whose shape this follows.
 *
 * <p>Thread-safe: there is no state.
 */
public final class AuctionGenerator {

  /** The time of event 0, in milliseconds since the epoch. */
  public static final long BASE_TIME = 1_600_000_000_000L;

  /** How many events share one millisecond. */
  public static final long EVENTS_PER_MILLI = 10;

  private static final int EVENTS_PER_EPOCH = 50;
  private static final int AUCTIONS_PER_EPOCH = 3;
  private static final long FIRST_PERSON = 1000;
  private static final long FIRST_AUCTION = 1000;
  private static final long FIRST_CATEGORY = 10;
  private static final int CATEGORIES = 5;

  /** One in so many persons (or auctions) is hot, until the next one of its kind takes over. */
  private static final int HOT_STRIDE = 100;

  /** Who is not hot is chosen among so many latest ones. */
  private static final int ACTIVE_PERSONS = 1000;

  private static final int ACTIVE_AUCTIONS = 100;

  /** Ids up to this far ahead are used before their person or auction appears. */
  private static final int LEAD = 10;

  private AuctionGenerator() {}

  /** The time of event {@code i}, in milliseconds since the epoch. */
  public static long eventTime(long i) {
    return BASE_TIME + i / EVENTS_PER_MILLI;
  }

  /** Event {@code i}, {@code i >= 0}. */
  public static AuctionEvent event(long i) {
    long epoch = i / EVENTS_PER_EPOCH;
    int offset = (int) (i % EVENTS_PER_EPOCH);
    if (offset > AUCTIONS_PER_EPOCH) {
      return bid(i, epoch);
    }
    return offset == 0 ? person(i, epoch) : auction(i, epoch, offset);
  }

  private static Person person(long i, long epoch) {
    long h = mix(i);
    String first = Vocabulary.firstName(below(h, Vocabulary.FIRST_NAMES));
    String last = Vocabulary.lastName((h & 0xffff) % Vocabulary.LAST_NAMES);
    return new Person(
        FIRST_PERSON + epoch,
        first + " " + last,
        first + "." + last + (h & 0xfff) + "@example.org",
        creditCard(mix(h)),
        Vocabulary.city((h >>> 20) & 0xffff),
        Vocabulary.state((h >>> 36) & 0xffff),
        eventTime(i));
  }

  private static String creditCard(long digits) {
    char[] card = new char[19];
    for (int k = 0; k < card.length; k++) {
      if (k % 5 == 4) {
        card[k] = ' ';
      } else {
        card[k] = (char) ('0' + (digits & 7));
        digits >>>= 3;
      }
    }
    return new String(card);
  }

  private static Auction auction(long i, long epoch, int offset) {
    long h = mix(i);
    long g = mix(h);
    long initialBid = Vocabulary.price((int) (g >>> 40) & 0xfff);
    long seller =
        (h & 3) != 0 ? FIRST_PERSON + epoch / HOT_STRIDE * HOT_STRIDE : activePerson(epoch, g);
    return new Auction(
        FIRST_AUCTION + epoch * AUCTIONS_PER_EPOCH + offset - 1,
        Vocabulary.text((int) (g & 0xffff), 20),
        Vocabulary.text((int) (g >>> 16) & 0xffff, 80 + ((int) (g >>> 32) & 31)),
        initialBid,
        initialBid + Vocabulary.price((int) (h >>> 40) & 0xfff),
        eventTime(i),
        eventTime(i) + 1 + ((h >>> 20) & 0x3fff),
        seller,
        FIRST_CATEGORY + ((h >>> 8) & 0xffff) % CATEGORIES);
  }

  private static Bid bid(long i, long epoch) {
    long h = mix(i);
    long g = mix(h);
    long k = mix(g);
    long lastAuction = epoch * AUCTIONS_PER_EPOCH + 2;
    long auction =
        (h & 1) == 0
            ? FIRST_AUCTION + lastAuction / HOT_STRIDE * HOT_STRIDE
            : activeAuction(lastAuction, h);
    long bidder =
        (g & 3) != 0 ? FIRST_PERSON + epoch / HOT_STRIDE * HOT_STRIDE + 1 : activePerson(epoch, g);
    return new Bid(
        auction,
        bidder,
        Vocabulary.price((int) k & 0xfff) + ((k >>> 12) & 63),
        Vocabulary.channel((int) (k >>> 20) & 0x3ff),
        Vocabulary.url((int) (k >>> 32) & 0x1fff),
        eventTime(i));
  }

  private static long activePerson(long last, long random) {
    long active = Math.min(last + 1, ACTIVE_PERSONS);
    return FIRST_PERSON + last + 1 - active + below(random, active + LEAD);
  }

  private static long activeAuction(long last, long random) {
    long oldest = Math.max(last - ACTIVE_AUCTIONS, 0);
    return FIRST_AUCTION + oldest + below(random, last - oldest + 1 + LEAD);
  }

  private static long below(long random, long bound) {
    return (random >>> 1) % bound;
  }
}
