package io.millrace.sdk.state;

/** Which clock something follows. */
public enum TimeDomain {
  /** The watermark of the step's input: how far the data has come in event time. */
  EVENT_TIME,
  /** The clock of the machine. */
  PROCESSING_TIME,
  /** The clock of the machine, once all steps before have done what they got until then. */
  SYNCHRONIZED_PROCESSING_TIME
}
