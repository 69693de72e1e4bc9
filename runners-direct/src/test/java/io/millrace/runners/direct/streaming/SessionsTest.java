package io.millrace.runners.direct.streaming;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionsTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static TimestampedValue<String> visit(String user, long seconds) {
    return TimestampedValue.of(user, Instant.ofEpochSecond(seconds));
  }

  private static IntervalWindow session(long start, long end) {
    return new IntervalWindow(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end));
  }

  private static PCollection<KV<String, Long>> visitsBySession(PCollection<String> visits) {
    return visits
        .apply(Window.into(Sessions.withGapDuration(Duration.ofSeconds(10))))
        .apply(Count.perElement());
  }

  @Test
  void sessionsOfAStreamGrowWhileTheyAreOpen() {
    TestStream<String> stream =
        TestStream.create(StringUtf8Coder.of())
            .addElements(visit("ann", 0), visit("bob", 3))
            .addElements(visit("ann", 18))
            .addElements(visit("ann", 9))
            .advanceWatermarkTo(Instant.ofEpochSecond(30))
            .addElements(visit("ann", 31))
            .advanceWatermarkToInfinity();

    PCollection<KV<String, Long>> counts = visitsBySession(pipeline.apply(stream));

    PAssert.that(counts).inOnTimePane(session(0, 28)).containsInAnyOrder(KV.of("ann", 3L));
    PAssert.that(counts).inOnTimePane(session(3, 13)).containsInAnyOrder(KV.of("bob", 1L));
    PAssert.that(counts).inOnTimePane(session(31, 41)).containsInAnyOrder(KV.of("ann", 1L));
    pipeline.run();
  }

  @Test
  void ruleQ3BoundedInputHasTheSameSessions() {
    PCollection<KV<String, Long>> counts =
        visitsBySession(
            pipeline.apply(
                Create.timestamped(
                    visit("ann", 31),
                    visit("ann", 18),
                    visit("bob", 3),
                    visit("ann", 0),
                    visit("ann", 9))));

    PAssert.that(counts).inOnTimePane(session(0, 28)).containsInAnyOrder(KV.of("ann", 3L));
    PAssert.that(counts).inOnTimePane(session(3, 13)).containsInAnyOrder(KV.of("bob", 1L));
    PAssert.that(counts).inOnTimePane(session(31, 41)).containsInAnyOrder(KV.of("ann", 1L));
    pipeline.run();
  }
}
