package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What belongs to an element besides its value, on its way through a stage: rules E1 to E4. */
@Timeout(60)
class TimesAndWindowsTest {

  private final Pipeline p = Pipeline.create();
  private final Notes notes = new Notes();

  @Test
  void outputsKeepTimestampWindowAndPaneOfTheInput() {
    at(12)
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply("Pass", ParDo.of(new Pass()))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    assertThat(notes.lines()).containsExactly("x at 12 in 10-20, first and last");
  }

  @Test
  void anElementInSeveralWindowsIsSeenOnceInEachByThoseWhoAskForTheWindow() {
    at(12)
        .apply(Window.into(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5))))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    assertThat(notes.lines())
        .containsExactlyInAnyOrder(
            "x at 12 in 5-15, first and last", "x at 12 in 10-20, first and last");
  }

  @Test
  void anElementInSeveralWindowsIsProcessedOnceByThoseWhoDoNot() {
    at(12)
        .apply(Window.into(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5))))
        .apply("Calls", ParDo.of(new NoteCall(notes)))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    assertThat(notes.lines())
        .containsExactlyInAnyOrder(
            "called", "x at 12 in 5-15, first and last", "x at 12 in 10-20, first and last");
  }

  @Test
  void windowingAgainWindowsTheElementOfEachWindow() {
    at(12)
        .apply(Window.into(SlidingWindows.of(Duration.ofSeconds(10)).every(Duration.ofSeconds(5))))
        .apply("Again", Window.into(FixedWindows.of(Duration.ofSeconds(20))))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    // in two windows it stood for two elements: so there are two now
    assertThat(notes.lines())
        .containsExactly("x at 12 in 0-20, first and last", "x at 12 in 0-20, first and last");
  }

  @Test
  void anElementInTheGapBetweenWindowsGoesNoFurtherAndIsCounted() {
    at(12)
        .apply(
            "Gaps",
            Window.into(SlidingWindows.of(Duration.ofSeconds(1)).every(Duration.ofSeconds(10))))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    var metrics = HandRun.simply(p).metrics();

    assertThat(notes.lines()).isEmpty();
    assertThat(metrics.steps().entrySet())
        .filteredOn(step -> step.getKey().startsWith("Gaps"))
        .anySatisfy(step -> assertThat(step.getValue().counters().values()).containsExactly(1L));
  }

  @Test
  void laterTimestampsAreFineAndEndWithTheOutput() {
    at(12)
        .apply("Later", ParDo.of(new AtTimes(15, 12, 20)))
        .apply("Note", ParDo.of(new NoteTime(notes)));

    HandRun.simply(p);

    assertThat(notes.lines()).containsExactly("15", "12", "20", "12 without saying so");
  }

  @Test
  void earlierTimestampsAreRefusedUnlessTheFunctionAllowsIt() {
    at(12).apply("Earlier", ParDo.of(new AtTimes(11))).apply("Note", ParDo.of(new NoteTime(notes)));

    assertThatThrownBy(() -> HandRun.simply(p))
        .hasMessageContaining("Earlier")
        .hasMessageContaining("1970-01-01T00:00:11Z")
        .hasMessageContaining("1970-01-01T00:00:12Z")
        .hasMessageContaining("getAllowedTimestampSkew");
  }

  @Test
  void theAllowedSkewIsAllowedAndNotMore() {
    at(12).apply("Skewed", ParDo.of(new Skewed(7))).apply("Note", ParDo.of(new NoteTime(notes)));
    HandRun.simply(p);
    assertThat(notes.lines()).containsExactly("7");

    Pipeline tooEarly = Pipeline.create();
    tooEarly
        .apply(Impulse.create())
        .apply("At", ParDo.of(new At(12)))
        .apply("Skewed", ParDo.of(new Skewed(6)));
    assertThatThrownBy(() -> HandRun.simply(tooEarly)).hasMessageContaining("PT5S");
  }

  @Test
  void aRefusedOutputLeavesTheElementAsItWas() {
    at(12)
        .apply("Refused", ParDo.of(new RefusedThenOutput()))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    assertThat(notes.lines()).containsExactly("x at 12 in all time, first and last");
  }

  @Test
  void windowsAndPaneCanBeSaid() {
    at(12)
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply("Say", ParDo.of(new Say()))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    assertThat(notes.lines())
        .containsExactly(
            "x at 13 in 0-10, early",
            "x at 13 in 20-30, early",
            "x at 12 in 10-20, first and last");
  }

  @Test
  void backInTheGlobalWindowThereIsOneWindowAgain() {
    at(12)
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply("Back", Window.into(new GlobalWindows()))
        .apply("Note", ParDo.of(new NoteAll(notes)));

    HandRun.simply(p);

    assertThat(notes.lines()).containsExactly("x at 12 in all time, first and last");
  }

  private PCollection<String> at(long second) {
    return p.apply(Impulse.create())
        .apply("At", ParDo.of(new At(second)))
        .setCoder(StringUtf8Coder.of());
  }

  static final class At extends DoFn<byte[], String> {
    private final long second;

    At(long second) {
      this.second = second;
    }

    @ProcessElement
    public void processElement(OutputReceiver<String> out) {
      out.outputWithTimestamp("x", Instant.ofEpochSecond(second));
    }
  }

  static final class Pass extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      out.output(element);
    }
  }

  static final class NoteCall extends DoFn<String, String> {
    private final Notes notes;

    NoteCall(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      notes.add("called");
      out.output(element);
    }
  }

  static final class NoteAll extends DoFn<String, Void> {
    private final Notes notes;

    NoteAll(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(
        @Element String element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      String when =
          window instanceof IntervalWindow interval
              ? interval.start().getEpochSecond() + "-" + interval.end().getEpochSecond()
              : "all time";
      notes.add(
          element
              + " at "
              + timestamp.getEpochSecond()
              + " in "
              + when
              + (pane.isFirst() && pane.isLast() ? ", first and last" : ", early"));
    }
  }

  static final class NoteTime extends DoFn<String, Void> {
    private final Notes notes;

    NoteTime(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void processElement(@Element String element, @Timestamp Instant timestamp) {
      notes.add(timestamp.getEpochSecond() + (element.equals("y") ? " without saying so" : ""));
    }
  }

  static final class AtTimes extends DoFn<String, String> {
    private final long[] seconds;

    AtTimes(long... seconds) {
      this.seconds = seconds;
    }

    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      for (long second : seconds) {
        out.outputWithTimestamp(element, Instant.ofEpochSecond(second));
      }
      out.output("y");
    }
  }

  static final class Skewed extends DoFn<String, String> {
    private final long second;

    Skewed(long second) {
      this.second = second;
    }

    @Override
    public Duration getAllowedTimestampSkew() {
      return Duration.ofSeconds(5);
    }

    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      out.outputWithTimestamp(element, Instant.ofEpochSecond(second));
    }
  }

  static final class RefusedThenOutput extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      try {
        out.outputWindowedValue(element, Instant.ofEpochSecond(99), List.of(), PaneInfo.NO_FIRING);
        throw new AssertionError("no window is none too few");
      } catch (IllegalArgumentException expected) {
        out.output(element);
      }
    }
  }

  static final class Say extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      out.outputWindowedValue(
          element,
          Instant.ofEpochSecond(13),
          List.of(window(0), window(20)),
          PaneInfo.createPane(false, false, PaneInfo.Timing.EARLY, 3, -1));
      out.output(element);
    }

    private static IntervalWindow window(long start) {
      return new IntervalWindow(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + 10));
    }
  }
}
