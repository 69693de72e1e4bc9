/**
 * The demonstration that {@code bin/millrace demo} shows: {@link
 * io.millrace.examples.demo.AuctionSite} follows the auction site in real time and shows results as
 * they change.
 */
@NullMarked
package io.millrace.examples.demo;

import org.jspecify.annotations.NullMarked;
