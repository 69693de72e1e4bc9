package io.millrace.sdk.testing.differential;

import io.millrace.sdk.testing.reference.Description;
import io.millrace.sdk.testing.reference.Instruction;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Layer.Group;
import io.millrace.sdk.testing.reference.Layer.Operation;
import io.millrace.sdk.testing.reference.Layer.Stateful;
import io.millrace.sdk.testing.reference.Layer.Sum;
import io.millrace.sdk.testing.reference.Program;
import io.millrace.sdk.testing.reference.Script;
import io.millrace.sdk.testing.reference.Script.Elements;
import io.millrace.sdk.testing.reference.Script.Event;
import io.millrace.sdk.testing.reference.Script.Item;
import io.millrace.sdk.testing.reference.Script.Watermark;
import io.millrace.sdk.testing.reference.Windowing;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Cases that are a little simpler than a given one. */
final class Simpler {

  private Simpler() {}

  static List<Case> than(Case given) {
    List<Case> simpler = new ArrayList<>();
    Description description = given.description();
    if (description.secondSource() >= 0) {
      for (int source = 0; source < 2; source++) {
        simpler.add(
            new Case(
                new Description(description.layers(), -1),
                new Script(List.of(given.script().sources().get(source)))));
      }
    }
    descriptions(description, d -> simpler.add(new Case(d, given.script())));
    scripts(given.script(), s -> simpler.add(new Case(description, s)));
    simpler.removeIf(
        each -> !Legality.isLegal(each.description()) || each.toString().equals(given.toString()));
    return simpler;
  }

  /** The list with one element left out, or with one that is simpler. */
  private static <T> void lists(
      List<T> list, Function<T, List<T>> simplerElements, Consumer<List<T>> out) {
    for (int i = list.size() - 1; i >= 0; i--) {
      List<T> shorter = new ArrayList<>(list);
      shorter.remove(i);
      out.accept(shorter);
    }
    for (int i = 0; i < list.size(); i++) {
      for (T simpler : simplerElements.apply(list.get(i))) {
        List<T> changed = new ArrayList<>(list);
        changed.set(i, simpler);
        out.accept(changed);
      }
    }
  }

  private static void descriptions(Description given, Consumer<Description> out) {
    lists(
        given.layers(),
        Simpler::layers,
        layers ->
            out.accept(new Description(layers, Math.min(given.secondSource(), layers.size() - 1))));
  }

  private static List<Layer> layers(Layer layer) {
    List<Layer> simpler = new ArrayList<>();
    Windowing windowing = layer.windowing();
    lists(
        layer.mappings(),
        mapping -> List.of(),
        fewer -> simpler.add(new Layer(fewer, windowing, layer.operation())));
    if (windowing != null) {
      simpler.add(new Layer(layer.mappings(), null, layer.operation()));
      windowings(windowing, w -> simpler.add(new Layer(layer.mappings(), w, layer.operation())));
    }
    operations(layer.operation(), o -> simpler.add(new Layer(layer.mappings(), windowing, o)));
    return simpler;
  }

  private static void operations(Operation operation, Consumer<Operation> out) {
    if (operation instanceof Sum) {
      out.accept(new Group(false));
    } else if (operation instanceof Group group && group.explodes()) {
      out.accept(new Group(false));
    } else if (operation instanceof Stateful stateful) {
      programs(stateful.program(), program -> out.accept(new Stateful(program)));
    }
  }

  private static void programs(Program given, Consumer<Program> out) {
    if (given.onExpiration() != null) {
      out.accept(new Program(given.onElement(), given.onTimer(), null, given.silentClock()));
    }
    if (given.silentClock()) {
      out.accept(new Program(given.onElement(), given.onTimer(), given.onExpiration(), false));
    }
    Function<Instruction, List<Instruction>> none = instruction -> List.of();
    lists(
        given.onElement(),
        none,
        fewer ->
            out.accept(
                new Program(fewer, given.onTimer(), given.onExpiration(), given.silentClock())));
    for (int i = 0; i < given.onTimer().size(); i++) {
      int timer = i;
      lists(
          given.onTimer().get(i),
          none,
          fewer -> {
            List<List<Instruction>> timers = new ArrayList<>(given.onTimer());
            timers.set(timer, fewer);
            out.accept(
                new Program(given.onElement(), timers, given.onExpiration(), given.silentClock()));
          });
    }
  }

  private static void windowings(Windowing w, Consumer<Windowing> out) {
    for (Trigger trigger : triggers(w.trigger())) {
      out.accept(
          new Windowing(
              w.windowFn(),
              trigger,
              w.lateness(),
              w.accumulating(),
              w.closesAlways(),
              w.onTimeAlways(),
              w.combiner()));
    }
    out.accept(
        new Windowing(
            w.windowFn(),
            w.trigger(),
            0,
            w.accumulating(),
            w.closesAlways(),
            w.onTimeAlways(),
            w.combiner()));
    out.accept(
        new Windowing(
            w.windowFn(),
            w.trigger(),
            w.lateness(),
            false,
            w.closesAlways(),
            w.onTimeAlways(),
            w.combiner()));
    out.accept(
        new Windowing(
            w.windowFn(),
            w.trigger(),
            w.lateness(),
            w.accumulating(),
            false,
            w.onTimeAlways(),
            w.combiner()));
    out.accept(
        new Windowing(
            w.windowFn(),
            w.trigger(),
            w.lateness(),
            w.accumulating(),
            w.closesAlways(),
            true,
            w.combiner()));
    out.accept(
        new Windowing(
            w.windowFn(),
            w.trigger(),
            w.lateness(),
            w.accumulating(),
            w.closesAlways(),
            w.onTimeAlways(),
            TimestampCombiner.END_OF_WINDOW));
  }

  /** Some triggers that are smaller, each of which is legal where a trigger of any kind is. */
  private static List<Trigger> triggers(Trigger trigger) {
    List<Trigger> simpler = new ArrayList<>();
    if (!(trigger instanceof DefaultTrigger)) {
      simpler.add(DefaultTrigger.of());
    }
    if (trigger.subTriggers().isEmpty()) {
      return simpler;
    }
    simpler.add(AfterWatermark.pastEndOfWindow());
    simpler.add(AfterPane.elementCountAtLeast(1));
    simpler.add(Repeatedly.forever(AfterPane.elementCountAtLeast(1)));
    simpler.addAll(trigger.subTriggers());
    if (trigger instanceof Repeatedly repeatedly) {
      triggers(repeatedly.getRepeatedTrigger())
          .forEach(sub -> simpler.add(Repeatedly.forever(sub)));
    }
    return simpler;
  }

  private static void scripts(Script given, Consumer<Script> out) {
    for (int i = 0; i < given.sources().size(); i++) {
      int source = i;
      lists(
          given.sources().get(i),
          Simpler::events,
          events -> {
            List<List<Event>> sources = new ArrayList<>(given.sources());
            sources.set(source, events);
            out.accept(new Script(sources));
          });
    }
  }

  private static List<Event> events(Event event) {
    List<Event> simpler = new ArrayList<>();
    if (event instanceof Elements elements && elements.items().size() > 1) {
      lists(elements.items(), item -> List.of(), fewer -> simpler.add(new Elements(fewer)));
    } else if (event instanceof Elements elements) {
      UnaryOperator<Item> sameKey = item -> new Item("k", item.value(), item.timestamp());
      simpler.add(new Elements(elements.items().stream().map(sameKey).toList()));
    } else if (event instanceof Watermark watermark && watermark.to() % 1000 == 1) {
      simpler.add(new Watermark(watermark.to() - 1));
    }
    return simpler;
  }
}
