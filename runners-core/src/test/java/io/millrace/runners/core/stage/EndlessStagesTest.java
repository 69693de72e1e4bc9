package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.watermark.Watermarks;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Event time between the tasks of a stream: rules W2, W3, W5, F1, Z1. Windows have 10 ms. */
class EndlessStagesTest {

  private final Pipeline p = Pipeline.create();
  private final Notes notes = new Notes();

  private PCollection<Long> read(String name, HandFedSource source) {
    return p.apply(name, Read.from(source));
  }

  private static PTransform<PCollection<Long>, PCollection<Long>> sumInWindows() {
    return PTransform.compose(
        (PCollection<Long> numbers) ->
            numbers
                .apply(Window.into(FixedWindows.of(Duration.ofMillis(10))))
                .apply(Sum.longsGlobally().withoutDefaults()));
  }

  private void note(PCollection<Long> sums) {
    sums.apply("Note", ParDo.of(new NoteWindow(notes)));
  }

  static final class NoteWindow extends DoFn<Long, Void> {
    private final Notes notes;

    NoteWindow(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element Long sum, BoundedWindow window, PaneInfo pane) {
      notes.add(pane.getTiming() + " " + sum + " until " + window.maxTimestampMillis());
    }
  }

  @Test
  void ruleW2AWindowFiresOnceTheWatermarkIsPastItsLastInstant() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    source.split(0).give(1).give(2).watermark(9);
    run.settle();
    assertThat(notes.lines()).as("max is 9, and at 9 more may come").isEmpty();

