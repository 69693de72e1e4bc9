package io.millrace.examples;

import io.millrace.sdk.io.TextIO;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The lines of text files that begin with the time for which they are, as in {@code
 * 2026-05-01T08:00:05Z good morning}: the rest of the line, at that time.
 */
final class TimedLines extends PTransform<PBegin, PCollection<String>> {

  private final String files;

  private TimedLines(String files) {
    this.files = files;
  }

  /** Reads the lines of a file, or of all files that a pattern matches. */
  static TimedLines from(String files) {
    return new TimedLines(files);
  }

  @Override
  public PCollection<String> expand(PBegin input) {
    return input
        .apply("Read", TextIO.read().from(files))
        .apply("TakeTimes", ParDo.of(new TakeTime()));
  }

  private static final class TakeTime extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String line, OutputReceiver<String> out) {
      int end = line.indexOf(' ');
      try {
        Instant time = Instant.parse(line.substring(0, Math.max(0, end)));
        out.outputWithTimestamp(line.substring(end + 1), time);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "'" + line + "' does not begin with a time, as 2026-05-01T08:00:05Z does", e);
      }
    }
  }
}
