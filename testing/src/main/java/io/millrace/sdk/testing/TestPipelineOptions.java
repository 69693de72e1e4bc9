package io.millrace.sdk.testing;

import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;

/**
 * What a test asks of whatever runner executes its pipeline. Runners declare options of the same
 * names where they can do what these say.
 */
public interface TestPipelineOptions extends PipelineOptions {

  @Description(
      "Whether the runner checks that the pipeline keeps the rules, such as that elements are not"
          + " changed and survive their coders. A TestPipeline sets it unless told otherwise.")
  @Default.Boolean(false)
  boolean isStrictChecks();

  void setStrictChecks(boolean value);

  @Description(
      "Whether the runner takes notes of why windows fire, for WindowTrace and the messages of"
          + " assertions that fail. A TestPipeline sets it unless told otherwise.")
  @Default.Boolean(false)
  boolean isTraceWindows();

  void setTraceWindows(boolean value);

  @Description("Whether Pipeline.run() waits until the pipeline is done.")
  @Default.Boolean(true)
  boolean isBlockOnRun();

  void setBlockOnRun(boolean value);
}
