package io.millrace.runners.core.trigger;

/** The clocks that triggers look at. All in milliseconds after the epoch. */
public interface TriggerClock {

  /** The input watermark of the step: nothing older than this is still to come. */
  long inputWatermarkMillis();

  /** The processing time. */
  long processingTimeMillis();

  /** The processing time that all steps upstream have caught up with. */
  long synchronizedProcessingTimeMillis();
}
