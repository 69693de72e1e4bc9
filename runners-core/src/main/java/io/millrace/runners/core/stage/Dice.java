package io.millrace.runners.core.stage;

import com.google.common.hash.Hashing;
import io.millrace.runners.core.batch.Batch;
import java.nio.charset.StandardCharsets;

/**
 * Reproducible randomness of one component: the n-th number depends on the seed, the component and
 * n only, so that a component more or less does not change what the others get.
 */
public final class Dice {

  private final long origin;
  private long counter;

  /** The dice of a component. */
  public Dice(long seed, String component) {
    this.origin =
        seed ^ Hashing.murmur3_128().hashString(component, StandardCharsets.UTF_8).asLong();
  }

  /** A number from 0 up to, and without, the bound. */
  public int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** Puts the elements of a batch into random order. */
  public void shuffle(Batch batch) {
    for (int i = batch.size() - 1; i > 0; i--) {
      batch.swap(i, below(i + 1));
    }
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014) over a counter. */
  private long next() {
    long z = origin + ++counter * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
