package io.millrace.runners.core.stage;

/**
 * How tasks execute, beyond what the plan says.
 *
 * @param strict whether to check what is costly to check: elements are not changed by those who
 *     read them and survive their coders; and to make elements come in random order
 * @param seed what all randomness comes from
 * @param bundleSize after how many elements, about, a bundle is finished; at least 1
 * @param bundles how elements are cut into bundles
 * @param traced whether groupings take notes, so that they can tell why windows fire
 * @param commitEveryMillis after how long at most what a sink without end wrote is committed; 0 if
 *     it is committed when a checkpoint is complete that has it, and at least 1 where nothing goes
 *     on from checkpoints
 */
public record StageSettings(
    boolean strict,
    long seed,
    int bundleSize,
    Bundles bundles,
    boolean traced,
    long commitEveryMillis) {

  /** Bundles are large: what functions do at their ends is paid seldom. */
  public static final int DEFAULT_BUNDLE_SIZE = 100_000;

  /** The largest of the bundles that are cut at random, in tests. */
  public static final int RANDOM_BUNDLE_SIZE = 16;

  /** How elements are cut into bundles. They carry no meaning: results are always the same. */
  public enum Bundles {
    /** After {@code bundleSize} elements, when the batch ends. */
    BY_BATCH,
    /** After exactly {@code bundleSize} elements, but for what a source gives at once. */
    EXACT,
    /** After a random number of up to {@code bundleSize} elements. */
    RANDOM,
    /** Wherever the key changes; where there are none, {@link #BY_BATCH}. */
    BY_KEY
  }

  public StageSettings {
    if (bundleSize < 1) {
      throw new IllegalArgumentException("bundleSize=" + bundleSize + " must be at least 1");
    }
    if (commitEveryMillis < 0) {
      throw new IllegalArgumentException(
          "commitEveryMillis=" + commitEveryMillis + " must not be negative");
    }
  }

  /** Without notes, and with commits at checkpoints. */
  public StageSettings(boolean strict, long seed, int bundleSize, Bundles bundles) {
    this(strict, seed, bundleSize, bundles, false, 0);
  }

  /** As usual: bundles of a random size if checks are strict, otherwise by batch. */
  public StageSettings(boolean strict, long seed, int bundleSize) {
    this(strict, seed, bundleSize, strict ? Bundles.RANDOM : Bundles.BY_BATCH);
  }

  /** The same, with notes or without. */
  public StageSettings withTracing(boolean traces) {
    return new StageSettings(strict, seed, bundleSize, bundles, traces, commitEveryMillis);
  }

  /** The same, with commits after so long. */
  public StageSettings withCommitEvery(long millis) {
    return new StageSettings(strict, seed, bundleSize, bundles, traced, millis);
  }

  /** Whether bundles end inside of batches. */
  boolean cutsBatches() {
    return bundles == Bundles.EXACT || bundles == Bundles.RANDOM;
  }
}
