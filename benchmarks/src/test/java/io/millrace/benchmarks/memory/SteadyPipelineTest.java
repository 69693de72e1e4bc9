package io.millrace.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.SerializableFunction;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SteadyPipelineTest {

  private static final List<Long> SECONDS = new CopyOnWriteArrayList<>();
  private static final long BIDS_OF_A_SECOND = 9_200;

  private record Note() implements SerializableFunction<Long, Void> {
    @Override
    public Void apply(Long second) {
      SECONDS.add(second);
      return null;
    }
  }

  @Test
  void everyBranchGivesWhatItsInputSays() {
    SECONDS.clear();
    long seconds = 25;
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    SteadyPipeline.apply(
        pipeline.apply("Read", Read.from(new SimulatedStream(seconds, new Note()))));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();

    assertThat(SECONDS).isEqualTo(LongStream.range(0, seconds).boxed().toList());
    assertThat(rows(result, "sideInputs")).isEqualTo(seconds * BIDS_OF_A_SECOND);
    // every bidder bids in one stretch of time, so that they have one session and are quiet once
    assertThat(rows(result, "sessions")).isGreaterThan(1000).isEqualTo(rows(result, "state"));
    assertThat(rows(result, "sliding")).isGreaterThan(100_000);
  }

  private static long rows(PipelineResult result, String branch) {
    return result.metrics().sumOfCounters(SteadyPipeline.rows(branch));
  }
}
