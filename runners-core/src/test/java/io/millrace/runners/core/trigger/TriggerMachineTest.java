package io.millrace.runners.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
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
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriggerMachineTest {

  /** A window [0, 10) in units of a second: its last instant is 9.999. */
  private static final long WINDOW_MAX = 9_999;

  private final Clock clock = new Clock();

  private static final class Clock implements TriggerClock {
    private long watermark = Long.MIN_VALUE;
    private long processing = 1_000_000;
    private long synchronizedProcessing = 1_000_000;

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
      return synchronizedProcessing;
    }
  }

  /** One window of a machine. */
  private final class Window {
    private final TriggerMachine machine;
    private TriggerState state;
    private long max = WINDOW_MAX;

    Window(Trigger trigger) {
      this(TriggerMachine.of(trigger, false));
    }

    Window(TriggerMachine machine) {
      this.machine = machine;
      this.state = machine.newState();
    }

    Window elements(int count) {
      for (int i = 0; i < count; i++) {
        machine.onElement(state, max, clock);
      }
      return this;
    }

    boolean ready() {
      return machine.shouldFire(state, max, clock);
    }

    /** Fires if it should. */
    boolean fires() {
      boolean fires = ready();
      if (fires) {
        machine.onFire(state, max, clock);
      }
      return fires;
    }

    boolean finished() {
      return machine.isFinished(state);
    }
  }

  private void watermark(double seconds) {
    clock.watermark = Math.round(seconds * 1000);
  }

  private void processingTimePlus(double seconds) {
    clock.processing += Math.round(seconds * 1000);
  }

  @Test
  void ruleR1TheDefaultTriggerFiresPastTheEndAndForEveryLateArrival() {
    Window window = new Window(DefaultTrigger.of()).elements(1);

    watermark(9.999);
    assertThat(window.fires()).isFalse();
    watermark(10);
    assertThat(window.fires()).isTrue();
    assertThat(window.elements(1).fires()).isTrue();
    assertThat(window.finished()).isFalse();
  }

  @Test
  void ruleW2TheWatermarkMustBePastTheEndAndNotAtIt() {
    Window window = new Window(AfterWatermark.pastEndOfWindow());

    watermark(9.999);
    assertThat(window.ready()).isFalse();
    watermark(10);
    assertThat(window.fires()).isTrue();
    assertThat(window.finished()).isTrue();
    assertThat(window.ready()).isFalse();
  }

  @Test
  void ruleR4ACountIsAtLeastThatMany() {
    Window window = new Window(Repeatedly.forever(AfterPane.elementCountAtLeast(2)));

    assertThat(window.elements(1).fires()).isFalse();
    assertThat(window.elements(4).fires()).isTrue();
    assertThat(window.elements(1).fires()).isFalse();
    assertThat(window.elements(1).fires()).isTrue();
  }

  @Test
  void ruleR6ADelayRunsFromTheFirstElementOfAPaneAndMustHavePassed() {
    Window window =
        new Window(
            Repeatedly.forever(
                AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.ofSeconds(5))));

    window.elements(1);
    processingTimePlus(5);
    assertThat(window.elements(1).ready()).isFalse();
    assertThat(window.machine.nextProcessingTime(window.state, clock)).isEqualTo(1_005_001);
    processingTimePlus(0.001);
    assertThat(window.fires()).isTrue();
    assertThat(window.machine.nextProcessingTime(window.state, clock)).isEqualTo(Long.MAX_VALUE);
    assertThat(window.elements(1).ready()).isFalse();
    processingTimePlus(5.001);
    assertThat(window.fires()).isTrue();
  }

  @Test
  void aDelayCanBeAlignedToWholePeriods() {
    clock.processing = 61_500;
    Window window =
        new Window(
            AfterProcessingTime.pastFirstElementInPane()
                .plusDelayOf(Duration.ofSeconds(1))
                .alignedTo(Duration.ofMinutes(1)));

    window.elements(1);

    assertThat(window.machine.nextProcessingTime(window.state, clock)).isEqualTo(120_001);
  }

  @Test
  void synchronizedProcessingTimeWaitsUntilAllUpstreamHasCaughtUp() {
    Window window = new Window(AfterSynchronizedProcessingTime.ofFirstElement()).elements(1);

    processingTimePlus(10);
    assertThat(window.ready()).isFalse();
    clock.synchronizedProcessing = clock.processing;
    assertThat(window.fires()).isTrue();
  }

  @Test
  void ruleR3EarlyFiringsRepeatUntilTheEndAndLateOnesAfterIt() {
    Window window =
        new Window(
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(AfterPane.elementCountAtLeast(2))
                .withLateFirings(AfterPane.elementCountAtLeast(1)));

    assertThat(window.elements(1).fires()).isFalse();
    assertThat(window.elements(1).fires()).isTrue();
    assertThat(window.elements(2).fires()).isTrue();
    watermark(10);
    assertThat(window.fires()).as("on time").isTrue();
    assertThat(window.fires()).as("nothing late yet").isFalse();
    assertThat(window.elements(1).fires()).as("late").isTrue();
    assertThat(window.elements(1).fires()).as("late again").isTrue();
    assertThat(window.finished()).isFalse();
  }

  @Test
  void ruleR3WhatTheLateTriggerSawBeforeTheEndIsForgottenAtTheEnd() {
    Window window =
        new Window(
            TriggerMachine.of(
                AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(2)),
                true));

    window.elements(5);
    watermark(10);
    assertThat(window.fires()).isTrue();
    assertThat(window.elements(1).fires()).isFalse();
    assertThat(window.elements(1).fires()).isTrue();
  }

  @Test
  void withoutLateFiringsTheEndOfTheWindowIsTheLastFiring() {
    Window window =
        new Window(
            AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(1)));

    watermark(10);
    assertThat(window.elements(1).fires()).isTrue();
    assertThat(window.finished()).isTrue();
    assertThat(window.elements(1).fires()).isFalse();
  }

  @Test
  void ruleR7TheOthersOfAfterFirstBeginAnew() {
    Window window =
        new Window(
            Repeatedly.forever(
                AfterFirst.of(
                    AfterPane.elementCountAtLeast(3),
                    AfterProcessingTime.pastFirstElementInPane()
                        .plusDelayOf(Duration.ofSeconds(1)))));

    window.elements(2);
    processingTimePlus(1.001);
    assertThat(window.fires()).as("by time").isTrue();
    assertThat(window.elements(2).fires()).as("the two before do not count").isFalse();
    assertThat(window.elements(1).fires()).isTrue();
  }

  @Test
  void afterAllWaitsForTheLastOfThem() {
    Window window =
        new Window(AfterAll.of(AfterPane.elementCountAtLeast(2), AfterWatermark.pastEndOfWindow()));

    assertThat(window.elements(2).fires()).isFalse();
    watermark(10);
    assertThat(window.fires()).isTrue();
    assertThat(window.finished()).isTrue();
  }

  @Test
  void afterEachGoesOnWithTheNextWhenOneHasFinished() {
    Window window =
        new Window(
            AfterEach.inOrder(
                AfterPane.elementCountAtLeast(1),
                AfterPane.elementCountAtLeast(2),
                Repeatedly.forever(AfterPane.elementCountAtLeast(3))));

    assertThat(window.elements(1).fires()).isTrue();
    assertThat(window.elements(1).fires()).isFalse();
    assertThat(window.elements(1).fires()).isTrue();
    assertThat(window.elements(2).fires()).isFalse();
    assertThat(window.elements(1).fires()).isTrue();
    assertThat(window.finished()).isFalse();
  }

  @Test
  void ruleR7TheUntilOfOrFinallyCountsAcrossFirings() {
    Window window =
        new Window(
            Repeatedly.forever(AfterPane.elementCountAtLeast(2))
                .orFinally(AfterPane.elementCountAtLeast(5)));

    assertThat(window.elements(2).fires()).isTrue();
    assertThat(window.elements(2).fires()).isTrue();
    assertThat(window.elements(1).fires()).as("the fifth").isTrue();
    assertThat(window.finished()).isTrue();
  }

  @Test
  void neverNeverFires() {
    Window window = new Window(Never.ever()).elements(100);

    watermark(1_000_000);
    processingTimePlus(1_000_000);
    assertThat(window.ready()).isFalse();
  }

  @Test
  void ruleM4CountsOfMergedWindowsAddUp() {
    TriggerMachine machine = TriggerMachine.of(AfterPane.elementCountAtLeast(3), true);
    Window one = new Window(machine).elements(1);
    Window other = new Window(machine).elements(2);

    one.state = machine.merge(List.of(one.state, other.state), 15_000, clock);

    assertThat(one.fires()).isTrue();
  }

  @Test
  void ruleM4ACountThatFiredInAnyIsFinishedInTheMergedWindow() {
    TriggerMachine machine = TriggerMachine.of(AfterPane.elementCountAtLeast(1), true);
    Window one = new Window(machine).elements(1);
    Window other = new Window(machine);
    assertThat(one.fires()).isTrue();

    assertThat(machine.isFinished(machine.merge(List.of(one.state, other.state), 15_000, clock)))
        .isTrue();
  }

  @Test
  void ruleM4TheEarliestOfMergedDelaysCounts() {
    TriggerMachine machine =
        TriggerMachine.of(
            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.ofSeconds(5)), true);
    Window one = new Window(machine).elements(1);
    processingTimePlus(2);
    Window other = new Window(machine).elements(1);

    TriggerState merged = machine.merge(List.of(other.state, one.state), 15_000, clock);

    assertThat(machine.nextProcessingTime(merged, clock)).isEqualTo(1_005_001);
  }

  @Test
  void ruleM4TheEndOfALongerWindowIsStillToCome() {
    TriggerMachine machine = TriggerMachine.of(AfterWatermark.pastEndOfWindow(), true);
    Window one = new Window(machine);
    Window other = new Window(machine);
    watermark(10);
    assertThat(one.fires()).isTrue();
    assertThat(other.fires()).isTrue();

    Window longer = new Window(machine);
    longer.max = 14_999;
    longer.state = machine.merge(List.of(one.state, other.state), longer.max, clock);
    assertThat(longer.finished()).isFalse();
    watermark(15);
    assertThat(longer.fires()).isTrue();

    watermark(20);
    TriggerState closed = machine.merge(List.of(one.state, other.state), longer.max, clock);
    assertThat(machine.isFinished(closed)).isTrue();
  }

  @Test
  void ruleM4EarlyFiringsGoOnWhenAWindowBecomesLongerThanTheWatermark() {
    TriggerMachine machine =
        TriggerMachine.of(
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(AfterPane.elementCountAtLeast(2))
                .withLateFirings(AfterPane.elementCountAtLeast(1)),
            true);
    Window one = new Window(machine).elements(1);
    watermark(10);
    assertThat(one.fires()).as("on time").isTrue();
    Window other = new Window(machine).elements(1);

    Window longer = new Window(machine);
    longer.max = 21_999;
    longer.state = machine.merge(List.of(one.state, other.state), longer.max, clock);

    assertThat(longer.fires()).as("one element of two").isFalse();
    assertThat(longer.elements(1).fires()).as("early again").isTrue();
    watermark(22);
    assertThat(longer.fires()).as("on time again").isTrue();
  }

  @Test
  void mergingIsTheSameInAnyOrder() {
    Trigger trigger =
        AfterFirst.of(
            AfterPane.elementCountAtLeast(7),
            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.ofSeconds(5)));
    TriggerMachine machine = TriggerMachine.of(trigger, true);
    Window a = new Window(machine).elements(1);
    processingTimePlus(1);
    Window b = new Window(machine).elements(2);
    processingTimePlus(1);
    Window c = new Window(machine).elements(3);
    List<TriggerState> sources = new java.util.ArrayList<>(List.of(a.state, b.state, c.state));

    TriggerState merged = machine.merge(sources, 15_000, clock);
    Collections.reverse(sources);

    assertThat(machine.merge(sources, 15_000, clock)).isEqualTo(merged);
  }

  @Test
  void askingChangesNothing() {
    Window window =
        new Window(
            AfterEach.inOrder(AfterPane.elementCountAtLeast(1), AfterPane.elementCountAtLeast(1)));
    window.elements(1);
    String before = window.state.toString();

    assertThat(window.ready()).isTrue();
    assertThat(window.ready()).isTrue();

    assertThat(window.state).hasToString(before);
  }

  @Test
  void statesSurviveTheirCoder() throws IOException {
    Window window =
        new Window(
            Repeatedly.forever(
                AfterFirst.of(
                    AfterPane.elementCountAtLeast(7),
                    AfterProcessingTime.pastFirstElementInPane()
                        .plusDelayOf(Duration.ofSeconds(5)))));
    window.elements(3);
    EncodeBuffer out = new EncodeBuffer();

    TriggerState.coder().encode(window.state, out);

    TriggerState copy = TriggerState.coder().decode(new DecodeBuffer(out.toByteArray()));
    assertThat(copy).isEqualTo(window.state);
  }

  @Test
  void aTriggerOfTooManyPartsIsRefused() {
    Trigger trigger = AfterPane.elementCountAtLeast(1);
    for (int i = 0; i < TriggerMachine.MAX_PARTS; i++) {
      trigger = Repeatedly.forever(trigger);
    }
    Trigger deep = trigger;

    assertThatThrownBy(() -> TriggerMachine.of(deep, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65");
  }
}
