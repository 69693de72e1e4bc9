package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.SplitMix64;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;

/**
 * Keys at random, by the time of the auction site's events.
 *
 * @param count how many keys there are: they are below
 */
public record RandomKeys(int count) implements Numbered<Long> {

  /** How many keys query st has. */
  public static final int COUNT = 5_000_000;

  /** Key {@code i} of query st, which is the same for the same {@code i}. */
  public static long key(long i) {
    return key(i, COUNT);
  }

  private static long key(long i, int count) {
    return (SplitMix64.mix(i) >>> 1) % count;
  }

  @Override
  public Long element(long i) {
    return key(i, count);
  }

  @Override
  public long timestampMillis(long i) {
    return AuctionGenerator.eventTime(i);
  }

  @Override
  public Coder<Long> coder() {
    return VarLongCoder.of();
  }
}
