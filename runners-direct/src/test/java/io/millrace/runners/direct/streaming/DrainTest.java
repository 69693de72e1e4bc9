package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.direct.testing.Feed;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule Z1: draining stops sources without end, fires all windows, and the job is done. */
@Timeout(120)
class DrainTest {

  private final Seen<String> seen = new Seen<>();

  @ParameterizedTest
  @ValueSource(strings = {"--targetParallelism=1", "--targetParallelism=3", "--seed=5"})
  void ruleZ1AllWindowsFireAndTheJobIsDone(String flag) throws Exception {
    Feed feed = new Feed(3);
    Pipeline p = Runs.pipeline("--blockOnRun=false", flag);
    p.apply(Read.from(feed)).apply(new WindowSums(seen));
    PipelineResult result = p.run();
    for (int split = 0; split < 3; split++) {
      feed.give(split, 1 + split).give(split, 11 + split).watermark(split, 10);
    }
    assertThat(seen.await(1)).containsExactly("ON_TIME 6 until 9");
    assertThat(result.getState()).isEqualTo(State.RUNNING);

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("ON_TIME 6 until 9", "ON_TIME 36 until 19");
    assertThat(result.drain()).as("too late").isEqualTo(State.DONE);
  }

  @Test
  void ruleD4ASourceThatEndsIsReadToItsEnd() throws Exception {
    Feed feed = new Feed(1);
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    PCollection<Long> endless = p.apply("Endless", Read.from(feed));
    PCollection<Long> bounded =
        p.apply(
            "Bounded",
            GenerateSequence.from(0)
                .to(200_000)
                .withTimestampFn(n -> Instant.ofEpochMilli(n / 20_000)));
    PCollectionList.of(endless)
        .and(bounded)
        .apply(Flatten.pCollections())
        .apply(new WindowSums(seen));
    PipelineResult result = p.run();

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("ON_TIME " + 200_000L * 199_999 / 2 + " until 9");
  }

  @Test
  void aJobThatIsBeingDrainedCanBeCancelled() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=1");
    p.apply(GenerateSequence.from(0).to(1_000).withRate(1, Duration.ofHours(1)))
        .apply(new WindowSums(seen));
    PipelineResult result = p.run();

    result.drain();

    assertThat(result.waitUntilFinish(Duration.ofMillis(1))).as("it has its end in days").isNull();
    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
    assertThat(result.drain()).isEqualTo(State.CANCELLED);
  }
}
