package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.InMemorySink;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink in memory, on both runners; on the cluster beside batches, through failures. */
class InMemorySinkTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @BeforeEach
  void forget() {
    BATCHES.clear();
    CALLS.set(0);
  }

  @Test
  void whatIsWrittenIsFoundUnderItsTag() {
    p.apply(Create.of("a", null, "a").withCoder(NullableCoder.of(StringUtf8Coder.of())))
        .apply(InMemorySink.to("letters"));

    p.run();

    assertThat(InMemorySink.<String>results("letters")).containsExactlyInAnyOrder("a", null, "a");
  }

  @Test
  void aNewPipelineBeginsWithNothing() {
    p.apply(Create.of("new")).apply(InMemorySink.to("again"));
    assertThat(InMemorySink.results("again")).isEmpty();
    Pipeline older = Pipeline.create(p.getOptions());
    older.apply(Create.of("older")).apply(InMemorySink.to("again"));
    p.run();
    assertThat(InMemorySink.results("again")).isEmpty();

    older.run().waitUntilFinish();

    assertThat(InMemorySink.<String>results("again")).containsExactly("older");
  }

  @Test
  void aTagThatNobodyUsesIsAnError() {
    assertThatThrownBy(() -> InMemorySink.results("nobody"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("InMemorySink.to(\"nobody\")");
  }

  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
  private static final Map<String, List<Long>> BATCHES = new ConcurrentHashMap<>();
  private static final AtomicInteger CALLS = new AtomicInteger();

  private static final class FailsNowAndThen extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      if (number % 100 == 99 && FAILURES_LEFT.getAndDecrement() > 0) {
        throw new IllegalStateException("a failure");
      }
      out.output(number);
    }
  }

  /** A batch is called for a second time with the same elements, which the map checks. */
  private static void write(String id, List<Long> batch) {
    List<Long> before = BATCHES.putIfAbsent(id, batch);
    if (before != null && !before.equals(batch)) {
      throw new AssertionError(id + " was " + before + " and is now " + batch);
    }
    if (CALLS.incrementAndGet() == 2) {
      throw new IllegalStateException("written, but nobody was told");
    }
  }

  private static Pipeline onACluster() {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(20));
    options.setRestarts(10);
    options.setBlockOnRun(false);
    return Pipeline.create(options);
  }

  @Test
  @Timeout(60)
  void eachElementIsSeenOnceThoughTheJobFailsAndGoesOn() throws Exception {
    FAILURES_LEFT.set(3);
    Pipeline pipeline = onACluster();
    PCollection<Long> numbers =
        pipeline
            .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
            .apply(ParDo.of(new FailsNowAndThen()));
    numbers.apply(InMemorySink.to("numbers"));
    numbers.apply(WriteBatches.<Long>via(InMemorySinkTest::write).withMaxElements(7));

    PipelineResult run = pipeline.run();
    while (FAILURES_LEFT.get() > 0 || InMemorySink.results("numbers").size() < 500) {
      run.waitUntilFinish(Duration.ofMillis(20));
    }
    run.drain();
    run.waitUntilFinish();

    List<Long> seen = InMemorySink.results("numbers");
    // A drain stops each of the two readers where it is, and each reads every second number.
    for (long reader = 0; reader < 2; reader++) {
      long first = reader;
      List<Long> ofReader = seen.stream().filter(number -> number % 2 == first).toList();
      assertThat(ofReader)
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, ofReader.size()).map(i -> 2 * i + first).boxed().toList());
    }
    assertThat(BATCHES.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(seen);
  }

  /** Such a job begins from the start when it fails, though one of its sinks has committed. */
  @Test
  @Timeout(60)
  void inputThatEndsIsSeenOnceThoughTheJobBeginsAnew() {
    FAILURES_LEFT.set(2);
    Pipeline pipeline = onACluster();
    PCollection<Long> numbers =
        pipeline.apply(GenerateSequence.from(0).to(500)).apply(ParDo.of(new FailsNowAndThen()));
    numbers.apply(InMemorySink.to("all"));
    numbers.apply(
        WriteBatches.via(
            (id, batch) -> {
              if (CALLS.incrementAndGet() == 1) {
                throw new IllegalStateException("when the others may have committed");
              }
            }));

    pipeline.run().waitUntilFinish();

    assertThat(CALLS.get()).isGreaterThan(1);
    assertThat(InMemorySink.<Long>results("all"))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 500).boxed().toList());
  }
}
