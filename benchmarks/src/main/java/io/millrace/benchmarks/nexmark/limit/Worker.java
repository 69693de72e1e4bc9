package io.millrace.benchmarks.nexmark.limit;

import io.millrace.examples.auction.AuctionEvent;

/** One thread's share of a question that needs no exchange between threads. */
abstract class Worker {

  final Tally tally = new Tally();

  /** Takes one of the thread's events; they come in order of time. */
  abstract void event(AuctionEvent event);

  /** Everything was taken, of the seconds 0 to {@code lastSecond} of event time. */
  void end(long lastSecond) {}
}
