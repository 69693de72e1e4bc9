package io.millrace.sdk.testing.reference;

import io.millrace.sdk.testing.reference.Layer.Group;
import io.millrace.sdk.testing.reference.Layer.Mapping;
import io.millrace.sdk.testing.reference.Layer.Operation;
import io.millrace.sdk.testing.reference.Layer.Stateful;
import io.millrace.sdk.testing.reference.Layer.Sum;
import io.millrace.sdk.testing.reference.Script.Elements;
import io.millrace.sdk.testing.reference.Script.Event;
import io.millrace.sdk.testing.reference.Script.Item;
import io.millrace.sdk.testing.reference.Script.Passing;
import io.millrace.sdk.testing.reference.Script.Watermark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the model says that a pipeline does: slow, and written down as the rules are. It shares
 * nothing with the engine but the words in which pipelines are described.
 *
 * <p>Each event goes as far as it gets before the next one (rule Q1). What a step gives out on one
 * occasion is one bundle for the next step, and the watermark follows behind it (rule W4). There is
 * one task for each step, so a step's holds are those of all keys (rule W7).
 */
public final class Interpreter {

  private static final String LATE = "too late";
  private static final String CLOSED = "closed";
  private static final String GAP = "in a gap";

  private final Description description;
  private final Ties ties;
  private final List<KeyedStep> steps = new ArrayList<>();
  private final int[] droppedInGaps;
  private final long[] sourceWatermarks;
  private final long[] inputWatermarks;
  private final Outcome outcome = new Outcome();
  private long now;

  private Interpreter(Description description, Ties ties) {
    this.description = description;
    this.ties = ties;
    Strategy strategy = Strategy.INITIAL;
    for (Layer layer : description.layers()) {
      if (layer.windowing() != null) {
        strategy = strategy.into(layer.windowing());
      }
      steps.add(step(layer.operation(), strategy));
      strategy = layer.operation() instanceof Stateful ? strategy : strategy.afterGrouping();
    }
    this.droppedInGaps = new int[steps.size()];
    this.sourceWatermarks = new long[description.sources()];
    this.inputWatermarks = new long[steps.size()];
    Arrays.fill(sourceWatermarks, Times.START);
    Arrays.fill(inputWatermarks, Times.START);
  }

  private KeyedStep step(Operation operation, Strategy strategy) {
    if (operation instanceof Stateful stateful) {
      return new StatefulStep(stateful.program(), strategy, ties);
    } else if (operation instanceof Sum) {
      return new GroupingStep(
          strategy, values -> values.stream().mapToLong(v -> (Long) v).sum(), ties);
    }
    return new GroupingStep(strategy, values -> values.stream().sorted().toList(), ties);
  }

  /** Plays a script. */
  public static Outcome run(Description description, Script script, Ties ties) {
    Interpreter interpreter = new Interpreter(description, ties);
    interpreter.play(script);
    return interpreter.finished();
  }

  private void play(Script script) {
    int most = script.sources().stream().mapToInt(List::size).max().orElse(0);
    for (int turn = 0; turn <= most; turn++) {
      for (int source = 0; source < script.sources().size(); source++) {
        List<Event> events = script.sources().get(source);
        if (turn < events.size()) {
          happen(source, events.get(turn));
        } else if (turn == events.size()) {
          happen(source, new Watermark(Times.END));
        }
      }
    }
  }

  private void happen(int source, Event event) {
    if (event instanceof Elements elements) {
      List<Datum> bundle = new ArrayList<>();
      for (Item item : elements.items()) {
        bundle.add(Datum.read(item.key(), item.value(), item.timestamp()));
      }
      arrive(source == 0 ? 0 : description.secondSource(), bundle);
    } else if (event instanceof Watermark watermark) {
      sourceWatermarks[source] = watermark.to();
      advance(source == 0 ? 0 : description.secondSource());
    } else {
      pass(((Passing) event).millis());
    }
  }

