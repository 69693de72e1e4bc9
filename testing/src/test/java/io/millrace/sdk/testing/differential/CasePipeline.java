package io.millrace.sdk.testing.differential;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.reference.Datum;
import io.millrace.sdk.testing.reference.Description;
import io.millrace.sdk.testing.reference.Layer;
import io.millrace.sdk.testing.reference.Layer.Group;
import io.millrace.sdk.testing.reference.Layer.Mapping;
import io.millrace.sdk.testing.reference.Layer.Stateful;
import io.millrace.sdk.testing.reference.Program;
import io.millrace.sdk.testing.reference.Script.Elements;
import io.millrace.sdk.testing.reference.Script.Event;
import io.millrace.sdk.testing.reference.Script.Item;
import io.millrace.sdk.testing.reference.Script.Passing;
import io.millrace.sdk.testing.reference.Script.Watermark;
import io.millrace.sdk.testing.reference.Span;
import io.millrace.sdk.testing.reference.Windowing;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.transforms.windowing.WindowFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Cases as pipelines. */
public final class CasePipeline {

  /** Looks at what layers give. */
  public interface Watcher {
    /**
     * Applies what looks.
     *
     * @param name of the step
     * @param layer the number of the layer, from 0 on
     */
    <V> void watch(String name, int layer, PCollection<KV<String, V>> results);
  }

