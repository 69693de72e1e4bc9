package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.checkpoint.ChunkedBytes;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import io.millrace.runners.distributed.worker.Cut;
import io.millrace.runners.distributed.worker.SlotHost;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots of one job, stepped by hand. */
class EngineSlotTest {

  @TempDir Path directory;

  private static final int SLOTS = 2;
  private static final long MILLI = 1_000_000;

  private static final long SECOND = 1_000_000_000;

  /** How long frames of the second slot are under way. */
  private long slowNanos = 1;

  private final MemoryStore store = new MemoryStore();
  private final StepDriver driver = new StepDriver(store, 1);
  private final List<EngineSlot> slots = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<List<StateFile>> files = new ArrayList<>();
  private final List<PipelineExecutionException> observed = new ArrayList<>();
  private final Pipeline pipeline = Pipeline.create();

  /** What becomes of what a slot says: messages come in later steps, the rest is noted. */
  private final class Host implements SlotHost {
    private final int number;
    private final boolean local;
    private final Scope scope = driver.calls().scope();

    Host(int number, boolean local) {
      this.number = number;
      this.local = local;
    }

    @Override
    public Scope scope() {
      return scope;
    }

    @Override
    public void send(int toSlot, ByteString frame) {
      EngineSlot to = slots.get(toSlot);
      scope.after(number == 1 ? slowNanos : 1, () -> to.receive(number, frame));
    }

    @Override
    public boolean isLocal(int toSlot) {
      return local;
    }

    @Override
    public void handOver(int toSlot, Object message) {
      scope.after(1, () -> slots.get(toSlot).takeOver(number, message));
    }

    @Override
    public boolean relieve() {
      return false;
    }

    @Override
    public void restoring() {}

    @Override
    public void started() {
      told.add(number + " started");
    }

    @Override
    public void kept(long checkpoint, List<StateFile> files, boolean byKey) {
      told.add(number + " kept " + checkpoint);
      EngineSlotTest.this.files.set(number, files);
    }

    @Override
    public void notKept(long checkpoint, String cause) {
      told.add(number + " has not kept " + checkpoint + ": " + cause);
    }

    @Override
    public void applied(long checkpoint) {
      told.add(number + " applied " + checkpoint);
    }

    @Override
    public void drained() {
      told.add(number + " drained");
    }

    @Override
    public void failed(FailureKind kind, String cause) {
      told.add(number + " failed: " + cause);
    }
  }

  private final Observer observer =
      new Observer() {
        @Override
        public void metrics(int slot, MetricsSnapshot snapshot) {}

        @Override
        public void failed(PipelineExecutionException failure) {
          observed.add(failure);
        }
      };

  private static final Scratch NO_SCRATCH =
      purpose -> {
        throw new IOException("nothing goes to disk here");
      };

  /** Starts the slots of the pipeline; they are not at work yet. */
  private void start(boolean local) {
    for (int i = 0; i < SLOTS; i++) {
      files.add(List.of());
    }
    start(local, 1, 0);
  }

  /** Starts new slots, with what those before them kept for a checkpoint. */
  private void start(boolean local, long attempt, long checkpoint) {
    slots.clear();
    ByteString program = Programs.encode(PipelineTranslation.toProto(pipeline), options, List.of());
    for (int i = 0; i < SLOTS; i++) {
      slots.add(
          new EngineSlot(
              new Host(i, local),
              new EngineSlot.Means(NO_SCRATCH, new StateDirectory(directory), 1 << 20, observer)));
    }
    for (int i = 0; i < SLOTS; i++) {
      slots
          .get(i)
          .start(
              new SlotStart(
                  "job", "jobs/job", attempt, i, SLOTS, program, checkpoint, files.get(i), false));
    }
    driver.settle();
    assertThat(told).containsExactlyInAnyOrder("0 started", "1 started");
    told.clear();
  }

