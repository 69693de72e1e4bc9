package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.examples.auction.AuctionGenerator;
import io.millrace.examples.auction.SplitMix64;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;

/** Keys below five million at random, by the time of the auction site's events. */
public record RandomKeys() implements Numbered<Long> {

  /** How many keys there are. */
  public static final int COUNT = 5_000_000;

  /** Key {@code i}, which is the same for the same {@code i}. */
  public static long key(long i) {
    return (SplitMix64.mix(i) >>> 1) % COUNT;
  }

  @Override
  public Long element(long i) {
    return key(i);
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
