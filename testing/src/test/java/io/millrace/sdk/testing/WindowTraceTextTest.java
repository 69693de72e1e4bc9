package io.millrace.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.metrics.MetricResults;
import io.millrace.sdk.metrics.MetricsSnapshot;
import io.millrace.sdk.trace.GroupingEvent;
import io.millrace.sdk.trace.GroupingState;
import io.millrace.sdk.trace.GroupingTrace;
import io.millrace.sdk.trace.InputState;
import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.trace.WindowState;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What traces are as text where a run makes such seldom. */
class WindowTraceTextTest {

  private static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli();
  private static final IntervalWindow ONE = IntervalWindow.ofMillis(0, 1_000);
  private static final IntervalWindow TWO = IntervalWindow.ofMillis(1_000, 2_000);

  private static WindowState window(BoundedWindow window) {
    return new WindowState(
        "7",
        window,
        null,
        true,
        2,
        PaneInfo.Timing.LATE,
        true,
        1_999,
        null,
        1_999L,
        null,
        5_000L,
        new TriggerPart("Never", TriggerPart.Status.FINISHED, "", List.of()));
  }

  private static GroupingEvent dropped(BoundedWindow window) {
    return new GroupingEvent(GroupingEvent.Kind.DROPPED_CLOSED, 1_500, 4_000, "7", window, 3, null);
  }

  private static final GroupingTrace TRACE =
      new GroupingTrace(
          "Group",
          new GroupingState(
              1_500,
              1_000,
              4_000,
              List.of(
                  new InputState("Idle", Long.MAX_VALUE, true, null),
                  new InputState("Done", END, false, null)),
              List.of(window(ONE), window(TWO), window(GlobalWindow.INSTANCE)),
              12),
          null,
          List.of(dropped(ONE), dropped(TWO)),
          1);

  @Test
  void everythingThatIsKnownIsSaid() {
    assertThat(WindowTrace.text(TRACE.about(ONE)))
        .isEqualTo(
            """
            Windows of Group
              now:
                input watermark at 1970-01-01T00:00:01.500Z
                  from Idle, idle
                  from Done at the end of time
                output watermark at 1970-01-01T00:00:01Z
                processing time 1970-01-01T00:00:04Z
                [1970-01-01T00:00:00Z..1970-01-01T00:00:01Z) of 7: some elements, 2 panes, the last one LATE, new elements since, closed
                  Never: finished
                  holds the output watermark at 1970-01-01T00:00:01.999Z to be in time below
                  looked at when processing time is 1970-01-01T00:00:05Z
                  expires when the input watermark is past 1970-01-01T00:00:01.999Z
                (12 other windows)
              what happened:
                (1 earlier event not kept)
                1970-01-01T00:00:04Z, input watermark 1970-01-01T00:00:01.500Z: 3 elements for [1970-01-01T00:00:00Z..1970-01-01T00:00:01Z) of 7 dropped: its trigger had finished
            """);
  }

  @Test
  void aTraceAboutAWindowIsAlsoAboutThoseThatItMayHaveMergedWith() {
    GroupingTrace both = TRACE.about(IntervalWindow.ofMillis(500, 1_500));
    assertThat(both.now().windows()).extracting(WindowState::window).containsExactly(ONE, TWO);
    assertThat(both.events()).hasSize(2);
    assertThat(TRACE.about(GlobalWindow.INSTANCE).now().windows())
        .extracting(WindowState::window)
        .containsExactly(GlobalWindow.INSTANCE);
  }

  @Test
  void aGroupingThatNothingCameToSaysSo() {
    GroupingTrace nothing =
        new GroupingTrace(
            "Group", new GroupingState(0, 0, 0, List.of(), List.of(), 0), null, List.of(), 0);
    assertThat(WindowTrace.text(nothing))
        .contains("no window with anything in it")
        .contains("no element came");
  }

  @Test
  void aRunnerThatDoesNotTellIsRefusedByName() {
    assertThatThrownBy(() -> WindowTrace.of(new Silent(), "Group"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(Silent.class.getName());
  }

  private static final class Silent implements PipelineResult {
    @Override
    public State getState() {
      return State.DONE;
    }

    @Override
    public State cancel() {
      return State.DONE;
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      return State.DONE;
    }

    @Override
    public State waitUntilFinish() {
      return State.DONE;
    }

    @Override
    public MetricResults metrics() {
      return MetricResults.of(MetricsSnapshot.EMPTY, MetricsSnapshot.EMPTY);
    }
  }
}
