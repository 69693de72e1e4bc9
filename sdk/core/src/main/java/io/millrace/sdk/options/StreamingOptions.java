package io.millrace.sdk.options;

/** Options of pipelines that may read without end. */
public interface StreamingOptions extends ApplicationNameOptions {

  /** What a pipeline does with input that has no end. */
  enum Mode {
    /** It goes on until the pipeline is cancelled or drained. */
    CONTINUOUS,
    /**
     * It is read as far as it is there when the pipeline starts, and ends then. All windows fire,
     * and the pipeline is done.
     */
    AVAILABLE_NOW;

    /** The mode that a pipeline with these options runs in. */
    public static Mode of(PipelineOptions options) {
      return options.as(StreamingOptions.class).getMode();
    }
  }

  /** Whether to run as a streaming pipeline even if all input is bounded. */
  @Description("Run as a streaming pipeline even if all input is bounded.")
  boolean isStreaming();

  /** Sets whether to run as a streaming pipeline even if all input is bounded. */
  void setStreaming(boolean value);

  /** What to do with input that has no end; input that ends is read to its end in any mode. */
  @Description(
      "What to do with input that has no end: go on (continuous), or read what is there at the start,"
          + " fire all windows and end (available-now).")
  @Default.Enum("CONTINUOUS")
  Mode getMode();

  /** Sets what to do with input that has no end. */
  void setMode(Mode value);
}
