package io.millrace.benchmarks.parts;

import io.millrace.runners.core.trigger.TriggerClock;
import io.millrace.runners.core.trigger.TriggerMachine;
import io.millrace.runners.core.trigger.TriggerState;
import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A trigger's state machine told of an element, asked whether to fire, and when it wants to be
 * asked again; for elements of many windows in turn, whose ends the watermark has not passed.
 */
public class Triggers extends Part {

  /** How many windows there are; each gets one element a call. */
  static final int WINDOWS = 1024;

  /** After how many elements in a window the triggers but the default one fire. */
  static final int FIRE_AT = 10;

  private static final long END_OF_WINDOW = 60_000;

  /** The triggers. */
  public enum Kind {
    /** Fires at the end of the window, which is not reached. */
    DEFAULT,
    /** Early after some elements, at the end of the window, and for each late element. */
    EARLY_AND_LATE,
    /** After some elements, or after fewer and some time: both parts are asked each time. */
    FIRST_AND_ALL
  }

  @Param public Kind kind = Kind.DEFAULT;

  private final List<TriggerState> states = new ArrayList<>();
  private final TriggerClock clock = new StandingClock();
  private TriggerMachine machine = TriggerMachine.of(trigger(Kind.DEFAULT), false);

  private record StandingClock() implements TriggerClock {

    @Override
    public long inputWatermarkMillis() {
      return 0;
    }

    @Override
    public long processingTimeMillis() {
      return 1;
    }

    @Override
    public long synchronizedProcessingTimeMillis() {
      return 1;
    }
  }

  private static Trigger trigger(Kind kind) {
    return switch (kind) {
      case DEFAULT -> DefaultTrigger.of();
      case EARLY_AND_LATE ->
          AfterWatermark.pastEndOfWindow()
              .withEarlyFirings(AfterPane.elementCountAtLeast(FIRE_AT))
              .withLateFirings(AfterPane.elementCountAtLeast(1));
      case FIRST_AND_ALL ->
          Repeatedly.forever(
              AfterFirst.of(
                  AfterPane.elementCountAtLeast(FIRE_AT),
                  AfterAll.of(
                      AfterPane.elementCountAtLeast(FIRE_AT / 2),
                      AfterProcessingTime.pastFirstElementInPane()
                          .plusDelayOf(Duration.ofMinutes(1)))));
    };
  }

  @Setup
  public void prepare() {
    machine = TriggerMachine.of(trigger(kind), false);
    for (int i = 0; i < WINDOWS; i++) {
      states.add(machine.newState());
    }
  }

  /** How many windows have fired. */
  @Benchmark
  @OperationsPerInvocation(WINDOWS)
  public long element() {
    long fired = 0;
    for (TriggerState state : states) {
      machine.onElement(state, END_OF_WINDOW, clock);
      if (machine.shouldFire(state, END_OF_WINDOW, clock)) {
        machine.onFire(state, END_OF_WINDOW, clock);
        fired++;
      }
      if (machine.nextProcessingTime(state, clock) <= clock.processingTimeMillis()) {
        throw new IllegalStateException("no delay is over while time stands still");
      }
    }
    return fired;
  }
}
