/**
 * The queries of the Nexmark benchmark, a word count and a running count: on a runner, and as plain
 * loops. Events are those of {@link io.millrace.examples.auction.AuctionGenerator}.
 *
 * <p>The queries follow Tucker, Tufte, Papadimos and Maier, "NEXMark: A Benchmark for Queries over
 * Data Streams", 2002, in the form that they have in Apache Beam and Apache Flink.
 */
@NullMarked
package io.millrace.benchmarks.nexmark;

import org.jspecify.annotations.NullMarked;
