package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EndlessJobsTest {

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static final CountDownLatch WINDOWS = new CountDownLatch(20);

  private static final class Arrived extends DoFn<KV<Long, Long>, Void> {
    @ProcessElement
    public void processElement(@Element KV<Long, Long> count) {
      // a second holds 1,000 numbers, 250 for each remainder of 4
      if (count.getValue() == 250) {
        WINDOWS.countDown();
      }
    }
  }

  private static PCollection<KV<Long, Long>> countsBySecond(PCollection<Long> numbers) {
    return numbers
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(1))))
        .apply("Remainder", MapElements.into(TypeDescriptors.longs()).via(n -> n % 4))
        .apply(Count.perElement());
  }

  @Test
  void anEndlessJobGivesResultsAsItGoesAndEndsWhenItIsCancelled() throws Exception {
    pipeline.enableAbandonedNodeEnforcement(false);
    Pipeline endless =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--blockOnRun=false", "--targetParallelism=3")
                .create());
    countsBySecond(
            endless.apply(GenerateSequence.from(0).withTimestampFn(n -> Instant.ofEpochMilli(n))))
        .apply("Arrived", ParDo.of(new Arrived()));

    PipelineResult result = endless.run();
    assertThat(WINDOWS.await(1, TimeUnit.MINUTES)).as("full windows").isTrue();
    assertThat(result.getState()).isEqualTo(State.RUNNING);

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
  }

  @Test
  void ruleQ3TheSameNumbersWithAnEndGiveTheSameCounts() {
    PCollection<KV<Long, Long>> counts =
        countsBySecond(
            pipeline.apply(
                GenerateSequence.from(0)
                    .to(3000)
                    .withRate(1_000_000, Duration.ofMillis(1))
                    .withTimestampFn(n -> Instant.ofEpochMilli(n))));

    PAssert.that(counts)
        .satisfies(
            all -> {
              assertThat(all).hasSize(12).allMatch(count -> count.getValue() == 250);
              return null;
            });
    pipeline.run();
  }
}
