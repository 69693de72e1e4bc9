package io.millrace.sdk.testing.reference;

import io.millrace.sdk.testing.reference.Instruction.TimerName;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A function with state: calls a {@link Program} for elements, timers and ends of windows. */
final class StatefulStep implements KeyedStep {

  /** A timer that is set. */
  private record Setting(long target, long output, boolean silent, long number) {}

  /** What is kept for a key and window (rule G1). */
  private static final class Kept {
    private final String key;
    private final Span window;
    private final List<Long> bag = new ArrayList<>();
    private Long last;
    private long sum;
    private final Map<TimerName, Setting> timers = new EnumMap<>(TimerName.class);

    Kept(String key, Span window) {
      this.key = key;
      this.window = window;
    }
  }

  /** Something that is due by event time: a timer, or the expiry of a window. */
  private record Due(long at, Kept kept, TimerName timer, long number) {}

  private final Program program;
  private final long lateness;
  private final Ties ties;
  private final List<Kept> all = new ArrayList<>();
  private List<Datum> out = new ArrayList<>();
  private long inputWatermark = Times.START;
  private long outputWatermark = Times.START;
  private long eventClock = Times.START;
  private long now;
  private long settings;
  private int droppedAsLate;

  StatefulStep(Program program, Strategy strategy, Ties ties) {
    this.program = program;
    this.lateness = strategy.windowing().lateness();
    this.ties = ties;
  }

  private long expiry(Kept kept) {
    return kept.window.expiry(lateness);
  }

  @Override
  public List<Datum> elements(List<Datum> bundle) {
    for (Datum element : bundle) {
      // Rules L1, L2.
      if (element.windows().get(0).expiry(lateness) < inputWatermark) {
        droppedAsLate++;
      } else {
        new Call(kept(element), element, element.timestamp(), element.pane())
            .run(program.onElement());
      }
    }
    // Rule T10: timers come after the elements.
    runDue(eventClock);
    return done();
  }

  private Kept kept(Datum element) {
    Span window = element.windows().get(0);
    for (Kept each : all) {
      if (each.key.equals(element.key()) && each.window.equals(window)) {
        return each;
      }
    }
    Kept begun = new Kept(element.key(), window);
    all.add(begun);
    return begun;
  }

  @Override
  public List<Datum> watermark(long newWatermark) {
    long before = inputWatermark;
    inputWatermark = newWatermark;
    runDue(before);
    return done();
  }

  /** Rules T2, T8, T9: by time; at the same time timers before the ends of windows. */
  private void runDue(long clockBefore) {
    while (true) {
      List<Due> due = new ArrayList<>();
      for (Kept kept : all) {
        kept.timers.forEach(
            (name, setting) -> {
              if (name != TimerName.CLOCK && setting.target < inputWatermark) {
                due.add(new Due(setting.target, kept, name, setting.number));
              }
            });
        if (expiry(kept) < inputWatermark) {
          due.add(new Due(expiry(kept), kept, null, Long.MAX_VALUE));
        }
      }
      if (due.isEmpty()) {
        break;
      }
      List<Due> sorted = new ArrayList<>(due);
      sorted.sort(Comparator.comparingLong(Due::number));
      sorted = new ArrayList<>(ties.order(sorted));
      sorted.sort(
          Comparator.comparingLong(Due::at)
              .thenComparing(each -> each.timer == null)); // stable: ties as they are
      Due next = sorted.get(0);
      eventClock = Math.max(clockBefore, next.at);
      if (next.timer == null) {
        expire(next.kept);
      } else {
        fire(next.kept, next.timer);
      }
    }
    eventClock = inputWatermark;
  }

  private void fire(Kept kept, TimerName timer) {
    Setting setting = kept.timers.remove(timer); // rule T1: once for each setting
    Call call =
        new Call(
            kept, null, setting.silent ? kept.window.last() : setting.output, PaneInfo.NO_FIRING);
    call.isTimer = true;
    call.isSilent = setting.silent;
    call.run(program.on(timer));
  }

  /** Rules T9, G2. */
  private void expire(Kept kept) {
    if (program.onExpiration() != null) {
      new Call(kept, null, kept.window.last(), PaneInfo.NO_FIRING).run(program.onExpiration());
    }
    all.remove(kept);
  }

