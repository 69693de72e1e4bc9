package io.millrace.sdk.testing.differential;

import io.millrace.sdk.testing.generators.Entropy;
import io.millrace.sdk.testing.generators.Gen;
import io.millrace.sdk.testing.generators.Sample;
import io.millrace.sdk.testing.reference.Description;
import io.millrace.sdk.testing.reference.Instruction;
import io.millrace.sdk.testing.reference.Instruction.TimerName;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Layer.Mapping;
import io.millrace.sdk.testing.reference.Layer.Operation;
import io.millrace.sdk.testing.reference.Program;
import io.millrace.sdk.testing.reference.Script;
import io.millrace.sdk.testing.reference.Script.Event;
import io.millrace.sdk.testing.reference.Script.Item;
import io.millrace.sdk.testing.reference.Windowing;
import io.millrace.sdk.transforms.windowing.CalendarWindows;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.WindowFn;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Draws pipelines and scripts for them. */
public final class RandomCases {

  private static final int MOST_EVENTS = 14;
  private static final int MOST_TICKS = 20;

  private final Entropy entropy;

  /** In milliseconds: what times are multiples of, most of them. */
  private final long tick;

  /** When scripts begin. */
  private final long epoch;

  private final boolean calendar;
  private long value;

  private RandomCases(Entropy entropy) {
    this.entropy = entropy;
    this.calendar = entropy.oneIn(8);
    this.tick = calendar ? Duration.ofHours(6).toMillis() : 1000;
    // Three days before clocks are put forward in Berlin.
    this.epoch = calendar ? Instant.parse("2024-03-28T00:00:00Z").toEpochMilli() : 0;
  }

  /** All that is legal. */
  public static Gen<Case> legal() {
    return entropy -> {
      Case drawn;
      do {
        drawn = new RandomCases(entropy.split()).draw();
      } while (!Legality.isLegal(drawn.description()));
      return sample(drawn);
    };
  }

  private static Sample<Case> sample(Case drawn) {
    return new Sample<>(
        drawn, () -> Simpler.than(drawn).stream().map(RandomCases::sample).toList());
  }

  private Case draw() {
    int count = entropy.oneIn(3) ? entropy.nextInt(2, 3) : 1;
    int second = entropy.oneIn(4) ? entropy.nextInt(0, count - 1) : -1;
    List<Layer> layers = new ArrayList<>();
    long lateness = 0;
    for (int i = 0; i < count; i++) {
      Layer layer = layer(i == 0 || i == second || entropy.oneIn(2), lateness);
      lateness = layer.windowing() == null ? lateness : layer.windowing().lateness();
      layers.add(layer);
    }
    List<List<Event>> sources = new ArrayList<>();
    for (int i = 0; i < (second < 0 ? 1 : 2); i++) {
      sources.add(events());
    }
    return new Case(new Description(layers, second), new Script(sources));
  }

  private Layer layer(boolean windowed, long latenessBefore) {
    List<Mapping> mappings = new ArrayList<>();
    while (entropy.oneIn(3) && mappings.size() < 3) {
      mappings.add(Mapping.values()[entropy.nextInt(0, Mapping.values().length - 1)]);
    }
    return new Layer(mappings, windowed ? windowing(latenessBefore) : null, operation());
  }

  private Operation operation() {
    return switch (entropy.nextInt(0, 3)) {
      case 0 -> new Layer.Sum();
      case 1 -> new Layer.Stateful(program());
      default -> new Layer.Group(entropy.oneIn(2));
    };
  }

  private Windowing windowing(long latenessBefore) {
    long lateness = entropy.oneIn(3) ? 0 : tick * entropy.nextInt(1, MOST_TICKS);
    return new Windowing(
        windowFn(),
        new RandomTriggers(entropy).draw(),
        Math.max(latenessBefore, lateness),
        entropy.oneIn(2),
        entropy.oneIn(4),
        !entropy.oneIn(4),
        TimestampCombiner.values()[entropy.nextInt(0, 2)]);
  }

