package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.values.PCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The examples that read lines with a time, on the files that come with them. */
class TimedExamplesTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private PCollection<String> lines(String file) {
    return pipeline.apply(TimedLines.from("data/" + file));
  }

  @Test
  void wordsAreCountedInEachMinute() {
    PCollection<String> counts =
        lines("chat.txt").apply(new WindowedWordCount.CountPerWindow(Duration.ofMinutes(2)));

    PAssert.that(counts)
        .satisfies(
            all -> {
              assertThat(all)
                  .contains(
                      "2026-05-01T08:00:00Z coffee: 2",
                      "2026-05-01T08:00:00Z idea: 2",
                      "2026-05-01T08:00:00Z train: 1",
                      "2026-05-01T08:02:00Z coffee: 1",
                      "2026-05-01T08:02:00Z train: 1")
                  .doesNotContain("2026-05-01T08:02:00Z idea: 1");
              return null;
            });
    pipeline.run();
  }

  @Test
  void whoStaysAwayForHalfAnHourHasLeft() {
    PAssert.that(lines("visits.txt").apply(new UserSessions.FindSessions()))
        .containsInAnyOrder(
            "ann came at 2026-05-01T08:00:05Z, stayed for 15 minutes and saw 4 pages",
            "bo came at 2026-05-01T08:05:10Z, stayed for 10 minutes and saw 2 pages",
            "ann came at 2026-05-01T09:30:00Z, stayed for 1 minutes and saw 2 pages");
    pipeline.run();
  }

  @Test
  void aLargePaymentSoonAfterAVerySmallOneIsSuspicious() {
    PAssert.that(lines("payments.txt").apply(new FraudDetection.FindFraud()))
        .containsInAnyOrder(
            "card-2 was tried out at 2026-05-01T08:00:10Z and charged $980.00 at"
                + " 2026-05-01T08:00:50Z",
            "card-2 was tried out at 2026-05-01T08:07:00Z and charged $990.00 at"
                + " 2026-05-01T08:07:40Z");
    pipeline.run();
  }

  @Test
  void aLineWithoutATimeIsShown(@TempDir Path dir) throws IOException {
    Path file =
        Files.writeString(dir.resolve("lines.txt"), "2026-05-01T08:00:05Z a\nyesterday b\n");
    pipeline.apply(TimedLines.from(file.toString()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("'yesterday b' does not begin with a time");
  }
}
