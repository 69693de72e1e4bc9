package io.millrace.runners.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.testkit.VisibleBatches;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Write;
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
import io.millrace.sdk.values.TimestampedValue;
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

  private static final int PARALLELISM = 2;

  private static Pipeline pipeline() {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(PARALLELISM);
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

  /**
   * What ends is kept like what does not, or no checkpoint could be taken beside a stream. Each
   * task reads a split of the sequence, every second number, and a drain ends each of them where it
   * is: so the numbers are without a gap in each split, not in all.
   */
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
              Map<Long, List<Long>> bySplit = new TreeMap<>();
              found.forEach(
                  each -> {
                    bySplit
                        .computeIfAbsent(each.getKey() % PARALLELISM, split -> new ArrayList<>())
                        .add(each.getKey());
                    assertThat(each.getValue()).isEqualTo(each.getKey() % 3 + 1);
                  });
              bySplit.forEach(
                  (split, numbers) ->
                      assertThat(numbers)
                          .as("split %s", split)
                          .containsExactlyInAnyOrderElementsOf(
                              LongStream.range(0, numbers.size())
                                  .mapToObj(n -> split + n * PARALLELISM)
                                  .toList()));
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

  /** Rule Q1, on several slots: each event comes when all of them are at rest. */
  @Test
  void aScriptOfEventsIsPlayed() {
    Pipeline pipeline = pipeline();
    PCollection<KV<Long, Long>> counts =
        pipeline
            .apply(
                "Script",
                TestStream.create(VarLongCoder.of())
                    .addElements(at(1, 1L), at(2, 11L), at(3, 2L))
                    .advanceWatermarkTo(Instant.ofEpochSecond(10))
                    .addElements(at(15, 3L))
                    .addElements(at(5, 4L)) // too late
                    .advanceWatermarkToInfinity())
            .apply(MapElements.via(new Tens()))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
            .apply(Count.perElement());
    PAssert.that(counts).containsInAnyOrder(KV.of(1L, 2L), KV.of(2L, 1L), KV.of(3L, 1L));
    assertThat(pipeline.run().getState()).isEqualTo(State.DONE);
  }

  private static TimestampedValue<Long> at(long second, long number) {
    return TimestampedValue.of(number, Instant.ofEpochSecond(second));
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

  /**
   * Rules X2 and X6, law I7: of each key the counts go from 1 on, without a gap, and none is there
   * twice.
   */
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

  /** Passes numbers on, and fails once when it has seen so many. */
  private static final class FailsOnce extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1;

    private static final AtomicLong SEEN = new AtomicLong();
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final CountDownLatch SEEN_ENOUGH = new CountDownLatch(1);

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out) {
      if (SEEN.incrementAndGet() == ENOUGH) {
        SEEN_ENOUGH.countDown();
      }
      if (SEEN.get() >= ENOUGH / 2 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("a failure at element " + element);
      }
      out.output(element);
    }
  }

  /** Rule X3. What ends is committed all at once, beside a stream too. */
  @Test
  void whatASinkMakesVisibleIsEachElementOnceWhateverFails() throws Exception {
    Pipeline pipeline = pipeline();
    pipeline.getOptions().as(DistributedOptions.class).setRestarts(3);
    pipeline
        .apply("Numbers", GenerateSequence.from(0).withRate(10, Duration.ofMillis(1)))
        .apply("FailOnce", ParDo.of(new FailsOnce()))
        .apply("Stream", Write.to(new VisibleBatches<>("stream", VarLongCoder.of())));
    pipeline
        .apply("Table", Create.of(1L, 2L, 3L))
        .apply("End", Write.to(new VisibleBatches<>("table", VarLongCoder.of())));

    assertThat(runUntil(FailsOnce.SEEN_ENOUGH, pipeline)).isEqualTo(State.DONE);

    assertThat(FailsOnce.FAILED).isTrue();
    List<Long> stream =
        VisibleBatches.<Long>visible("stream", Long.class).stream().sorted().toList();
    assertThat(stream).hasSizeGreaterThan(ENOUGH / 2);
    for (long split = 0; split < PARALLELISM; split++) {
      long first = split;
      List<Long> ofSplit = stream.stream().filter(n -> n % PARALLELISM == first).toList();
      assertThat(ofSplit)
          .as("split %s", split)
          .isEqualTo(
              LongStream.range(0, ofSplit.size()).mapToObj(n -> first + n * PARALLELISM).toList());
    }
    assertThat(VisibleBatches.calls("stream")).hasSizeGreaterThan(3);
    assertThat(VisibleBatches.<Long>visible("table", Long.class))
        .containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(VisibleBatches.calls("table")).containsOnly(VisibleBatches.calls("table").get(0));
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
