package io.millrace.runners.host.run;

import io.millrace.runners.core.stage.StageSettings;
import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** Options by which a pipeline is run as badly as it may be run, to find mistakes in it. */
public interface CheckOptions extends PipelineOptions {

  @Description(
      "Checks that elements are not changed after they were output and survive their coders, and"
          + " makes random bundles in random order. Costly; on by default in tests.")
  @Default.Boolean(false)
  boolean isStrictChecks();

  void setStrictChecks(boolean value);

  @Description(
      "How elements are cut into bundles, which must not matter: RANDOM for up to 16 elements, the"
          + " default with strict checks; ONE_ELEMENT; ONE_KEY, where elements are grouped by key;"
          + " EVERYTHING that comes before a watermark. Large ones by default.")
  @Nullable Bundles getBundles();

  void setBundles(@Nullable Bundles value);

  /** How elements are cut into bundles. */
  enum Bundles {
    /** A random number of elements, drawn from the seed. */
    RANDOM,
    /** One element each. */
    ONE_ELEMENT,
    /** The elements of one key each, where they are grouped by key. */
    ONE_KEY,
    /** As large as can be. */
    EVERYTHING
  }

  /**
   * How tasks execute by these options.
   *
   * @param seed what all randomness comes from
   */
  static StageSettings settings(CheckOptions options, long seed) {
    boolean strict = options.isStrictChecks();
    Bundles bundles = options.getBundles();
    if (bundles == null) {
      return new StageSettings(
          strict,
          seed,
          strict ? StageSettings.RANDOM_BUNDLE_SIZE : StageSettings.DEFAULT_BUNDLE_SIZE);
    }
    return switch (bundles) {
      case RANDOM ->
          new StageSettings(
              strict, seed, StageSettings.RANDOM_BUNDLE_SIZE, StageSettings.Bundles.RANDOM);
      case ONE_ELEMENT -> new StageSettings(strict, seed, 1, StageSettings.Bundles.EXACT);
      case ONE_KEY ->
          new StageSettings(strict, seed, Integer.MAX_VALUE, StageSettings.Bundles.BY_KEY);
      case EVERYTHING ->
          new StageSettings(strict, seed, Integer.MAX_VALUE, StageSettings.Bundles.BY_BATCH);
    };
  }
}
