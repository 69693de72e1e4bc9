package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Gate;
import io.millrace.runners.direct.testing.LoggedSink;
import io.millrace.runners.direct.testing.Numbers;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How jobs end, and what they leave behind: nothing. */
@Timeout(120)
class EndOfJobTest {

  private final Gate entered = new Gate();
  private final Gate exit = new Gate();

  @Test
  void aRunThatDoesNotBlockCanBeWaitedFor() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    p.apply(Impulse.create()).apply(ParDo.of(new Waiting(entered, exit, false)));

    PipelineResult result = p.run();
    entered.pass();

    assertThat(result.getState()).isEqualTo(State.RUNNING);
    assertThat(result.waitUntilFinish(Duration.ofMillis(1))).isNull();
    exit.open();
    assertThat(result.waitUntilFinish(Duration.ofSeconds(100))).isEqualTo(State.DONE);
    assertThat(result.getState()).isEqualTo(State.DONE);
    assertThat(result.waitUntilFinish(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(State.DONE);
    assertThat(result.cancel()).as("too late").isEqualTo(State.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--targetParallelism=1", "--targetParallelism=3", "--seed=3"})
  void cancellingEndsARunInTheMiddleOfAnElement(String flag) throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", flag);
    p.apply(Impulse.create())
        .apply(ParDo.of(new Endless(entered)))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new Ignore()));

    PipelineResult result = p.run();
    entered.pass();

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
    assertThat(result.getState()).isEqualTo(State.CANCELLED);
    assertThat(result.waitUntilFinish()).isEqualTo(State.CANCELLED);
  }

  @Test
  void cancellingEndsAFunctionThatWaits() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    p.apply(Impulse.create()).apply(ParDo.of(new Waiting(entered, exit, false)));

