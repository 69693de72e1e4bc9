package io.millrace.benchmarks;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;

/**
 * Numbers at a rate of event time, out of order by less than {@code disorderMillis}, which the
 * watermark allows for: nothing is late.
 */
record MixedEvents(long eventsPerSecond, long disorderMillis) implements Numbered<Long> {

  /** A number that looks random, the same for the same event. */
  static long mixed(long event) {
    long mixed = (event + 1) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  @Override
  public Long element(long i) {
    return i;
  }

  private long inOrderMillis(long i) {
    return i * 1000 / eventsPerSecond;
  }

  @Override
  public long timestampMillis(long i) {
    long time = inOrderMillis(i);
    return disorderMillis == 0 ? time : time - Long.remainderUnsigned(mixed(~i), disorderMillis);
  }

  @Override
  public long watermarkMillis(long i) {
    return inOrderMillis(i) - disorderMillis;
  }

  @Override
  public Coder<Long> coder() {
    return VarLongCoder.of();
  }
}
