package io.millrace.runners.core.trigger;

import io.millrace.sdk.transforms.windowing.BoundedWindow;
import java.time.Instant;

/** One window at one moment, as the nodes of a machine see it. Reused from call to call. */
final class Moment {

  TriggerState state = new TriggerState(new long[0]);
  long windowMax;
  TriggerClock clock = NO_CLOCK;

  private static final TriggerClock NO_CLOCK =
      new TriggerClock() {
        @Override
        public long inputWatermarkMillis() {
          return Long.MIN_VALUE;
        }

        @Override
        public long processingTimeMillis() {
          return Long.MIN_VALUE;
        }

        @Override
        public long synchronizedProcessingTimeMillis() {
          return Long.MIN_VALUE;
        }
      };

  /** What whoever waits for the end of the window waits for. */
  String untilEndOfWindow() {
    return "until the input watermark is past "
        + BoundedWindow.formatTimestamp(Instant.ofEpochMilli(windowMax));
  }

  /** Rule W2: a watermark of W says nothing about what is at W itself. */
  boolean isPastEndOfWindow() {
    return clock.inputWatermarkMillis() > windowMax;
  }
}