    source.split(0).watermark(10);
    run.settle();
    assertThat(notes.lines()).containsExactly("ON_TIME 3 until 9");
  }

  @Test
  void ruleF1TheWatermarkOfAFlattenIsTheSmallestOfItsInputs() {
    HandFedSource one = new HandFedSource(1);
    HandFedSource other = new HandFedSource(1);
    PCollection<Long> ones = read("One", one);
    PCollection<Long> others = read("Other", other).apply(Redistribute.arbitrarily());
    note(
        PCollectionList.of(ones)
            .and(others)
            .apply(Flatten.pCollections())
            .apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    one.split(0).give(1).watermark(25);
    other.split(0).give(2).watermark(8);
    run.settle();
    assertThat(notes.lines()).isEmpty();

    other.split(0).give(4).watermark(10);
    run.settle();
    assertThat(notes.lines()).containsExactly("ON_TIME 7 until 9");
  }

  @Test
  void ruleW3AnInputThatSaysNothingHoldsAllOthers() {
    HandFedSource one = new HandFedSource(2);
    note(read("One", one).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    one.split(0).give(1).watermark(100);
    run.settle();
    assertThat(notes.lines()).isEmpty();

    one.split(1).watermark(30);
    run.settle();
    assertThat(notes.lines()).containsExactly("ON_TIME 1 until 9");
  }

  @Test
  void aSplitThatHasNothingMoreIsNotPolledBeforeItSays() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    source.split(0).give(1).nothingMoreUntil(run.nowMillis() + 5);
    run.settle();
    source.split(0).give(2).watermark(10);
    run.after(4);
    assertThat(run.nextWorkMillis("Read")).isEqualTo(run.nowMillis() + 1);
    assertThat(notes.lines()).as("2 is still to be read").isEmpty();

    run.after(1);
    assertThat(notes.lines()).containsExactly("ON_TIME 3 until 9");
  }

  @Test
  void whatTheClockSaysOfTimeIsAskedAlsoWhileASplitIsNotPolled() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    source.split(0).give(1).nothingMoreUntil(run.nowMillis() + 1_000);
    run.settle();
    source.split(0).watermarkAtOnce(10);
    run.settle();

    assertThat(notes.lines()).containsExactly("ON_TIME 1 until 9");
  }

  @Test
  void ruleW5AnIdleSplitIsLeftOutAndMayComeBack() {
    HandFedSource source = new HandFedSource(2);
    note(read("Read", source).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    source.split(1).watermark(3).idle(true);
    source.split(0).give(1).watermark(10);
    run.settle();
    assertThat(notes.lines()).containsExactly("ON_TIME 1 until 9");

    source.split(1).idle(false).watermark(12);
    source.split(0).give(14).watermark(40);
    run.settle();
    assertThat(notes.lines()).as("it is waited for again").hasSize(1);

    source.split(1).give(13).watermark(20);
    run.settle();
    assertThat(notes.lines()).contains("ON_TIME 27 until 19");
  }

  @Test
  void ruleW5IdleIsNotFinished() {
    HandFedSource source = new HandFedSource(2);
    note(read("Read", source).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    source.split(0).give(1).watermark(5).idle(true);
    source.split(1).watermark(5).finish();
    run.settle();
    assertThat(notes.lines()).as("time stands still").isEmpty();
    assertThat(run.isFinished()).isFalse();

    source.split(0).finish();
    run.settle();
    assertThat(notes.lines()).containsExactly("ON_TIME 1 until 9");
    assertThat(run.isFinished()).isTrue();
  }

  @Test
  void ruleW5AFinishedSourcePassesTheEndOfTimeOnThoughItGaveNothing() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source).apply("Sum", sumInWindows()));
    HandStream run = HandStream.of(p);

    source.split(0).finish();
    run.settle();

    assertThat(run.isFinished()).isTrue();
    assertThat(notes.lines()).isEmpty();
  }

  @Test
  void ruleW5AnIdleSourceIsLeftOutTwoStagesFurtherOn() {
    HandFedSource quiet = new HandFedSource(1);
    HandFedSource busy = new HandFedSource(1);
    PCollection<Long> sums =
        read("Quiet", quiet)
            .apply("First", sumInWindows())
            .apply("Exchange", Redistribute.arbitrarily());
    PCollection<Long> others =
        read("Busy", busy).apply(Window.into(FixedWindows.of(Duration.ofMillis(10))));
    note(
        PCollectionList.of(sums)
            .and(others)
            .apply(Flatten.pCollections())
            .apply("Second", Sum.longsGlobally().withoutDefaults()));
    HandStream run = HandStream.of(p);

    quiet.split(0).watermark(5).idle(true);
    busy.split(0).give(1).watermark(10);
    run.settle();

    assertThat(notes.lines()).containsExactly("ON_TIME 1 until 9");
  }

  @Test
  void ruleW5WhatIsKeptAlreadyIsNotMadeLateByAnIdleSource() {
    HandFedSource quiet = new HandFedSource(1);
    HandFedSource busy = new HandFedSource(1);
    PCollection<Long> sums = read("Quiet", quiet).apply("First", sumInWindows());
    PCollection<Long> others =
        read("Busy", busy).apply(Window.into(FixedWindows.of(Duration.ofMillis(10))));
    note(
        PCollectionList.of(sums)
            .and(others)
            .apply(Flatten.pCollections())
            .apply("Second", Sum.longsGlobally().withoutDefaults()));
    HandStream run = HandStream.of(p);

    quiet.split(0).give(12).watermark(12).idle(true);
    busy.split(0).give(1).watermark(30);
    run.settle();
    assertThat(notes.lines())
        .as("the first window passes, the one with 12 is held")
        .containsExactly("ON_TIME 1 until 9");

    quiet.split(0).idle(false).watermark(20);
    run.settle();
    assertThat(notes.lines()).contains("ON_TIME 12 until 19");
  }

  @Test
  void ruleW5WhatComesJustBeforeASourceIsIdleIsNotMadeLateByThat() {
    HandFedSource quiet = new HandFedSource(1);
    HandFedSource busy = new HandFedSource(1);
    PCollection<Long> sums = read("Quiet", quiet).apply("First", sumInWindows());
    PCollection<Long> others =
        read("Busy", busy).apply(Window.into(FixedWindows.of(Duration.ofMillis(10))));
    note(
        PCollectionList.of(sums)
            .and(others)
            .apply(Flatten.pCollections())
            .apply("Second", Sum.longsGlobally().withoutDefaults()));
    HandStream run = HandStream.of(p);

    quiet.split(0).watermark(12);
    busy.split(0).watermark(30);
    run.settle();
    quiet.split(0).give(12);
    run.settle();
    quiet.split(0).idle(true);
    run.settle();
    quiet.split(0).idle(false).watermark(20);
    run.settle();

    assertThat(notes.lines()).containsExactly("ON_TIME 12 until 19");
  }

  /** Sets a timer in event time at the end of the number's window. */
  static final class TimerAtEnd extends DoFn<KV<String, Long>, Long> {
    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(@TimerId("end") Timer end, BoundedWindow window) {
      end.set(window.maxTimestamp());
    }

    @OnTimer("end")
    public void onEnd(OutputReceiver<Long> out) {
      out.output(100L);
    }
  }

  @Test
  void ruleW5TimersThatAreSetAreNotMadeLateByAnIdleSource() {
    HandFedSource quiet = new HandFedSource(1);
    HandFedSource busy = new HandFedSource(1);
    Window<Long> tens = Window.into(FixedWindows.of(Duration.ofMillis(10)));
    PCollection<Long> timers =
        read("Quiet", quiet)
            .apply("Tens", tens)
            .apply(WithKeys.of("k"))
            .apply("Timers", ParDo.of(new TimerAtEnd()));
    note(
        PCollectionList.of(timers)
            .and(read("Busy", busy).apply("OtherTens", tens))
            .apply(Flatten.pCollections())
            .apply("Sum", Sum.longsGlobally().withoutDefaults()));
    HandStream run = HandStream.of(p);

    quiet.split(0).give(12).watermark(12).idle(true);
    busy.split(0).give(1).watermark(30);
    run.settle();
    assertThat(notes.lines()).containsExactly("ON_TIME 1 until 9");

    quiet.split(0).idle(false).watermark(20);
    run.settle();
    assertThat(notes.lines()).contains("ON_TIME 100 until 19");
  }

  @Test
  void ruleZ1DrainingFiresAllWindowsAndEndsTheTasks() {
    HandFedSource source = new HandFedSource(2);
    PCollection<Long> numbers = read("Read", source);
    note(numbers.apply("Sum", sumInWindows()));
    numbers.apply(Window.into(FixedWindows.of(Duration.ofMillis(10)))).apply(Count.perElement());
    HandStream run = HandStream.of(p);
    source.split(0).give(1).give(12).watermark(2);
    run.settle();

    run.drain();

    assertThat(notes.lines()).containsExactlyInAnyOrder("ON_TIME 1 until 9", "ON_TIME 12 until 19");
    assertThat(run.isFinished()).isTrue();
    assertThat(source.split(0).closed && source.split(1).closed).isTrue();
  }

  @Test
  void aWatermarkThatGoesBackIsAnErrorOfTheSource() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    source.split(0).watermark(5_000);
    run.settle();
    source.split(0).watermark(4_000);

    assertThatThrownBy(run::settle)
        .isInstanceOf(StageException.class)
        .extracting(e -> ((StageException) e).transformName())
        .isEqualTo("Read");
  }

  @Test
  void aWatermarkOutsideOfEventTimeIsAnErrorOfTheSource() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    source.split(0).watermark(Watermarks.IDLE);

    assertThatThrownBy(run::settle)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("outside of event time")
        .hasMessageContaining("FINISHED")
        .hasMessageContaining(HandFedSource.class.getName());
  }

  @Test
  void aTimestampOutsideOfEventTimeIsAnErrorEvenIfTheSourceCatchesIt() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    source
        .split(0)
        .then(
            output -> {
              try {
                output.output(7L, Long.MAX_VALUE);
              } catch (RuntimeException e) {
                // as if nothing had happened
              }
            });

    assertThatThrownBy(run::settle)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("the element 7")
        .hasMessageContaining("milliseconds after 1970");
  }

  @Test
  void aTimestampThatIsNullIsAnErrorOfTheSource() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    source.split(0).then(output -> output.output(7L, null));

    assertThatThrownBy(run::settle)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("no timestamp for the element 7")
        .hasMessageContaining("leave the element out");
  }

  @Test
  void anElementThatComesAfterThePollIsAnErrorOfTheSource() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    Runnable[] kept = new Runnable[1];
    source.split(0).then(output -> kept[0] = () -> output.output(7L));
    run.settle();
    assertThatThrownBy(() -> kept[0].run()).isInstanceOf(StageException.class);

    assertThatThrownBy(run::settle)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("the element 7 while it was not asked for any")
        .hasMessageContaining("after FINISHED nothing may follow");
  }

  @Test
  void anElementOfAnotherThreadIsAnErrorOfTheSource() {
    HandFedSource source = new HandFedSource(1);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    source
        .split(0)
        .then(
            output -> {
              Thread thread = new Thread(() -> output.output(7L));
              thread.setUncaughtExceptionHandler((t, e) -> {});
              thread.start();
              try {
                thread.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    assertThatThrownBy(run::settle)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("another thread");
  }

  @Test
  void theBacklogOfAllSplitsIsAMetric() {
    HandFedSource source = new HandFedSource(2);
    note(read("Read", source));
    HandStream run = HandStream.of(p);
    source.split(0).give(1).give(2);
    run.settle();
    assertThat(counters(run)).containsEntry("source:elements_read", 2L).hasSize(1);

    source.split(0).backlogElements = 5;
    source.split(1).backlogElements = 7;
    source.split(1).backlogBytes = 100;
    run.after(1_000);
    assertThat(counters(run))
        .containsEntry("source:backlog_elements", 12L)
        .containsEntry("source:backlog_bytes", 100L);

    source.split(1).finish();
    run.after(1_000);
    assertThat(counters(run))
        .containsEntry("source:backlog_elements", 5L)
        .containsEntry("source:backlog_bytes", 0L);
  }

  private static java.util.Map<String, Long> counters(HandStream run) {
    java.util.Map<String, Long> all = new java.util.TreeMap<>();
    run.metrics().step("Read").counters().forEach((name, n) -> all.put(name.toString(), n));
    return all;
  }
}
