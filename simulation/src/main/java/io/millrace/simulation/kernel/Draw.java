package io.millrace.simulation.kernel;

import io.millrace.runners.distributed.machine.StateHash;
import java.util.TreeMap;

/**
 * Random numbers by counting: each depends on the seed, on what it is for, and on how often that
 * was asked before. To leave one question out changes no other answer. Not thread-safe.
 */
public final class Draw {

  private final long seed;
  private final TreeMap<String, long[]> counters = new TreeMap<>();

  /** Numbers of a seed. */
  public Draw(long seed) {
    this.seed = StateHash.mix(seed);
  }

  /** Any number. */
  public long next(String tag) {
    long[] counter = counters.computeIfAbsent(tag, t -> new long[] {StateHash.of(t), 0});
    return StateHash.mix(seed ^ StateHash.mix(counter[0] + 0x632BE59BD9B4E019L * ++counter[1]));
  }

  /** A number from 0 on, below the bound. */
  public long below(String tag, long bound) {
    return Math.floorMod(next(tag), bound);
  }

  /** A number from one to another, both possible. */
  public long between(String tag, long from, long to) {
    return from + below(tag, to - from + 1);
  }

  /** True so many times in a thousand. */
  public boolean chance(String tag, long permille) {
    return below(tag, 1000) < permille;
  }
}
