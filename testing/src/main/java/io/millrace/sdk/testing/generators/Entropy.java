package io.millrace.sdk.testing.generators;

/**
 * Numbers that look random and follow from a seed alone: the same on every machine and Java
 * version. Not thread-safe.
 *
 * <p>SplitMix64, from Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators"
 * (OOPSLA 2014).
 */
public final class Entropy {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /** Numbers that follow from this seed; seeds that differ by one give unrelated numbers. */
  public Entropy(long seed) {
    this.state = mix(seed);
  }

  /** Any long. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /**
   * A long from {@code low} to {@code high}, both included.
   *
   * @throws IllegalArgumentException if {@code low > high}
   */
  public long nextLong(long low, long high) {
    if (low > high) {
      throw new IllegalArgumentException("no number lies between " + low + " and " + high);
    }
    // as an unsigned number; zero when the range is all longs
    long size = high - low + 1;
    if (size == 0) {
      return nextLong();
    }
    // Remainders are not quite uniform, by less than size / 2^64: nothing that a test could see.
    return low + Long.remainderUnsigned(nextLong(), size);
  }

  /**
   * An int from {@code low} to {@code high}, both included.
   *
   * @throws IllegalArgumentException if {@code low > high}
   */
  public int nextInt(int low, int high) {
    return (int) nextLong(low, high);
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return nextInt(1, n) == 1;
  }

  /** Entropy of its own: what is drawn from it does not shift what is drawn here later. */
  public Entropy split() {
    return new Entropy(nextLong());
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
