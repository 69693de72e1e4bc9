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
}
