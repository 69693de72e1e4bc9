package io.millrace.examples;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All panes of each output mode. A pane is written as timing, numbers, F and L for the first and
 * the last one, value, window in seconds, timestamp; the numbers say in which order panes come.
 */
class OutputModesTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  private static TimestampedValue<String> word(String word, long seconds) {
    return TimestampedValue.of(word, at(seconds));
  }

  /** Words of two minutes; some come late, and the last one after more than five minutes. */
  private PCollection<String> words() {
    return pipeline.apply(
        TestStream.create(StringUtf8Coder.of())
            .addElements(word("tea", 5), word("cup", 6), word("tea", 7))
            .advanceProcessingTime(Duration.ofSeconds(11))
            .addElements(word("tea", 20))
            .advanceProcessingTime(Duration.ofSeconds(10))
            .advanceWatermarkTo(at(60))
            .addElements(word("cup", 59), word("tea", 65))
            .advanceProcessingTime(Duration.ofSeconds(10))
            .advanceWatermarkTo(at(400))
            .addElements(word("pot", 50))
            .advanceWatermarkToInfinity());
  }

  private static void assertPanes(PCollection<KV<String, Long>> counts, String... panes) {
    PAssert.that(counts.apply(Panes.asText())).containsInAnyOrder(panes);
  }

  @Test
  void appendGivesEachResultOnceAndNeverChangesIt() {
    PCollection<KV<String, Long>> counts = OutputModes.append(words());

    assertPanes(
        counts,
        "tea: ON_TIME 0/0 FL 3 [0,60) @59.999",
        "cup: ON_TIME 0/0 FL 1 [0,60) @59.999",
        "tea: ON_TIME 0/0 FL 1 [60,120) @119.999");
    PAssert.that(OutputModes.tooLate(counts))
        .containsInAnyOrder(KV.of("cup", (Void) null), KV.of("pot", (Void) null));
    pipeline.run();
  }

  @Test
  void appendCanWaitForLateData() {
    assertPanes(
        OutputModes.appendWithLateData(words()),
        "tea: ON_TIME 0/0 FL 3 [0,60) @59.999",
        "cup: ON_TIME 0/0 FL 2 [0,60) @59.999",
        "tea: ON_TIME 0/0 FL 1 [60,120) @119.999");
    pipeline.run();
  }

  @Test
  void updateGivesWhatChangedSinceTheLastTime() {
    assertPanes(
        OutputModes.update(words()),
        "tea: EARLY 0/-1 F 2 [0,60) @59.999",
        "cup: EARLY 0/-1 F 1 [0,60) @59.999",
        "tea: EARLY 1/-1 3 [0,60) @59.999",
        "cup: LATE 1/0 2 [0,60) @59.999",
        "tea: EARLY 0/-1 F 1 [60,120) @119.999");
    pipeline.run();
  }

  @Test
  void completeGivesEverythingEachTime() {
    PAssert.that(OutputModes.complete(words()).apply(WithKeys.of("table")).apply(Panes.asText()))
        .containsInAnyOrder(
            "table: EARLY 0/-1 F {cup=1, tea=2} global @end",
            "table: EARLY 1/-1 {cup=1, tea=3} global @end",
            "table: EARLY 2/-1 {cup=2, tea=4} global @end",
            "table: ON_TIME 3/0 L {cup=2, pot=1, tea=4} global @end");
    pipeline.run();
  }
}