  private static final class Length extends SimpleFunction<byte[], Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public Integer apply(byte[] element) {
      return element.length;
    }
  }

  /** One that took too long was given up, and the next is begun before a slot gets to work. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskToWhichNothingComesIsSavedForEachCheckpointInTurn(boolean local) {
    pipeline
        .apply(Impulse.create())
        .apply(Redistribute.arbitrarily())
        .apply(MapElements.via(new Length()));
    start(local);
    slots.forEach(EngineSlot::run);
    slots.forEach(slot -> slot.trigger(Cut.of(1)));
    slots.forEach(slot -> slot.trigger(Cut.of(2)));
    driver.settle();
    assertThat(told)
        .contains("0 kept 1", "1 kept 1", "0 kept 2", "1 kept 2", "0 drained", "1 drained")
        .hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void checkpointsAreMadeWhenEverythingHasEndedToo(boolean local) {
    pipeline.apply(Create.of("apple", "banana", "cherry")).apply(Redistribute.arbitrarily());
    start(local);
    slots.forEach(EngineSlot::run);
    driver.settle();
    assertThat(told).containsExactlyInAnyOrder("0 drained", "1 drained");
    told.clear();
    for (long checkpoint = 1; checkpoint <= 3; checkpoint++) {
      long number = checkpoint;
      slots.forEach(slot -> slot.trigger(Cut.of(number)));
      driver.settle();
      assertThat(told).containsExactlyInAnyOrder("0 kept " + number, "1 kept " + number);
      told.clear();
    }
  }

  static IntStream moments() {
    return IntStream.range(0, 60);
  }

  /** Tasks begin, end, or have ended: none of them may keep a barrier for itself. */
  @ParameterizedTest
  @MethodSource("moments")
  void aCheckpointIsMadeAtWhateverMomentItBegins(int steps) {
    pipeline
        .apply(Create.of("apple", "banana", "cherry"))
        .apply(Redistribute.arbitrarily())
        .apply("Again", Redistribute.arbitrarily());
    start(false);
    slots.forEach(EngineSlot::run);
    for (int i = 0; i < steps; i++) {
      driver.step();
    }
    slots.get(0).trigger(Cut.of(1));
    driver.step();
    slots.get(1).trigger(Cut.of(1));
    driver.settle();
    assertThat(told).containsExactlyInAnyOrder("0 kept 1", "1 kept 1", "0 drained", "1 drained");
  }

  /** What had ended is told of the end once more, and must not keep barriers behind it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterARestartCheckpointsAreMadeThroughTasksThatHadEnded(boolean local) {
    pipeline.apply(Create.of("apple", "banana", "cherry")).apply(Redistribute.arbitrarily());
    start(local);
    slots.forEach(EngineSlot::run);
    driver.settle();
    slots.forEach(slot -> slot.trigger(Cut.of(1)));
    driver.settle();
    told.clear();
    start(local, 2, 1);
    slots.forEach(EngineSlot::run);
    slots.forEach(slot -> slot.trigger(Cut.of(2)));
    driver.settle();
    assertThat(told)
        .containsExactlyInAnyOrder(
            "0 applied 1", "1 applied 1", "0 kept 2", "1 kept 2", "0 drained", "1 drained");
  }

  /** The options of slots that are started from now on. */
  private final DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);

  /**
   * What the second slot sends to the first takes longer than a barrier waits there: the barrier
   * overtakes it, and it comes back after a restart, once.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 21, 34})
  void aBarrierThatHasWaitedOvertakesAndEachElementIsCountedOnce(int millis) throws Exception {
    options.setAlignedCheckpointTimeout(Duration.ofMillis(1));
    slowNanos = 5 * MILLI;
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
        .apply(Redistribute.arbitrarily())
        .apply(WithKeys.of(new Fives()))
        .apply(ParDo.of(new Counts()));
    Counts.ENDS.clear();
    start(false);
    slots.forEach(EngineSlot::run);
    driver.pass(20 * MILLI + millis * MILLI);
    slots.forEach(slot -> slot.trigger(Cut.of(1)));
    driver.pass(50 * MILLI);
    assertThat(told).contains("0 kept 1", "1 kept 1");
    assertThat(batchesInFlight()).as("batches that a barrier has overtaken").isPositive();
    slots.forEach(EngineSlot::stop);
    told.clear();
    start(false, 2, 1);
    slots.forEach(EngineSlot::run);
    driver.pass(20 * MILLI);
    slots.forEach(EngineSlot::stopSources);
    driver.settle();
    assertThat(told).contains("0 drained", "1 drained");
    assertThat(Counts.ENDS).as("too many or too few, by key").containsExactly(0L, 0L, 0L, 0L, 0L);
  }

  /**
   * The second slot hears of no credit, and its channel to the first is full: its checkpoint is
   * made all the same, and what could not be sent comes after the restart.
   */
  @Test
  void ruleX9AChannelThatStaysFullDoesNotHoldUpACheckpoint() throws Exception {
    options.setAlignedCheckpointTimeout(Duration.ofMillis(1));
    slowNanos = 200 * MILLI;
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
        .apply(Redistribute.arbitrarily())
        .apply(WithKeys.of(new Fives()))
        .apply(ParDo.of(new Counts()));
    Counts.ENDS.clear();
    start(false);
    slots.forEach(EngineSlot::run);
    driver.pass(150 * MILLI);
    slots.forEach(slot -> slot.trigger(Cut.of(1)));
    driver.pass(10 * MILLI);
    assertThat(told).as("though nothing of the second has come yet").doesNotContain("0 kept 1");
    driver.pass(200 * MILLI);
    assertThat(told).as("before what was full has been emptied").contains("0 kept 1", "1 kept 1");
    slots.forEach(EngineSlot::stop);
    told.clear();
    start(false, 2, 1);
    slots.forEach(EngineSlot::run);
    driver.pass(20 * MILLI);
    slots.forEach(EngineSlot::stopSources);
    driver.settle();
    assertThat(told).contains("0 drained", "1 drained");
    assertThat(Counts.ENDS).as("too many or too few, by key").containsExactly(0L, 0L, 0L, 0L, 0L);
  }

  /** How many batches checkpoint 1 has that were in front of a barrier. */
  private int batchesInFlight() throws IOException {
    int[] batches = new int[1];
    for (int slot = 0; slot < SLOTS; slot++) {
      SlotState.forEach(
          ChunkedBytes.decode(store.objects.get("jobs/job/state/1/1/" + slot + "-tasks")),
          (part, section, keyHash, content) -> {
            // Of the first stage it is splits.
            if (section == Section.INPUT && part.stage() > 0) {
              batches[0]++;
            }
            content.skip(content.remaining());
          });
    }
    return batches[0];
  }

  private static final class Fives extends SimpleFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(Long number) {
      return number % 5;
    }
  }

  /** Counts by key, and notes in the end by how many it counted too many. */
  private static final class Counts extends DoFn<KV<Long, Long>, Void> {
    private static final long serialVersionUID = 1;
    private static final List<Long> ENDS = new ArrayList<>();

    @StateId("count")
    private final StateSpec<ValueState<Long>> count = StateSpecs.value(VarLongCoder.of());

    @StateId("last")
    private final StateSpec<ValueState<Long>> last = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("count") ValueState<Long> counted,
        @StateId("last") ValueState<Long> largest) {
      Long before = counted.read();
      counted.write(before == null ? 1 : before + 1);
      Long largestBefore = largest.read();
      largest.write(Math.max(element.getValue(), largestBefore == null ? 0 : largestBefore));
    }

    @OnWindowExpiration
    public void end(
        @StateId("count") ValueState<Long> counted, @StateId("last") ValueState<Long> largest) {
      // Of each key there is every fifth number.
      ENDS.add(counted.read() - (largest.read() / 5 + 1));
    }
  }

  private static final class Fails extends SimpleFunction<byte[], Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public Integer apply(byte[] element) {
      throw new IllegalArgumentException("nothing in it");
    }
  }

  @Test
  void aFailureIsToldToTheWorkerAsItIsObserved() {
    pipeline.apply(Impulse.create()).apply("Look", MapElements.via(new Fails()));
    start(true);
    slots.forEach(EngineSlot::run);
    driver.settle();
    assertThat(observed).hasSize(1);
    assertThat(observed.get(0))
        .hasMessageContaining("Look")
        .hasMessageContaining("nothing in it")
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(told).anyMatch(each -> each.endsWith(" failed: " + observed.get(0).getMessage()));
  }

  /** One element, ever. Whoever goes on after it says nothing about time. */
  private static final class OneElement extends Source<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public IsBounded isBounded() {
      return IsBounded.UNBOUNDED;
    }

    @Override
    public Coder<KV<String, Integer>> getOutputCoder() {
      return KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
    }

    @Override
    public Coder<Integer> getSplitCoder() {
      return VarIntCoder.of();
    }

    @Override
    public SplitEnumerator<Integer> createEnumerator(SourceContext context, byte[] state) {
      return new SplitEnumerator<>() {
        private boolean given = state != null;

        @Override
        public List<Integer> discover(long nowMillis) {
          List<Integer> found = given ? List.of() : List.of(0);
          given = true;
          return found;
        }

        @Override
        public boolean isFinished() {
          return given;
        }

        @Override
        public byte[] snapshot() {
          return new byte[0];
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public SourceReader<KV<String, Integer>, Integer> createReader(
        SourceContext context, Integer split) {
      return new SourceReader<>() {
        private int given = split;

        @Override
        public Status poll(SourceOutput<KV<String, Integer>> output, int maxElements) {
          if (given == 0) {
            given = 1;
            output.output(KV.of("k", 1), 10_000);
          }
          return Status.IDLE;
        }

        @Override
        public Integer snapshot() {
          return given;
        }

        @Override
        public long watermarkMillis() {
          return split == 0 && given == 1
              ? 10_000
              : BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();
        }

        @Override
        public void close() {}
      };
    }
  }

  /** Waits for an hour by the clock, and then for an event time that is over already. */
  private static final class WaitsAnHour extends DoFn<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1;

    private static final List<String> NOTES = new ArrayList<>();

    @TimerId("clock")
    private final TimerSpec clock = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@TimerId("clock") Timer timer) {
      NOTES.add("element");
      timer.offset(Duration.ofHours(1)).setRelative();
    }

    @OnTimer("clock")
    public void onClock(@TimerId("event") Timer timer) {
      NOTES.add("an hour is over");
      timer.set(Instant.ofEpochSecond(9));
    }

    @OnTimer("event")
    public void onEvent() {
      NOTES.add("nine seconds are over");
    }
  }

  @Test
  void ruleW8AfterARecoveryTimeIsWhereItWasAndTimersThatCameDueFireAtOnce() {
    WaitsAnHour.NOTES.clear();
    pipeline.apply(Read.from(new OneElement())).apply(ParDo.of(new WaitsAnHour()));
    start(false);
    slots.forEach(EngineSlot::run);
    driver.pass(SECOND);
    slots.forEach(slot -> slot.trigger(Cut.of(1)));
    driver.pass(SECOND);
    assertThat(told).contains("0 kept 1", "1 kept 1");
    assertThat(WaitsAnHour.NOTES).containsExactly("element");
    slots.forEach(EngineSlot::stop);
    driver.pass(7200 * SECOND);
    told.clear();
    start(false, 2, 1);
    slots.forEach(EngineSlot::run);
    driver.pass(SECOND);
    assertThat(WaitsAnHour.NOTES)
        .containsExactly("element", "an hour is over", "nine seconds are over");
  }
}
