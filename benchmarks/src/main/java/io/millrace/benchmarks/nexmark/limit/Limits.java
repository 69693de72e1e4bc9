package io.millrace.benchmarks.nexmark.limit;

/** The limit of each question. */
public final class Limits {

  private Limits() {}

  /** Of q0. */
  public static Limit passThrough() {
    return new AuctionLimit(() -> threads -> new PassThroughLimit());
  }

  /** Of q1. */
  public static Limit currencyConversion() {
    return new AuctionLimit(() -> threads -> new CurrencyConversionLimit());
  }

  /** Of q2. */
  public static Limit selection() {
    return new AuctionLimit(() -> threads -> new SelectionLimit());
  }

  /** Of q3. */
  public static Limit localSales() {
    return new AuctionLimit(() -> LocalSalesLimit::new);
  }

  /** Of q5. */
  public static Limit hotItems() {
    return new AuctionLimit(HotItemsLimit::workers);
  }

  /** Of q5b. */
  public static Limit bidsPerAuction() {
    return new AuctionLimit(() -> BidsPerAuctionLimit::new);
  }

  /** Of q7. */
  public static Limit highestBids() {
    return new AuctionLimit(HighestBidsLimit::workers);
  }

  /** Of q8. */
  public static Limit newSellers() {
    return new AuctionLimit(() -> NewSellersLimit::new);
  }

  /** Of q11. */
  public static Limit userSessions() {
    return new AuctionLimit(() -> UserSessionsLimit::new);
  }

  /** Of wc. */
  public static Limit wordCounts() {
    return new WordCountsLimit();
  }

  /** Of st. */
  public static Limit runningCounts() {
    return new RunningCountsLimit();
  }
}
