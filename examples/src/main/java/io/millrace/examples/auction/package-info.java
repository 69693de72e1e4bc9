/**
 * A live auction site as a stream of events: people register, sellers open auctions, bidders bid.
 *
 * <p>The stream is synthetic and endless, yet every event is a pure function of its number, so a
 * pipeline over it can be repeated, split and checked to the last digit.
 */
@NullMarked
package io.millrace.examples.auction;

import org.jspecify.annotations.NullMarked;
