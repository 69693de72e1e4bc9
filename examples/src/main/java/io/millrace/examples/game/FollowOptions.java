package io.millrace.examples.game;

import io.millrace.sdk.options.Default;
import io.millrace.sdk.options.Description;
import io.millrace.sdk.options.PipelineOptions;

/** What programs can be told that follow a stream without end. */
public interface FollowOptions extends PipelineOptions {

  @Description("For how many seconds to follow the stream.")
  @Default.Integer(20)
  int getSeconds();

  void setSeconds(int value);

  @Description("Whether Pipeline.run() waits until the pipeline is done; a stream never is.")
  @Default.Boolean(true)
  boolean isBlockOnRun();

  void setBlockOnRun(boolean value);
}