  private static final KvCoder<String, Long> CODER =
      KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of());

  private final Case given;
  private final Watcher watcher;

  private CasePipeline(Case given, Watcher watcher) {
    this.given = given;
    this.watcher = watcher;
  }

  /**
   * Makes a pipeline of a case.
   *
   * @param watcher is given what each layer gives
   */
  public static void build(Case given, Pipeline pipeline, Watcher watcher) {
    new CasePipeline(given, watcher).build(pipeline);
  }

  private void build(Pipeline pipeline) {
    Description description = given.description();
    PCollection<KV<String, Long>> elements = pipeline.apply("Source0", stream(0));
    PCollection<KV<String, Long>> others =
        description.sources() == 1 ? null : pipeline.apply("Source1", stream(1));
    for (int i = 0; i < description.layers().size(); i++) {
      Layer layer = description.layers().get(i);
      String name = "L" + i;
      if (others != null && i == description.secondSource()) {
        if (i > 0) {
          // They can only be flattened in the same windows.
          elements = prepare(name, layer, elements);
          others = prepare(name + "Others", layer, others);
        }
        elements =
            PCollectionList.of(elements)
                .and(others)
                .apply(name + "Flatten", Flatten.pCollections());
      }
      if (i == 0 || i != description.secondSource()) {
        elements = prepare(name, layer, elements);
      }
      elements = operate(name, i, layer, elements);
    }
  }

  private static PCollection<KV<String, Long>> prepare(
      String name, Layer layer, PCollection<KV<String, Long>> elements) {
    PCollection<KV<String, Long>> prepared = elements;
    for (int m = 0; m < layer.mappings().size(); m++) {
      prepared = map(name + "Mapping" + m, layer.mappings().get(m), prepared);
    }
    if (layer.windowing() != null) {
      prepared = prepared.apply(name + "Window", window(layer.windowing()));
      if (prepared.getWindowingStrategy().mayLoseData()) {
        prepared =
            prepared.apply(
                name + "Allowing", Window.<KV<String, Long>>configure().allowingTriggerToFinish());
      }
    }
    return prepared;
  }

  private TestStream<KV<String, Long>> stream(int source) {
    TestStream.Builder<KV<String, Long>> stream = TestStream.create(CODER);
    for (Event event : given.script().sources().get(source)) {
      if (event instanceof Elements elements) {
        stream = add(stream, elements.items());
      } else if (event instanceof Watermark watermark) {
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark.to()));
      } else if (event instanceof Passing passing) {
        stream = stream.advanceProcessingTime(Duration.ofMillis(passing.millis()));
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static TestStream.Builder<KV<String, Long>> add(
      TestStream.Builder<KV<String, Long>> stream, List<Item> items) {
    List<TimestampedValue<KV<String, Long>>> values = new ArrayList<>();
    for (Item item : items) {
      values.add(
          TimestampedValue.of(
              KV.of(item.key(), item.value()), Instant.ofEpochMilli(item.timestamp())));
    }
    @SuppressWarnings({"unchecked", "rawtypes"})
    TimestampedValue<KV<String, Long>>[] rest =
        values.subList(1, values.size()).toArray(new TimestampedValue[0]);
    return stream.addElements(values.get(0), rest);
  }

  private static Window<KV<String, Long>> window(Windowing windowing) {
    @SuppressWarnings("unchecked") // none of them looks at elements
    WindowFn<Object, ?> windowFn = (WindowFn<Object, ?>) windowing.windowFn();
    Window<KV<String, Long>> window =
        Window.<KV<String, Long>>into(windowFn)
            .triggering(windowing.trigger())
            .withAllowedLateness(
                Duration.ofMillis(windowing.lateness()),
                windowing.closesAlways()
                    ? ClosingBehavior.FIRE_ALWAYS
                    : ClosingBehavior.FIRE_IF_NON_EMPTY)
            .withOnTimeBehavior(
                windowing.onTimeAlways()
                    ? OnTimeBehavior.FIRE_ALWAYS
                    : OnTimeBehavior.FIRE_IF_NON_EMPTY)
            .withTimestampCombiner(windowing.combiner());
    return windowing.accumulating()
        ? window.accumulatingFiredPanes()
        : window.discardingFiredPanes();
  }

  private static PCollection<KV<String, Long>> map(
      String name, Mapping mapping, PCollection<KV<String, Long>> elements) {
    return switch (mapping) {
      case ADD_ONE -> elements.apply(name, MapElements.via(new AddOne()));
      case ODD_AND_EVEN -> elements.apply(name, MapElements.via(new OddAndEven()));
      case ONLY_EVEN -> elements.apply(name, Filter.by(new IsEven()));
      case MOVE -> elements.apply(name, Redistribute.arbitrarily());
    };
  }

  private PCollection<KV<String, Long>> operate(
      String name, int number, Layer layer, PCollection<KV<String, Long>> elements) {
    PCollection<KV<String, Long>> after;
    if (layer.operation() instanceof Group group) {
      PCollection<KV<String, Iterable<Long>>> groups =
          elements.apply(name + "Group", GroupByKey.create());
      watcher.watch(name + "Note", number, groups);
      after =
          groups.apply(name + "Numbers", ParDo.of(group.explodes() ? new Explode() : new AddUp()));
    } else {
      if (layer.operation() instanceof Stateful stateful) {
        after = elements.apply(name + "Stateful", ParDo.of(function(stateful.program())));
      } else {
        after = elements.apply(name + "Sum", Sum.longsPerKey());
      }
      watcher.watch(name + "Note", number, after);
    }
    return after.setCoder(CODER);
  }

  /** A result of a layer, as the interpreter of the rules has it. */
  public static Datum datum(
      KV<String, ?> result, Instant timestamp, BoundedWindow window, PaneInfo pane) {
    Object value =
        result.getValue() instanceof Iterable<?> values ? sorted(values) : result.getValue();
    return new Datum(
        result.getKey(), value, timestamp.toEpochMilli(), List.of(Span.of(window)), pane);
  }

  private static DoFn<KV<String, Long>, KV<String, Long>> function(Program program) {
    if (program.onExpiration() != null) {
      return new ProgramFn.Expiring(program);
    }
    return program.usesTimers() ? new ProgramFn(program) : new ProgramFn.WithoutTimers(program);
  }

  private static final class AddOne extends SimpleFunction<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @Override
    public KV<String, Long> apply(KV<String, Long> input) {
      return KV.of(input.getKey(), input.getValue() + 1);
    }
  }

  private static final class OddAndEven extends SimpleFunction<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @Override
    public KV<String, Long> apply(KV<String, Long> input) {
      return KV.of(input.getValue() % 2 == 0 ? "even" : "odd", input.getValue());
    }
  }

  private static final class IsEven implements SerializableFunction<KV<String, Long>, Boolean> {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean apply(KV<String, Long> input) {
      return input.getValue() % 2 == 0;
    }
  }

  /** Each value of a group, in an order that does not depend on that of the group. */
  private static final class Explode extends DoFn<KV<String, Iterable<Long>>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Long>> group, OutputReceiver<KV<String, Long>> out) {
      for (Long value : sorted(group.getValue())) {
        out.output(KV.of(group.getKey(), value));
      }
    }
  }

  private static final class AddUp extends DoFn<KV<String, Iterable<Long>>, KV<String, Long>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Long>> group, OutputReceiver<KV<String, Long>> out) {
      out.output(
          KV.of(
              group.getKey(), sorted(group.getValue()).stream().mapToLong(Long::longValue).sum()));
    }
  }

  private static List<Long> sorted(Iterable<?> values) {
    List<Long> sorted = new ArrayList<>();
    values.forEach(value -> sorted.add((Long) value));
    sorted.sort(null);
    return sorted;
  }
}
