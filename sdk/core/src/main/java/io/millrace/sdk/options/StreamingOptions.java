package io.millrace.sdk.options;

/** Options of pipelines that may read without end. */
public interface StreamingOptions extends ApplicationNameOptions {
  /** Whether to run as a streaming pipeline even if all input is bounded. */
  @Description("Run as a streaming pipeline even if all input is bounded.")
  boolean isStreaming();

  /** Sets whether to run as a streaming pipeline even if all input is bounded. */
  void setStreaming(boolean value);
}