    PipelineResult result = p.run();
    entered.pass();

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
  }

  @Test
  void whoeverInterruptsTheThreadThatWaitsCancelsTheRun() {
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    p.apply(Impulse.create()).apply(ParDo.of(new Waiting(entered, exit, false)));

    Thread.currentThread().interrupt();
    PipelineResult result = p.run();

    assertThat(Thread.interrupted()).as("the interrupt is passed on").isTrue();
    assertThat(result.getState()).isEqualTo(State.CANCELLED);
  }

  @Test
  void aFailureIsToldToEachWhoWaits() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false");
    p.apply(Impulse.create()).apply("Fail", ParDo.of(new Waiting(entered, exit, true)));

    PipelineResult result = p.run();
    exit.open();

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(result::waitUntilFinish)
          .isInstanceOf(PipelineExecutionException.class)
          .hasMessageStartingWith("Transform Fail failed: ");
    }
    assertThat(result.getState()).isEqualTo(State.FAILED);
    assertThat(result.cancel()).isEqualTo(State.FAILED);
  }

  @Test
  void nothingOfASinkIsLeftHoweverFarItsTasksHaveCome() {
    int prepared = 0;
    for (int seed = 0; seed < 60; seed++) {
      Seen<String> log = new Seen<>();
      Pipeline p = Runs.pipeline("--seed=" + seed, "--targetParallelism=4");
      p.apply("Few", GenerateSequence.from(0).to(40))
          .apply(Redistribute.arbitrarily())
          .apply("Save", Write.to(new LoggedSink<>(log)))
          .apply("NeverReached", ParDo.of(new NoteText(log)));
      // fails at some time, while committables of some writers are on their way
      p.apply("Others", GenerateSequence.from(0).to(20))
          .apply("Spread", Redistribute.arbitrarily())
          .apply(ParDo.of(new FailsAt(13)));

      assertThatThrownBy(p::run).as("seed %s", seed).hasMessageContaining("asked to fail");

      List<String> lines = log.values();
      if (lines.stream().noneMatch(line -> line.startsWith("commit "))) {
        assertThat(LoggedSink.leftOver(lines)).as("seed %s: %s", seed, lines).isEmpty();
        prepared += lines.stream().anyMatch(line -> line.startsWith("prepare ")) ? 1 : 0;
      }
    }
    assertThat(prepared).as("runs that ended between preparation and commit").isPositive();
  }

  @Test
  void nothingOfASinkIsLeftWhenTheRunIsCancelled() throws Exception {
    Seen<String> log = new Seen<>();
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=3");
    p.apply("Few", GenerateSequence.from(0).to(3))
        .apply(Redistribute.arbitrarily())
        .apply(ParDo.of(new OneWaits(entered, exit)))
        .apply("Save", Write.to(new LoggedSink<>(log)));

    PipelineResult result = p.run();
    entered.pass();

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
    assertThat(log.values()).anyMatch(line -> line.startsWith("open "));
    assertThat(LoggedSink.leftOver(log.values())).isEmpty();
  }

  @Test
  void committablesOfATaskWhoseOtherSinkFailsAreRemoved() {
    Seen<String> log = new Seen<>();
    Seen<String> brokenLog = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    PCollection<Long> numbers = p.apply(GenerateSequence.from(0).to(10));
    numbers.apply("Save", Write.to(new LoggedSink<>(log)));
    numbers.apply("Break", Write.to(new LoggedSink<>(brokenLog, "prepareCommit")));

    assertThatThrownBy(p::run).hasMessageContaining("no prepareCommit today");

    assertThat(LoggedSink.leftOver(log.values())).isEmpty();
    assertThat(LoggedSink.leftOver(brokenLog.values())).isEmpty();
  }

  @Test
  void writersThatWereOpenedAreRemovedWhenAnotherCannotBe() {
    Seen<String> log = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=2");
    PCollection<Long> numbers = p.apply(GenerateSequence.from(0).to(10));
    numbers.apply("Break", Write.to(new LoggedSink<>(new Seen<>(), "createWriter")));
    numbers.apply("Save", Write.to(new LoggedSink<>(log)));
    numbers.apply("SaveToo", Write.to(new LoggedSink<>(log)));

    assertThatThrownBy(p::run).hasMessageContaining("no createWriter today");

    assertThat(LoggedSink.leftOver(log.values())).isEmpty();
  }

  @Test
  void writersThatWaitForASideInputInVainAreRemoved() throws Exception {
    Seen<String> log = new Seen<>();
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    PCollectionView<Iterable<Void>> never =
        p.apply("Side", Impulse.create())
            .apply(ParDo.of(new WaitsForWriter(log, entered, exit)))
            .apply(View.asIterable());
    p.apply(GenerateSequence.from(0).to(10))
        .apply("UseSide", ParDo.of(new Pass()).withSideInputs(never))
        .apply("Save", Write.to(new LoggedSink<>(log)));

    PipelineResult result = p.run();
    entered.pass();

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
    assertThat(log.values()).anyMatch(line -> line.startsWith("open "));
    assertThat(LoggedSink.leftOver(log.values())).isEmpty();
  }

  @Test
  void everythingWrittenIsCommittedOnceAllIsWritten() {
    Seen<String> log = new Seen<>();
    Pipeline p = Runs.pipeline("--targetParallelism=3");
    p.apply(GenerateSequence.from(0).to(100))
        .apply(Redistribute.arbitrarily())
        .apply("Save", Write.to(new LoggedSink<>(log)));

    p.run();

    List<String> lines = log.values();
    assertThat(lines).filteredOn(line -> line.startsWith("write ")).hasSize(100);
    assertThat(lines).filteredOn(line -> line.startsWith("commit ")).hasSize(3);
    int firstCommit = 0;
    while (!lines.get(firstCommit).startsWith("commit ")) {
      firstCommit++;
    }
    assertThat(lines.subList(firstCommit, lines.size()))
        .allMatch(line -> line.startsWith("commit "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "failure", "cancel"})
  void noScratchFilesAreLeft(String end, @TempDir Path temporary) throws Exception {
    String property = System.setProperty("java.io.tmpdir", temporary.toString());
    try {
      assertNoScratchFilesAreLeft(end, temporary);
    } finally {
      System.setProperty("java.io.tmpdir", property);
    }
  }

  private void assertNoScratchFilesAreLeft(String end, Path temporary) throws Exception {
    Pipeline p =
        Runs.pipeline("--blockOnRun=false", "--groupingMemoryBytes=16384", "--targetParallelism=2");
    p.apply(Impulse.create())
        .apply(ParDo.of(new Numbers(30_000)))
        .apply("Key", ParDo.of(new ByItself()))
        .apply(GroupByKey.create())
        .apply("Stop", ParDo.of(new FirstWaits(entered, exit, end.equals("failure"))));

    PipelineResult result = p.run();
    entered.pass();
    assertThat(temporary).as("it spilled").isNotEmptyDirectory();
    switch (end) {
      case "cancel" -> assertThat(result.cancel()).isEqualTo(State.CANCELLED);
      case "failure" -> {
        exit.open();
        assertThatThrownBy(result::waitUntilFinish).hasMessageContaining("asked to fail");
      }
      default -> {
        exit.open();
        assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
      }
    }

    assertThat(temporary).isEmptyDirectory();
  }

  static final class Waiting extends DoFn<byte[], Void> {
    private final Gate entered;
    private final Gate exit;
    private final boolean fails;

    Waiting(Gate entered, Gate exit, boolean fails) {
      this.entered = entered;
      this.exit = exit;
      this.fails = fails;
    }

    @ProcessElement
    public void processElement() throws Exception {
      entered.open();
      exit.pass();
      if (fails) {
        throw new IOException("asked to fail");
      }
    }
  }

  static final class Endless extends DoFn<byte[], Long> {
    private final Gate entered;

    Endless(Gate entered) {
      this.entered = entered;
    }

    @ProcessElement
    public void processElement(OutputReceiver<Long> out) {
      for (long i = 0; ; i++) {
        out.output(i);
        if (i == 1_000_000) {
          entered.open();
        }
      }
    }
  }

  static final class Ignore extends DoFn<Long, Void> {
    @ProcessElement
    public void processElement(@Element Long element) {}
  }

  static final class NoteText extends DoFn<String, Void> {
    private final Seen<String> log;

    NoteText(Seen<String> log) {
      this.log = log;
    }

    @ProcessElement
    public void processElement(@Element String element) {
      log.add("result " + element);
    }
  }

  static final class FailsAt extends DoFn<Long, Void> {
    private final long failing;

    FailsAt(long failing) {
      this.failing = failing;
    }

    @ProcessElement
    public void processElement(@Element Long element) throws IOException {
      if (element == failing) {
        throw new IOException("asked to fail");
      }
    }
  }

  static final class OneWaits extends DoFn<Long, Long> {
    private final Gate entered;
    private final Gate exit;

    OneWaits(Gate entered, Gate exit) {
      this.entered = entered;
      this.exit = exit;
    }

    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) throws Exception {
      out.output(element);
      if (element == 1) {
        entered.open();
        exit.pass();
      }
    }
  }

  static final class Pass extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<Long> out) {
      out.output(element);
    }
  }

  /** Waits until some writer is open on the other thread, and then for ever. */
  static final class WaitsForWriter extends DoFn<byte[], Void> {
    private final Seen<String> log;
    private final Gate entered;
    private final Gate exit;

    WaitsForWriter(Seen<String> log, Gate entered, Gate exit) {
      this.log = log;
      this.entered = entered;
      this.exit = exit;
    }

    @ProcessElement
    public void processElement() throws Exception {
      while (log.count() == 0) {
        Thread.onSpinWait();
      }
      entered.open();
      exit.pass();
    }
  }

  static final class ByItself extends DoFn<Long, KV<Long, Long>> {
    @ProcessElement
    public void processElement(@Element Long element, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(element, element));
    }
  }

  static final class FirstWaits extends DoFn<KV<Long, Iterable<Long>>, Void> {
    private final Gate entered;
    private final Gate exit;
    private final boolean fails;

    FirstWaits(Gate entered, Gate exit, boolean fails) {
      this.entered = entered;
      this.exit = exit;
      this.fails = fails;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Iterable<Long>> group) throws Exception {
      entered.open();
      exit.pass();
      if (fails) {
        throw new IOException("asked to fail");
      }
    }
  }
}
