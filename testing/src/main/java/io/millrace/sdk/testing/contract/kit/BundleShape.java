package io.millrace.sdk.testing.contract.kit;

/** How a runner is asked to cut elements into bundles; results must always be the same (B5). */
public enum BundleShape {
  /** One element each. */
  ONE_ELEMENT,
  /** The elements of one key each, where elements are grouped by key. */
  ONE_KEY,
  /** As large as can be. */
  EVERYTHING,
  /** Of random sizes and in random order, from {@link #seed}. */
  RANDOM;

  /** The system property that holds the seed of {@link #RANDOM}; 1 by default. */
  public static final String SEED_PROPERTY = "millrace.contract.seed";

  /** What all randomness is to come from. */
  public static long seed() {
    return Long.getLong(SEED_PROPERTY, 1);
  }

  @Override
  public String toString() {
    return this == RANDOM ? name() + " -D" + SEED_PROPERTY + "=" + seed() : name();
  }
}
