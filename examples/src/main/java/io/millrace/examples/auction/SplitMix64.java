package io.millrace.examples.auction;

/**
 * The finalizer of the SplitMix64 generator: a bijection of 64-bit numbers that looks random.
 *
 * <p>See Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
 */
public final class SplitMix64 {

  private SplitMix64() {}

  /** Mixes {@code z}: inputs that differ in one bit differ in about half of the output's bits. */
  public static long mix(long z) {
    z += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
