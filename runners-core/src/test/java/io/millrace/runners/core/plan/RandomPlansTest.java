package io.millrace.runners.core.plan;

import static io.millrace.runners.core.plan.ModelBuilder.KV;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.Pipeline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Plans of random pipelines, executed in numbers: a source yields a number, each output of a
 * transform is its input times a factor of its own, a flatten adds. That is linear, so it does not
 * matter whether a transform gets its input in one stage or in parts in several; but an element
 * lost, doubled or led astray changes the number.
 */
class RandomPlansTest {

  private static final int PIPELINES = 500;

  @Test
  void everyTransformGetsItsInputExactlyAsOftenAsTheModelSays() {
    forEachPipeline(
        (pipeline, expected) -> {
          Plan plan = Planner.plan(pipeline, PlanCapabilities.all());
          Execution execution = new Execution(plan);
          assertThat(execution.received).isEqualTo(expected.received);
          assertThat(expected.collections).containsAllEntriesOf(execution.kept);
        });
  }

  @Test
  void stagesComeAfterWhatTheyDependOn() {
    forEachPipeline(
        (pipeline, expected) -> {
          Plan plan = Planner.plan(pipeline, PlanCapabilities.all());
          assertThat(plan.edges()).allMatch(edge -> edge.fromStage() < edge.toStage());
          for (PlanStage stage : plan.stages()) {
            assertThat(stage.sideInputs())
                .allMatch(use -> plan.sideInputStage(use.collectionId()).id() < stage.id());
          }
        });
  }

  @Test
  void partitioningFitsTheStagesAndWhoeverWaitsHoldsUpNobody() {
    forEachPipeline(
        (pipeline, expected) -> {
          Plan plan = Planner.plan(pipeline, PlanCapabilities.all());
          for (Edge edge : plan.edges()) {
            PlanStage from = plan.stage(edge.fromStage());
            PlanStage to = plan.stage(edge.toStage());
            assertThat(from.outputEdges()).contains(edge.id());
            assertThat(to.inputEdges()).contains(edge.id());
            switch (edge.partitioning()) {
              case FORWARD -> assertThat(from.width()).isEqualTo(to.width());
              case HASH, REBALANCE -> assertThat(to.width()).isEqualTo(Width.MANY);
              case GATHER -> assertThat(to.width()).isEqualTo(Width.ONE);
            }
            boolean waits = to.root() instanceof Root.ExchangeRoot && !to.sideInputs().isEmpty();
            boolean groupsInTime =
                (to.root() instanceof Root.GroupRoot || to.root() instanceof Root.CombineRoot)
                    && !to.sideInputs().isEmpty()
                    && plan.firesInTime(edge.collectionId());
            if (waits || !groupsInTime) {
              assertThat(edge.spillable()).isEqualTo(waits);
            }
          }
        });
  }

  @Test
  void equalModelsGiveEqualPlansInWhateverOrderTheirMapsAre() {
    forEachPipeline(
        (pipeline, expected) -> {
          Pipeline reversed = reversed(pipeline);
          assertThat(reversed).isEqualTo(pipeline);
          Plan plan = Planner.plan(pipeline, PlanCapabilities.all());
          Plan other = Planner.plan(reversed, PlanCapabilities.all());
          assertThat(other).isEqualTo(plan);
          assertThat(Explain.render(other)).isEqualTo(Explain.render(plan));
        });
  }

  @Test
  void randomPipelinesMeetTheRarePathsToo() {
    Map<String, Integer> seen = new TreeMap<>();
    forEachPipeline(
        (pipeline, expected) -> {
          Plan plan = Planner.plan(pipeline, PlanCapabilities.all());
          for (Edge edge : plan.edges()) {
            seen.merge(edge.spillable() + " " + edge.partitioning(), 1, Integer::sum);
          }
          for (PlanStage stage : plan.stages()) {
            if (stage.root() instanceof Root.CombineRoot combine) {
              seen.merge(combine.lifted() ? "lifted" : "not lifted", 1, Integer::sum);
            }
            if (stage.inputEdges().isEmpty() && stage.root() instanceof Root.ExchangeRoot) {
              seen.merge("flatten of nothing", 1, Integer::sum);
            }
          }
        });
    assertThat(seen)
        .containsOnlyKeys(
            "false GATHER",
            "false HASH",
            "false REBALANCE",
            "true FORWARD",
            "true HASH",
            "true REBALANCE",
            "lifted",
            "not lifted",
            "flatten of nothing");
    assertThat(seen.values()).allMatch(count -> count >= 10);
  }

