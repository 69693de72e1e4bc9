package io.millrace.examples.auction;

/**
 * A time in which a bidder was active.
 *
 * @param bidder the {@link Person#id} of the bidder
 * @param bids how many bids they made
 * @param start when the first of them was made, in milliseconds since the epoch
 * @param end when the last of them was made
 */
public record BidderSession(long bidder, long bids, long start, long end) {}
