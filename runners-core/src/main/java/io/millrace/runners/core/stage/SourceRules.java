package io.millrace.runners.core.stage;

import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.io.source.SourceReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a source must keep to, and what its author is told who does not. */
final class SourceRules {

  private SourceRules() {}

  static IllegalArgumentException outsideOfTime(@Nullable Object element, long timestampMillis) {
    return new IllegalArgumentException(
        String.format(
            "the source gave the timestamp %d (%s) to the element %s, which is outside of event"
                + " time: that goes from %d to %d. Timestamps count milliseconds after"
                + " 1970-01-01T00:00Z.",
            timestampMillis,
            Instant.ofEpochMilli(timestampMillis),
            element,
            Watermarks.START,
            Watermarks.END));
  }

  static String outsideOfPoll(@Nullable Object element) {
    return String.format(
        "the source gave the element %s while it was not asked for any, after a poll had ended or"
            + " from another thread. Keep what arrives in the meantime in a queue, and give it in"
            + " the next poll(); after FINISHED nothing may follow.",
        element);
  }

  /**
   * Checks the watermark that a reader reports.
   *
   * @param before what it reported last
   * @return the watermark
   */
  static long checkedWatermark(String name, SourceReader<?, ?> reader, long before) {
    long watermark = reader.watermarkMillis();
    if (watermark < Watermarks.START || watermark > Watermarks.END) {
      throw new StageException(
          name,
          String.format(
              "the source reported the watermark %d, which is outside of event time:"
                  + " watermarkMillis() of %s may be from %d to %d. A reader that has come to its"
                  + " end returns FINISHED from poll(), one that waits says so in isIdle().",
              watermark, reader.getClass().getName(), Watermarks.START, Watermarks.END));
    }
    if (watermark < before) {
      throw new StageException(
          name,
          String.format(
              "the source reported a watermark that goes back, from %s to %s: watermarkMillis() of %s"
                  + " must never decrease. Report the largest watermark so far, or leave it to a"
                  + " WatermarkPolicy.",
              Instant.ofEpochMilli(before),
              Instant.ofEpochMilli(watermark),
              reader.getClass().getName()));
    }
    return watermark;
  }
}