  @Override
  public List<Datum> processingTime(long newTime) {
    now = newTime;
    while (true) {
      List<Kept> due = new ArrayList<>();
      for (Kept kept : all) {
        Setting clock = kept.timers.get(TimerName.CLOCK);
        if (clock != null && clock.target < newTime) {
          due.add(kept);
        }
      }
      if (due.isEmpty()) {
        return done();
      }
      due.sort(Comparator.comparingLong(kept -> kept.timers.get(TimerName.CLOCK).number));
      due = new ArrayList<>(ties.order(due));
      due.sort(Comparator.comparingLong(kept -> kept.timers.get(TimerName.CLOCK).target));
      fire(due.get(0), TimerName.CLOCK);
      runDue(eventClock);
    }
  }

  /** Rules T6, T9. */
  private List<Datum> done() {
    long watermark = inputWatermark;
    for (Kept kept : all) {
      for (Setting setting : kept.timers.values()) {
        if (!setting.silent) {
          watermark = Math.min(watermark, setting.output);
        }
      }
      if (program.onExpiration() != null) {
        watermark = Math.min(watermark, expiry(kept));
      }
    }
    outputWatermark = Math.max(outputWatermark, watermark);
    List<Datum> bundle = out;
    out = new ArrayList<>();
    return bundle;
  }

  @Override
  public long outputWatermark() {
    return outputWatermark;
  }

  @Override
  public int droppedAsLate() {
    return droppedAsLate;
  }

  @Override
  public int droppedAsClosed() {
    return 0;
  }

  /** One call of the program. */
  private final class Call {
    private final Kept kept;
    private final Datum element;
    private final long timestamp;
    private final PaneInfo pane;
    private boolean isTimer;
    private boolean isSilent;

    Call(Kept kept, Datum element, long timestamp, PaneInfo pane) {
      this.kept = kept;
      this.element = element;
      this.timestamp = timestamp;
      this.pane = pane;
    }

    void run(List<Instruction> instructions) {
      instructions.forEach(this::run);
    }

    private void run(Instruction instruction) {
      if (instruction instanceof Instruction.OutputBag) {
        output(kept.bag.size() * 1000L + kept.bag.stream().mapToLong(v -> v).sum());
      } else if (instruction instanceof Instruction.OutputLast) {
        output(kept.last == null ? -1 : kept.last);
      } else if (instruction instanceof Instruction.OutputSum) {
        output(kept.sum);
      } else if (instruction instanceof Instruction.Forget) {
        kept.bag.clear();
        kept.last = null;
        kept.sum = 0;
      } else if (instruction instanceof Instruction.Clear clear) {
        kept.timers.remove(clear.timer());
      } else if (instruction instanceof Instruction.SetAt set) {
        setAt(set.timer(), Times.plus(timestamp, set.offset()));
      } else if (instruction instanceof Instruction.SetAfter set) {
        setAfter(set.timer(), set.offset());
      } else if (element != null) {
        withElement(instruction, (Long) element.value());
      }
    }

    private void withElement(Instruction instruction, long value) {
      if (instruction instanceof Instruction.AddToBag) {
        kept.bag.add(value);
      } else if (instruction instanceof Instruction.WriteLast) {
        kept.last = value;
      } else if (instruction instanceof Instruction.AddToSum) {
        kept.sum += value;
      } else if (instruction instanceof Instruction.OutputElement) {
        output(value);
      }
    }

    private void output(long value) {
      out.add(new Datum(kept.key, value, timestamp, List.of(kept.window), pane));
    }

    private void set(TimerName timer, long target, long output, boolean silent) {
      kept.timers.put(timer, new Setting(target, output, silent, settings++));
    }

    /** Rule T5: what it outputs has the time at which it fires. */
    private void setAt(TimerName timer, long target) {
      boolean isEndless =
          isTimer && (kept.window.equals(Span.GLOBAL) || timestamp < kept.window.first());
      if (target <= kept.window.last() && !isEndless) {
        set(timer, target, target, false);
      }
    }

    private void setAfter(TimerName timer, long offset) {
      if (timer == TimerName.CLOCK) {
        // Rule T5: the timestamp of what set it; without one if that had none.
        set(timer, now + offset, timestamp, program.silentClock() || isSilent);
        return;
      }
      long expiry = expiry(kept);
      boolean timeIsOver = inputWatermark == Times.END && expiry == Times.LAST;
      long clock = timeIsOver ? Times.END : eventClock;
      if (clock == Times.START) {
        clock = inputWatermark; // nothing is known of the time before
      }
      if (isTimer && clock >= expiry) {
        kept.timers.remove(timer); // rule Z2: no time is left, and loops must end
      } else {
        // Rule T4: the beginning of time and an offset is the beginning; clamped to the expiry.
        long target = clock == Times.START ? clock : Math.min(Times.plus(clock, offset), expiry);
        set(timer, target, target, false);
      }
    }
  }
}
