package io.millrace.runners.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.InvalidOptionException;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines on a cluster of this process. */
class EmbeddedClusterTest {

  private static Pipeline pipeline() {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(20));
    return Pipeline.create(options);
  }

  /** How many calls are enough: half of them are there before the failure. */
  private static final int ENOUGH = 20_000;

  /** Runs a pipeline without end until something has happened, and drains it then. */
  private static State runUntil(CountDownLatch happened, Pipeline pipeline) throws Exception {
    pipeline.getOptions().as(DistributedOptions.class).setBlockOnRun(false);
    PipelineResult result = pipeline.run();
    happened.await();
    result.drain();
    return result.waitUntilFinish();
  }

  private static final class FirstLetter extends SimpleFunction<String, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String apply(String word) {
      if (word.isEmpty()) {
        throw new IllegalArgumentException("a word without letters");
      }
      return word.substring(0, 1);
    }
  }

  @Test
  void wordsAreCountedByTheirFirstLetters() {
    Pipeline pipeline = pipeline();
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(Create.of("apple", "banana", "avocado", "cherry", "blueberry", "apricot"))
            .apply(MapElements.via(new FirstLetter()))
            .apply(Count.perElement());
    PAssert.that(counts).containsInAnyOrder(KV.of("a", 3L), KV.of("b", 2L), KV.of("c", 1L));
    assertThat(pipeline.run().getState()).isEqualTo(State.DONE);
  }

  /** What ends is kept like what does not, or no checkpoint could be taken beside a stream. */
  @Test
  void aTableThatIsMadeByGroupingIsThereAfterAFailureToo() throws Exception {
    Pipeline pipeline = pipeline();
    pipeline.getOptions().as(DistributedOptions.class).setRestarts(3);
    PCollectionView<Map<Long, Long>> sizes =
        pipeline
            .apply("Table", Create.of(1L, 2L, 2L, 3L, 3L, 3L))
            .apply("Sizes", Count.perElement())
            .apply("View", View.asMap());
    PCollection<KV<Long, Long>> looked =
        pipeline
            .apply(GenerateSequence.from(0).withRate(10, Duration.ofMillis(1)))
            .apply("Look", ParDo.of(new LooksUpAndFailsOnce(sizes)).withSideInputs(sizes));
    PAssert.that(looked)
        .satisfies(
            found -> {
              List<Long> numbers = new ArrayList<>();
              found.forEach(
                  each -> {
                    numbers.add(each.getKey());
                    assertThat(each.getValue()).isEqualTo(each.getKey() % 3 + 1);
                  });
              // Two readers have every second number each, and draining stops each where it is.
              for (long first : new long[] {0, 1}) {
                List<Long> ofOne = numbers.stream().filter(n -> n % 2 == first).sorted().toList();
                assertThat(ofOne)
                    .isEqualTo(
                        LongStream.range(0, ofOne.size()).map(i -> first + 2 * i).boxed().toList());
              }
              return null;
            });
    assertThat(runUntil(LooksUpAndFailsOnce.SEEN_ENOUGH, pipeline)).isEqualTo(State.DONE);
    assertThat(LooksUpAndFailsOnce.FAILED).isTrue();
  }

  private static final class LooksUpAndFailsOnce extends DoFn<Long, KV<Long, Long>> {
    private static final long serialVersionUID = 1;

    private static final AtomicLong SEEN = new AtomicLong();
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final CountDownLatch SEEN_ENOUGH = new CountDownLatch(1);

    private final PCollectionView<Map<Long, Long>> sizes;

    LooksUpAndFailsOnce(PCollectionView<Map<Long, Long>> sizes) {
      this.sizes = sizes;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      Long element = context.element();
      if (SEEN.incrementAndGet() == ENOUGH) {
        SEEN_ENOUGH.countDown();
      }
      if (SEEN.get() >= ENOUGH / 2 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("a failure at element " + element);
      }
      context.output(KV.of(element, context.sideInput(sizes).get(element % 3 + 1)));
    }
  }

  @Test
  void aScriptOfEventsIsRefusedByName() {
    Pipeline pipeline = pipeline();
    pipeline.apply(
        "Script",
        TestStream.create(VarLongCoder.of()).addElements(1L).advanceWatermarkToInfinity());
    assertThatThrownBy(pipeline::run)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Script")
        .hasMessageContaining("--runner=direct");
  }

  private static final class Tens extends SimpleFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(Long number) {
      return number % 10;
    }
  }

  @Test
  void aStreamIsCountedInWindowsWhileCheckpointsAreTaken() {
    Pipeline pipeline = pipeline();
    PCollection<KV<Long, Long>> counts =
        pipeline
            .apply(
                GenerateSequence.from(0)
                    .withTimestampFn(n -> Instant.ofEpochMilli(n * 10))
                    .withMaxReadTime(Duration.ofMillis(300)))
            .apply(MapElements.via(new Tens()))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(1))))
            .apply(Count.perElement());
    PAssert.that(counts)
        .satisfies(
            found -> {
              assertThat(found).isNotEmpty();
              return null;
            });
    assertThat(pipeline.run().getState()).isEqualTo(State.DONE);
  }

  @Test
  void whatUserCodeThrowsIsToldWithTheNameOfItsTransform() {
    Pipeline pipeline = pipeline();
    pipeline.apply(Create.of("apple", "")).apply("First", MapElements.via(new FirstLetter()));
    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("First")
        .hasMessageContaining("a word without letters")
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  /** Counts elements by key, and fails when it has seen so many, once. */
  private static final class CountsAndFailsOnce extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1;

    private static final AtomicLong SEEN = new AtomicLong();
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static CountDownLatch seenEnough = new CountDownLatch(1);

    /** Whether an instance that came after the failure found what one before it had kept. */
    private static final AtomicBoolean WENT_ON = new AtomicBoolean();

    static void forget() {
      SEEN.set(0);
      FAILED.set(false);
      WENT_ON.set(false);
      seenEnough = new CountDownLatch(1);
    }

    private transient boolean called;

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> state,
        OutputReceiver<KV<Long, Long>> out) {
      Long before = state.read();
      if (!called && FAILED.get() && before != null) {
        WENT_ON.set(true);
      }
      called = true;
      long now = before == null ? 1 : before + 1;
      state.write(now);
      if (SEEN.incrementAndGet() == ENOUGH) {
        seenEnough.countDown();
      }
      if (SEEN.get() >= ENOUGH / 2 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("a failure at element " + element);
      }
      out.output(KV.of(element.getKey(), now));
    }
  }

  /** Law I7: of each key the counts go from 1 on, without a gap, and none is there twice. */
  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void afterAFailureEachElementIsCountedOnce(String state) throws Exception {
    CountsAndFailsOnce.forget();
    Pipeline pipeline = pipeline();
    pipeline.getOptions().as(DistributedOptions.class).setState(state);
    pipeline.getOptions().as(DistributedOptions.class).setRestarts(3);
    PCollection<KV<Long, Long>> counts =
        pipeline
            .apply(GenerateSequence.from(0).withRate(10, Duration.ofMillis(1)))
            .apply(WithKeys.of(new Tens()))
            .apply(ParDo.of(new CountsAndFailsOnce()));
    PAssert.that(counts)
        .satisfies(
            found -> {
              Map<Long, List<Long>> byKey = new TreeMap<>();
              found.forEach(
                  each ->
                      byKey
                          .computeIfAbsent(each.getKey(), key -> new ArrayList<>())
                          .add(each.getValue()));
              assertThat(byKey).hasSize(10);
              byKey.forEach(
                  (key, numbers) ->
                      assertThat(numbers)
                          .containsExactlyInAnyOrderElementsOf(
                              LongStream.rangeClosed(1, numbers.size()).boxed().toList()));
              return null;
            });
    assertThat(runUntil(CountsAndFailsOnce.seenEnough, pipeline)).isEqualTo(State.DONE);
    assertThat(CountsAndFailsOnce.FAILED).isTrue();
    assertThat(CountsAndFailsOnce.WENT_ON).isTrue();
  }

  @Test
  void stateThatNobodyCanKeepIsRefusedAtSubmission() {
    Pipeline pipeline = pipeline();
    pipeline.getOptions().as(DistributedOptions.class).setState("paper");
    pipeline.apply(Create.of(1));
    assertThatThrownBy(pipeline::run)
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("--state=paper");
  }
}