  private Duration ticks(int low, int high) {
    return Duration.ofMillis(tick * entropy.nextInt(low, high));
  }

  private WindowFn<?, ?> windowFn() {
    return switch (entropy.nextInt(0, calendar ? 6 : 5)) {
      case 0 -> FixedWindows.of(ticks(5, 12));
      case 1 -> FixedWindows.of(ticks(8, 12)).withOffset(ticks(0, 7));
      case 2 -> SlidingWindows.of(ticks(3, 12)).every(ticks(3, 7));
      case 3 -> new GlobalWindows();
      case 4, 5 -> Sessions.withGapDuration(ticks(2, 10));
      default ->
          entropy.oneIn(3)
              ? CalendarWindows.months(1).withTimeZone(ZoneId.of("Europe/Berlin"))
              : CalendarWindows.days(entropy.nextInt(1, 2))
                  .withTimeZone(ZoneId.of("Europe/Berlin"))
                  .withStartingDay(2024, 3, entropy.nextInt(20, 30));
    };
  }

  private Program program() {
    List<List<Instruction>> timers = new ArrayList<>();
    for (TimerName ignored : TimerName.values()) {
      timers.add(instructions(entropy.nextInt(0, 3), 1, true));
    }
    return new Program(
        instructions(entropy.nextInt(1, 5), 0, !entropy.oneIn(3)),
        timers,
        entropy.oneIn(2) ? instructions(entropy.nextInt(0, 2), 1, false) : null,
        entropy.oneIn(3));
  }

  private List<Instruction> instructions(int count, int leastOffset, boolean setsTimers) {
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TimerName timer = TimerName.values()[entropy.nextInt(0, 2)];
      long offset = tick * entropy.nextInt(leastOffset, 8);
      instructions.add(
          switch (entropy.nextInt(0, setsTimers ? 12 : 7)) {
            case 0, 1 -> new Instruction.AddToBag();
            case 2 -> new Instruction.WriteLast();
            case 3 -> new Instruction.AddToSum();
            case 4 -> new Instruction.OutputElement();
            case 5 -> new Instruction.OutputBag();
            case 6 -> entropy.oneIn(2) ? new Instruction.OutputLast() : new Instruction.Forget();
            case 7 -> new Instruction.OutputSum();
            case 8 -> new Instruction.Clear(timer);
            case 9, 10 -> new Instruction.SetAfter(timer, offset);
            default ->
                timer == TimerName.CLOCK
                    ? new Instruction.SetAfter(timer, Duration.ofSeconds(offset / tick).toMillis())
                    : new Instruction.SetAt(timer, offset);
          });
    }
    return instructions;
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    long watermark = epoch;
    boolean begun = false;
    int count = entropy.nextInt(1, MOST_EVENTS);
    for (int i = 0; i < count; i++) {
      switch (entropy.nextInt(0, 9)) {
        case 0, 1 ->
            events.add(new Script.Passing(1000L * entropy.nextInt(1, 6) + entropy.nextInt(0, 1)));
        case 2, 3, 4 -> {
          long next = watermark + tick * entropy.nextInt(1, 12) + unevenness();
          if (next > watermark) {
            watermark = next;
            events.add(new Script.Watermark(watermark));
          }
          begun = true;
        }
        default -> events.add(new Script.Elements(items(watermark, begun)));
      }
    }
    return events;
  }

  private int unevenness() {
    return entropy.oneIn(4) ? entropy.nextInt(-1, 1) : 0;
  }

  private List<Item> items(long watermark, boolean begun) {
    List<Item> items = new ArrayList<>();
    int count = entropy.oneIn(4) ? entropy.nextInt(2, 4) : 1;
    for (int i = 0; i < count; i++) {
      long time = watermark + tick * entropy.nextInt(begun ? -12 : 0, 12) + unevenness();
      items.add(new Item(entropy.oneIn(4) ? "l" : "k", ++value, time));
    }
    return items;
  }
}