  /** A bundle comes to a layer, from the layer before or from a source. */
  private void arrive(int layer, List<Datum> bundle) {
    if (layer == steps.size()) {
      return;
    }
    List<Datum> prepared = new ArrayList<>();
    for (Datum element : bundle) {
      prepared.addAll(prepared(layer, element));
    }
    if (!prepared.isEmpty()) {
      come(layer, steps.get(layer).elements(ties.order(prepared)));
      advance(layer + 1); // a hold may be gone
    }
  }

  /** Mappings and windows; gives each element once for each of its windows (rule E2). */
  private List<Datum> prepared(int layer, Datum element) {
    Datum mapped = element;
    for (Mapping mapping : description.layers().get(layer).mappings()) {
      mapped = mapped(mapping, mapped);
      if (mapped == null) {
        return List.of();
      }
    }
    Windowing windowing = description.layers().get(layer).windowing();
    if (windowing == null) {
      return mapped.exploded();
    }
    List<Datum> assigned = new ArrayList<>();
    for (Datum each : mapped.exploded()) {
      List<Span> windows = Assignment.windowsOf(windowing.windowFn(), each.timestamp());
      if (windows.isEmpty()) {
        droppedInGaps[layer]++; // rule E4
      }
      assigned.addAll(each.in(windows).exploded());
    }
    return assigned;
  }

  private static Datum mapped(Mapping mapping, Datum element) {
    long value = (Long) element.value();
    return switch (mapping) {
      case ADD_ONE -> element.with(element.key(), value + 1);
      case ODD_AND_EVEN -> element.with(value % 2 == 0 ? "even" : "odd", value);
      case ONLY_EVEN -> value % 2 == 0 ? element : null;
      case MOVE -> element;
    };
  }

  /** Results come out of a layer, as a bundle for the next one. */
  private void come(int layer, List<Datum> results) {
    List<Datum> bundle = new ArrayList<>();
    for (Datum result : results) {
      outcome.add(layer, result);
      bundle.addAll(asNumbers(description.layers().get(layer).operation(), result));
    }
    if (!bundle.isEmpty()) {
      arrive(layer + 1, bundle);
    }
  }

  private static List<Datum> asNumbers(Operation operation, Datum result) {
    if (!(operation instanceof Group group)) {
      return List.of(result);
    }
    List<?> values = (List<?>) result.value();
    if (group.explodes()) {
      return values.stream().map(value -> result.with(result.key(), value)).toList();
    }
    return List.of(
        result.with(result.key(), values.stream().mapToLong(value -> (Long) value).sum()));
  }

  /** Rule W3: the watermark of a layer is the smallest of those that it reads from. */
  private void advance(int layer) {
    if (layer == steps.size()) {
      return;
    }
    long watermark = layer == 0 ? sourceWatermarks[0] : steps.get(layer - 1).outputWatermark();
    if (layer == description.secondSource()) {
      watermark = Math.min(watermark, sourceWatermarks[1]);
    }
    if (watermark > inputWatermarks[layer]) {
      inputWatermarks[layer] = watermark;
      come(layer, steps.get(layer).watermark(watermark));
      advance(layer + 1);
    }
  }

  /** Each step's own timers come before what other steps' timers send it. */
  private void pass(long millis) {
    now += millis;
    for (int layer = steps.size() - 1; layer >= 0; layer--) {
      come(layer, steps.get(layer).processingTime(now));
      advance(layer + 1);
    }
  }

  private Outcome finished() {
    for (int layer = 0; layer < steps.size(); layer++) {
      Layer described = description.layers().get(layer);
      outcome.drop(layer, LATE, described.counted(steps.get(layer).droppedAsLate()));
      outcome.drop(layer, CLOSED, described.counted(steps.get(layer).droppedAsClosed()));
      outcome.drop(layer, GAP, droppedInGaps[layer]);
    }
    return outcome;
  }
}
