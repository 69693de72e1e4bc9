package io.millrace.runners.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.trace.TriggerPart;
import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the parts of triggers say of themselves, for a window that ends at 9.999 s. */
class TriggerDescriptionTest {

  private static final long WINDOW_MAX = 9_999;
  private static final String END = "until the input watermark is past 1970-01-01T00:00:09.999Z";

  private static final class Clock implements TriggerClock {
    private long watermark = Long.MIN_VALUE;
    private long processing;

    @Override
    public long inputWatermarkMillis() {
      return watermark;
    }

    @Override
    public long processingTimeMillis() {
      return processing;
    }

    @Override
    public long synchronizedProcessingTimeMillis() {
      return processing;
    }
  }

  private final Clock clock = new Clock();

  private final class Window {
    private final TriggerMachine machine;
    private final TriggerState state;

    Window(Trigger trigger, int elements) {
      this.machine = TriggerMachine.of(trigger, false);
      this.state = machine.newState();
      for (int i = 0; i < elements; i++) {
        machine.onElement(state, WINDOW_MAX, clock);
      }
    }

    Window fire() {
      assertThat(machine.shouldFire(state, WINDOW_MAX, clock)).isTrue();
      machine.onFire(state, WINDOW_MAX, clock);
      return this;
    }

    String text() {
      TriggerState before = new TriggerState(state.cells.clone());
      before.finished = state.finished;
      String text = TriggerDescriptionTest.text(machine.describe(state, WINDOW_MAX, clock));
      assertThat(state).as("state after it was described").isEqualTo(before);
      return text;
    }
  }

  private static String text(TriggerPart part) {
    StringBuilder text = new StringBuilder(part.name() + " " + part.status());
    if (!part.waitsFor().isEmpty()) {
      text.append(" ").append(part.waitsFor());
    }
    part.parts().forEach(each -> text.append(" (").append(text(each)).append(")"));
    return text.toString();
  }

  private String of(Trigger trigger, int elements) {
    return new Window(trigger, elements).text();
  }

  @Test
  void theEndOfTheWindowIsWaitedForUntilTheWatermarkIsPastIt() {
    assertThat(of(DefaultTrigger.of(), 1)).isEqualTo("DefaultTrigger WAITING " + END);
    assertThat(of(AfterWatermark.pastEndOfWindow(), 1))
        .isEqualTo("AfterWatermark.pastEndOfWindow WAITING " + END);
    clock.watermark = 10_000;
    assertThat(of(DefaultTrigger.of(), 1)).isEqualTo("DefaultTrigger READY " + END);
    assertThat(new Window(AfterWatermark.pastEndOfWindow(), 1).fire().text())
        .isEqualTo("AfterWatermark.pastEndOfWindow FINISHED");
    assertThat(text(TriggerMachine.describeDefault(WINDOW_MAX, clock)))
        .isEqualTo("DefaultTrigger READY " + END);
  }

  @Test
  void aCountTellsHowManyOfHowMany() {
    assertThat(of(AfterPane.elementCountAtLeast(3), 2))
        .isEqualTo("AfterPane.elementCountAtLeast(3) WAITING has 2 of 3 elements");
    assertThat(of(AfterPane.elementCountAtLeast(3), 4))
        .isEqualTo("AfterPane.elementCountAtLeast(3) READY has 4 of 3 elements");
  }

  @Test
  void aDelayTellsUntilWhen() {
    Trigger delay = AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.ofSeconds(5));
    assertThat(of(delay, 0))
        .isEqualTo("AfterProcessingTime WAITING for an element, with which its delay begins");
    assertThat(of(delay, 1))
        .isEqualTo(
            "AfterProcessingTime WAITING until processing time is past 1970-01-01T00:00:05Z");
    assertThat(of(AfterSynchronizedProcessingTime.ofFirstElement(), 1))
        .isEqualTo(
            "AfterSynchronizedProcessingTime WAITING until processing time is past"
                + " 1970-01-01T00:00:00Z");
  }

  @Test
  void neverSaysThatItWaitsForNothing() {
    assertThat(of(Never.ever(), 1)).startsWith("Never WAITING for nothing");
  }

  @Test
  void partsTellOfTheirParts() {
    AfterPane two = AfterPane.elementCountAtLeast(2);
    assertThat(of(Repeatedly.forever(two), 1))
        .isEqualTo(
            "Repeatedly WAITING (AfterPane.elementCountAtLeast(2) WAITING has 1 of 2 elements)");
    assertThat(of(AfterFirst.of(two, AfterPane.elementCountAtLeast(3)), 2))
        .isEqualTo(
            "AfterFirst READY for any of its parts"
                + " (AfterPane.elementCountAtLeast(2) READY has 2 of 2 elements)"
                + " (AfterPane.elementCountAtLeast(3) WAITING has 2 of 3 elements)");
    assertThat(of(AfterAll.of(two, AfterPane.elementCountAtLeast(3)), 2))
        .startsWith("AfterAll WAITING for all of its parts");
    assertThat(of(Repeatedly.forever(two).orFinally(AfterWatermark.pastEndOfWindow()), 1))
        .startsWith("OrFinally WAITING for its first part, until the second fires (Repeatedly")
        .endsWith("(AfterWatermark.pastEndOfWindow WAITING " + END + ")");
  }

  @Test
  void whatComesAfterAnotherPartHasNotBegun() {
    assertThat(of(AfterEach.inOrder(AfterPane.elementCountAtLeast(2), Never.ever()), 1))
        .contains(
            "(AfterPane.elementCountAtLeast(2) WAITING has 1 of 2 elements) (Never NOT_BEGUN");
    assertThat(
            new Window(AfterEach.inOrder(AfterPane.elementCountAtLeast(1), Never.ever()), 1)
                .fire()
                .text())
        .contains("(AfterPane.elementCountAtLeast(1) FINISHED) (Never WAITING");
  }

  @Test
  void lateFiringsBeginAtTheEndOfTheWindow() {
    Trigger both =
        AfterWatermark.pastEndOfWindow()
            .withEarlyFirings(AfterPane.elementCountAtLeast(3))
            .withLateFirings(AfterPane.elementCountAtLeast(1));
    Window window = new Window(both, 1);
    assertThat(window.text())
        .contains("WAITING " + END + " (AfterPane.elementCountAtLeast(3) WAITING has 1 of 3")
        .contains("(AfterPane.elementCountAtLeast(1) NOT_BEGUN");
    clock.watermark = 10_000;
    assertThat(window.fire().text())
        .contains("WAITING for late elements (AfterPane.elementCountAtLeast(3) FINISHED)")
        .contains("(AfterPane.elementCountAtLeast(1) WAITING has 0 of 1 elements)");
  }
}
