package io.millrace.runners.core.stage;

/**
 * How tasks execute, beyond what the plan says.
 *
 * @param strict whether to check what is costly to check: elements are not changed by those who
 *     read them and survive their coders; and to make bundles of random sizes and elements come in
 *     random order
 * @param seed what all randomness comes from
 * @param bundleSize after how many elements, about, a bundle is finished; at least 1
 */
public record StageSettings(boolean strict, long seed, int bundleSize) {

  /** Bundles are large: what functions do at their ends is paid seldom. */
  public static final int DEFAULT_BUNDLE_SIZE = 100_000;

  public StageSettings {
    if (bundleSize < 1) {
      throw new IllegalArgumentException("bundleSize=" + bundleSize + " must be at least 1");
    }
  }
}
