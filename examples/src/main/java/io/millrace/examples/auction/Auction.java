package io.millrace.examples.auction;

/**
 * Something was put up for sale.
 *
 * @param initialBid the lowest bid allowed, in cents
 * @param reserve the price below which the item is not sold, in cents
 * @param dateTime when the auction opened, in milliseconds since the epoch
 * @param expires when it closes, in milliseconds since the epoch
 * @param seller the {@link Person#id} of the seller
 */
public record Auction(
    long id,
    String itemName,
    String description,
    long initialBid,
    long reserve,
    long dateTime,
    long expires,
    long seller,
    long category)
    implements AuctionEvent {}
