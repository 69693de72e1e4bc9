package io.millrace.examples.auction;

/**
 * 64-bit hashes of events and of result rows, to compare answers without comparing their order.
 *
 * <p>Added up over all rows they give a checksum: two programs with equal counts and checksums gave
 * the same answer. Strings enter by {@link String#hashCode}, which the language specifies.
 */
public final class ResultHash {

  private ResultHash() {}

  /** Appends {@code b} to the hash {@code a}. */
  public static long of(long a, long b) {
    return SplitMix64.mix(a * 0xff51afd7ed558ccdL + b);
  }

  /** Appends {@code b} to the hash {@code a}. */
  public static long of(long a, String b) {
    return of(a, (long) b.hashCode());
  }

  /** Appends {@code b}, then {@code c}, to the hash {@code a}. */
  public static long of(long a, long b, long c) {
    return of(of(a, b), c);
  }

  /** The hash of all fields of an event. */
  public static long of(AuctionEvent event) {
    if (event instanceof Bid bid) {
      return of(bid);
    }
    return event instanceof Auction auction ? of(auction) : of((Person) event);
  }

  private static long of(Person p) {
    long who = of(of(of(p.id(), p.dateTime()), p.name()), p.email());
    return of(who, of(of(of(7, p.creditCard()), p.city()), p.state()));
  }

  private static long of(Auction a) {
    long what = of(of(of(a.id(), a.itemName()), a.description()), of(a.initialBid(), a.reserve()));
    return of(what, of(of(a.dateTime(), a.expires()), of(a.seller(), a.category())));
  }

  private static long of(Bid b) {
    long what = of(of(b.auction(), b.bidder()), of(b.price(), b.dateTime()));
    return of(what, of(b.channel().hashCode(), b.url()));
  }
}
