package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.options.PipelineOptions;
import java.util.Set;

/**
 * A runner as the contract sees it. Its pipelines run within this JVM, or at least can set what is
 * static in it.
 */
public interface RunnerUnderTest {

  /** New options that name the runner, and ask it for bundles of the given shape. */
  PipelineOptions options(BundleShape shape);

  /** What the runner refuses. */
  Set<Feature> unsupported();

  /**
   * Whether work is done again that was done already, as after a failure, so that what functions do
   * besides their outputs happens more than once. It does not, unless this is overridden.
   */
  default boolean repeatsWork() {
    return false;
  }
}
