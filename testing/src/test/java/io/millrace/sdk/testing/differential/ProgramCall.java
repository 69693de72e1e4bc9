package io.millrace.sdk.testing.differential;

import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.reference.Instruction;
import io.millrace.sdk.testing.reference.Instruction.TimerName;
import io.millrace.sdk.transforms.DoFn.OutputReceiver;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One call of a function that carries out a program, with everything that it was given.
 *
 * @param element null in a call for a timer or for the end of a window
 */
record ProgramCall(
    String key,
    Long element,
    Instant timestamp,
    BoundedWindow window,
    State state,
    Timers timers,
    OutputReceiver<KV<String, Long>> out) {

  /** The cells of a key and window. */
  record State(BagState<Long> bag, ValueState<Long> last, CombiningState<Long, ?, Long> sum) {}

  /**
   * The timers of a key and window.
   *
   * @param silentClock whether that of processing time is set without an output timestamp
   * @param inTimer whether they are set by a timer, and not by an element
   */
  record Timers(Timer first, Timer second, Timer clock, boolean silentClock, boolean inTimer) {

    private Timer named(TimerName name) {
      return switch (name) {
        case FIRST -> first;
        case SECOND -> second;
        case CLOCK -> clock;
      };
    }
  }

  void run(List<Instruction> instructions) {
    instructions.forEach(this::run);
  }

  private void run(Instruction instruction) {
    if (instruction instanceof Instruction.OutputBag) {
      long value = 0;
      for (Long each : state.bag.read()) {
        value += 1000 + each;
      }
      output(value);
    } else if (instruction instanceof Instruction.OutputLast) {
      Long value = state.last.read();
      output(value == null ? -1 : value);
    } else if (instruction instanceof Instruction.OutputSum) {
      output(state.sum.read());
    } else if (instruction instanceof Instruction.Forget) {
      state.bag.clear();
      state.last.clear();
      state.sum.clear();
    } else if (instruction instanceof Instruction.Clear clear) {
      timers.named(clear.timer()).clear();
    } else if (instruction instanceof Instruction.SetAt set) {
      Instant target = timestamp.plusMillis(set.offset());
      boolean isEndless =
          timers.inTimer
              && !(window instanceof IntervalWindow interval
                  && !timestamp.isBefore(interval.start()));
      if (!target.isAfter(window.maxTimestamp()) && !isEndless) {
        timers.named(set.timer()).set(target);
      }
    } else if (instruction instanceof Instruction.SetAfter set) {
      Timer timer = timers.named(set.timer()).offset(Duration.ofMillis(set.offset()));
      if (set.timer() == TimerName.CLOCK && timers.silentClock) {
        timer = timer.withNoOutputTimestamp();
      }
      timer.setRelative();
    } else if (element != null) {
      withElement(instruction);
    }
  }

  private void withElement(Instruction instruction) {
    if (instruction instanceof Instruction.AddToBag) {
      state.bag.add(element);
    } else if (instruction instanceof Instruction.WriteLast) {
      state.last.write(element);
    } else if (instruction instanceof Instruction.AddToSum) {
      state.sum.add(element);
    } else if (instruction instanceof Instruction.OutputElement) {
      output(element);
    }
  }

  private void output(long value) {
    out.outputWithTimestamp(KV.of(key, value), timestamp);
  }
}
