package io.millrace.examples.auction;

/** Somebody registered; from now on they may sell and bid. */
public record Person(
    long id, String name, String email, String creditCard, String city, String state, long dateTime)
    implements AuctionEvent {}
