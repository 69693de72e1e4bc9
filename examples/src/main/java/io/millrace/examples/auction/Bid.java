package io.millrace.examples.auction;

/**
 * Somebody offered a price.
 *
 * @param auction the {@link Auction#id} bid on
 * @param bidder the {@link Person#id} of the bidder
 * @param price the offer, in cents
 * @param channel where the bidder came from
 * @param dateTime when the bid was made, in milliseconds since the epoch
 */
public record Bid(long auction, long bidder, long price, String channel, String url, long dateTime)
    implements AuctionEvent {}
