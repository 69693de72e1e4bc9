package io.millrace.examples.auction;

/** What can happen on the auction site. */
public sealed interface AuctionEvent permits Person, Auction, Bid {

  /** When it happened, in milliseconds since the epoch. */
  long dateTime();
}
