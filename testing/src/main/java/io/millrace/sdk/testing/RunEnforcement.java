package io.millrace.sdk.testing;

import io.millrace.sdk.testing.TestPipeline.AbandonedNodeException;
import io.millrace.sdk.testing.TestPipeline.PipelineRunMissingException;
import io.millrace.sdk.testing.differences.Shown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees that all of a test's pipeline is run and waited for. Not thread-safe. */
final class RunEnforcement {

  private final TestPipeline pipeline;
  private final Set<String> ran = new HashSet<>();
  private final List<VerifyingResult> started = new ArrayList<>();
  private @Nullable Boolean enabled;
  private boolean autoRun;
  private boolean hasRun;

  RunEnforcement(TestPipeline pipeline) {
    this.pipeline = pipeline;
  }

  void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  boolean isSet() {
    return enabled != null;
  }

  void setAutoRun(boolean autoRun) {
    this.autoRun = autoRun;
  }

  /** A run begins. If it fails, the test has seen that: nothing is abandoned. */
  void runs() {
    hasRun = true;
    pipeline.graph().forEach(node -> ran.add(node.fullName()));
  }

  void started(VerifyingResult result) {
    started.add(result);
  }

  /** Throws if something was left. */
  void afterTest() {
    if (autoRun && !hasRun && !notRun().isEmpty()) {
      pipeline.run().waitUntilFinish();
    }
    if (enabled != null && !enabled) {
      return;
    }
    List<String> notRun = notRun();
    if (!notRun.isEmpty() && !hasRun) {
      throw new PipelineRunMissingException(
          "The pipeline was built but not run. It has the transforms "
              + names(notRun)
              + ". Call run() on it, or say enableAutoRunIfMissing(true).");
    }
    if (!notRun.isEmpty()) {
      throw new AbandonedNodeException(
          "These were applied after the pipeline ran, and not run: "
              + names(notRun)
              + ". Call run() after the last of them.");
    }
    if (PAssert.countAsserts(pipeline) > 0 && started.stream().anyMatch(r -> !r.hasEnded())) {
      throw new AbandonedNodeException(
          "The pipeline was run, but not waited for, so it is not known whether its assertions"
              + " hold. Call waitUntilFinish() on the result of run().");
    }
  }

  private static String names(List<String> transforms) {
    return Shown.list(transforms);
  }

  /** The outermost transforms that no run has seen whole. */
  private List<String> notRun() {
    List<String> found = new ArrayList<>();
    pipeline
        .graph()
        .roots()
        .forEach(
            root -> {
              if (!ran.contains(root.fullName())) {
                found.add(root.fullName());
              }
            });
    return found;
  }
}