  private static void forEachPipeline(BiConsumer<Pipeline, Expected> check) {
    for (long seed = 0; seed < PIPELINES; seed++) {
      Expected expected = new Expected(new Random(seed));
      try {
        check.accept(expected.model.build(), expected);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("Pipeline of seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** An odd number, so that multiplying by it loses nothing. */
  private static long factor(String transform, String tag) {
    long hash = (transform + "|" + tag).hashCode() * 0x9E3779B97F4A7C15L;
    return (hash ^ (hash >>> 29)) * 0xBF58476D1CE4E5B9L | 1;
  }

  /** A random pipeline, and what its transforms get, computed while it is built. */
  private static final class Expected {
    final ModelBuilder model = new ModelBuilder();
    final Map<String, Long> collections = new LinkedHashMap<>();
    final Map<String, Long> received = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final Random random;
    private int depth;

    Expected(Random random) {
      this.random = random;
      int transforms = 2 + random.nextInt(28);
      source("t0");
      for (int i = 1; i < transforms; i++) {
        int what = random.nextInt(24);
        if (what == 0 && depth < 3) {
          model.begin("c" + i);
          depth++;
        } else if (what == 1 && depth > 0) {
          model.end();
          depth--;
        } else {
          transform("t" + i);
        }
      }
      for (; depth > 0; depth--) {
        model.end();
      }
    }

    private void source(String name) {
      boolean wide = random.nextInt(3) > 0;
      String id = wide ? model.read(name, KV) : model.impulse(name);
      collections.put(id, factor(transform(id, "output"), "output"));
      if (wide) {
        ids.add(id);
      } else {
        // What comes of an impulse has no keys, and others may want some.
        result(model.parDo(name + "keyed", KV, id), id);
      }
    }

    private void transform(String name) {
      switch (random.nextInt(14)) {
        case 0, 1 -> source(name);
        case 2, 3, 4 -> parDo(name, List.of());
        case 5, 6, 7 -> {
          List<String> sides = new ArrayList<>();
          for (int i = random.nextInt(2); i >= 0; i--) {
            sides.add(any());
          }
          parDo(name, sides);
        }
        case 8, 9 -> {
          String[] inputs = new String[random.nextInt(5)];
          long sum = 0;
          for (int i = 0; i < inputs.length; i++) {
            inputs[i] = any();
            sum += collections.get(inputs[i]);
          }
          put(model.flatten(name, KV, inputs), sum);
        }
        case 10 -> single(model::groupByKey, name);
        case 11 -> combine(name);
        case 12 -> {
          String input = any();
          put(model.redistribute(name, KV, input), collections.get(input));
        }
        default -> {
          if (random.nextBoolean()) {
            single((n, input) -> model.assignWindows(n, KV, input), name);
          } else {
            single((n, input) -> model.sinkWrite(n, KV, input), name);
            single((n, input) -> model.sinkCommit(n, KV, input), name + "commit");
          }
        }
      }
    }

    private void parDo(String name, List<String> sides) {
      Map<String, String> coders = new LinkedHashMap<>();
      coders.put("output", KV);
      if (random.nextInt(3) == 0) {
        coders.put("extra", KV);
      }
      String input = any();
      model
          .parDo(name, input, sides, coders, p -> {})
          .forEach(
              (tag, id) -> {
                String transform = transform(id, tag);
                received.put(transform, collections.get(input));
                put(id, collections.get(input) * factor(transform, tag));
              });
    }

    private void combine(String name) {
      if (random.nextInt(4) == 0) {
        model.strategy("merging", s -> s.setMergeStatus(MergeStatus.NEEDS_MERGE));
      } else {
        model.strategy("global", s -> {});
      }
      String input = any();
      String[] sides = random.nextInt(4) == 0 ? new String[] {any()} : new String[0];
      result(model.combine(name, "double", input, sides), input);
    }

    private void single(BinaryOperator<String> make, String name) {
      String input = any();
      result(make.apply(name, input), input);
    }

    private void result(String id, String input) {
      String transform = transform(id, "output");
      received.put(transform, collections.get(input));
      put(id, collections.get(input) * factor(transform, "output"));
    }

    private void put(String id, long value) {
      collections.put(id, value);
      ids.add(id);
    }

    /** Recent ones more often, so that pipelines are deep. */
    private String any() {
      int back = Math.min(random.nextInt(ids.size()), random.nextInt(ids.size()));
      return ids.get(ids.size() - 1 - back);
    }

    private static String transform(String collectionId, String tag) {
      return collectionId.substring(0, collectionId.length() - tag.length() - 1);
    }
  }

  /** Runs a plan stage by stage. */
  private static final class Execution {
    final Map<String, Long> received = new HashMap<>();
    final Map<String, Long> kept = new HashMap<>();
    private final Plan plan;
    private final List<Map<String, Long>> locals = new ArrayList<>();

    Execution(Plan plan) {
      this.plan = plan;
      for (PlanStage stage : plan.stages()) {
        locals.add(new HashMap<>());
        root(stage);
        stage.steps().forEach(step -> step(stage, step));
      }
    }

    private void root(PlanStage stage) {
      long in = 0;
      for (int id : stage.inputEdges()) {
        Edge edge = plan.edge(id);
        in += sum(edge.fromStage(), edge.collections());
      }
      Root root = stage.root();
      if (root instanceof Root.ReadRoot read) {
        put(stage, read.output(), factor(read.transformId(), "output"));
      } else if (root instanceof Root.ImpulseRoot impulse) {
        put(stage, impulse.output(), factor(impulse.transformId(), "output"));
      } else if (root instanceof Root.ExchangeRoot exchange) {
        put(stage, exchange.output(), in);
      } else if (root instanceof Root.GroupRoot group) {
        grouped(stage, group.transformId(), group.output(), in);
      } else if (root instanceof Root.CommitRoot commit) {
        grouped(stage, commit.transformId(), commit.output(), in);
      } else if (root instanceof Root.CombineRoot combine) {
        if (combine.lifted()) {
          put(stage, combine.output(), in);
        } else {
          grouped(stage, combine.transformId(), combine.output(), in);
        }
      } else {
        kept.put(((Root.SideInputRoot) root).collectionId(), in);
      }
    }

    private void grouped(PlanStage stage, String transform, String output, long in) {
      received.merge(transform, in, Long::sum);
      put(stage, output, in * factor(transform, "output"));
    }

    private void step(PlanStage stage, Step step) {
      long in = sum(stage.id(), step.inputs());
      String transform = step.transformId();
      received.merge(transform, in, Long::sum);
      if (step instanceof Step.ParDoStep parDo) {
        parDo.outputs().forEach((tag, local) -> put(stage, local, in * factor(transform, tag)));
      } else if (step instanceof Step.AssignWindowsStep assign) {
        put(stage, assign.output(), in * factor(transform, "output"));
      } else if (step instanceof Step.PreCombineStep combine) {
        put(stage, combine.output(), in * factor(transform, "output"));
      } else {
        put(stage, ((Step.SinkWriteStep) step).output(), in * factor(transform, "output"));
      }
    }

    private long sum(int stage, List<String> ids) {
      long sum = 0;
      for (String id : ids) {
        assertThat(locals.get(stage)).as("collections of stage %s so far", stage).containsKey(id);
        sum += locals.get(stage).get(id);
      }
      return sum;
    }

    private void put(PlanStage stage, String local, long value) {
      assertThat(locals.get(stage.id()))
          .as("collections of stage %s", stage)
          .doesNotContainKey(local);
      locals.get(stage.id()).put(local, value);
    }
  }

  /** The same model with its maps in the opposite order. */
  private static Pipeline reversed(Pipeline pipeline) {
    Components components = pipeline.getComponents();
    Components.Builder result = Components.newBuilder();
    inReverse(
        components.getTransformsMap(),
        (id, transform) -> {
          PTransform.Builder copy = transform.toBuilder().clearInputs().clearOutputs();
          inReverse(transform.getInputsMap(), copy::putInputs);
          inReverse(transform.getOutputsMap(), copy::putOutputs);
          result.putTransforms(id, copy.build());
        });
    inReverse(components.getPcollectionsMap(), result::putPcollections);
    inReverse(components.getWindowingStrategiesMap(), result::putWindowingStrategies);
    inReverse(components.getCodersMap(), result::putCoders);
    inReverse(components.getEnvironmentsMap(), result::putEnvironments);
    return pipeline.toBuilder().setComponents(result).build();
  }

  private static <V> void inReverse(Map<String, V> map, BiConsumer<String, V> put) {
    List<String> keys = new ArrayList<>(map.keySet());
    Collections.reverse(keys);
    keys.forEach(key -> put.accept(key, map.get(key)));
  }
}
