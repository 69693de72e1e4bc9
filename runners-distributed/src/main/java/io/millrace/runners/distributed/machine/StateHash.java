package io.millrace.runners.distributed.machine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;

/** Mixes values into 64 bits: the same values in the same order give the same hash in every JVM. */
@CheckReturnValue
public final class StateHash {

  private long hash = 0x9E3779B97F4A7C15L;

  /** Mixes a number in. */
  @CanIgnoreReturnValue
  public StateHash add(long value) {
    hash = mix(hash ^ mix(value));
    return this;
  }

  /** Mixes a text in. */
  @CanIgnoreReturnValue
  public StateHash add(String text) {
    return add(of(text));
  }

  /** The hash of what was added. */
  public long value() {
    return hash;
  }

  /** A hash of a text. */
  public static long of(String text) {
    long h = text.length();
    for (int i = 0; i < text.length(); i++) {
      h = h * 0x100000001B3L ^ text.charAt(i);
    }
    return mix(h);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom numbers). */
  public static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
