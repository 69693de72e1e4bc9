package io.millrace.sdk.graph;

import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.reflect.DoFnSignature;
import io.millrace.sdk.transforms.reflect.DoFnSignatures;
import io.millrace.sdk.transforms.reflect.Parameter;
import io.millrace.sdk.transforms.windowing.AfterWatermark.AfterWatermarkEarlyAndLate;
import io.millrace.sdk.transforms.windowing.AfterWatermark.FromEndOfWindow;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Never.NeverTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.WindowingStrategy;
import io.millrace.sdk.values.WindowingStrategy.AccumulationMode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds groupings that aggregate the accumulated panes of another one, and so count elements once
 * for each pane (rule A2).
 *
 * <p>A function that is given the pane of its element, or keeps state, is taken to choose among
 * panes: what is behind it is not looked at.
 */
final class AccumulatedPanes {

  /**
   * A grouping, and one behind it.
   *
   * @param emitting the full name of the one that emits accumulated panes
   * @param aggregating the full name of the one that aggregates them again
   */
  record Place(String emitting, String aggregating) {

    String warning() {
      return String.format(
          "Transform %s aggregates panes of %s that hold everything so far: it counts elements once"
              + " for each pane that they are in. Apply"
              + " Window.configure().discardingFiredPanes() before %s, or keep one pane of each"
              + " window by a function that looks at its PaneInfo.",
          aggregating, emitting, emitting);
    }
  }

  /**
   * A transform that is made of no others.
   *
   * @param name its own, or that of the composite that engines execute as a whole
   */
  private record Leaf(TransformNode node, String name) {}

  private final Map<PCollection<?>, Leaf> producers = new LinkedHashMap<>();
  private final Set<Place> places = new LinkedHashSet<>();

  private AccumulatedPanes(PipelineGraph graph) {
    graph.roots().forEach(root -> addProducers(root, null));
    Set<Leaf> leaves = new LinkedHashSet<>(producers.values());
    leaves.forEach(
        leaf -> {
          if (leaf.node().transform() instanceof GroupByKey) {
            leaf.node().inputs().values().forEach(input -> search(input, leaf, new HashSet<>()));
          }
        });
  }

  /** Each pair of groupings once, in the order of application. */
  static Set<Place> in(PipelineGraph graph) {
    return new AccumulatedPanes(graph).places;
  }

  private void addProducers(TransformNode node, @Nullable String whole) {
    if (node.parts().isEmpty()) {
      Leaf leaf = new Leaf(node, whole != null ? whole : node.fullName());
      node.outputs().values().stream()
          .filter(output -> !node.inputs().containsValue(output))
          .forEach(output -> producers.put(output, leaf));
      return;
    }
    boolean isWhole = whole == null && node.transform() instanceof ModelTransform;
    node.parts().forEach(part -> addProducers(part, isWhole ? node.fullName() : whole));
  }

  /** Looks for the groupings that the elements of a collection come from. */
  private void search(PCollection<?> collection, Leaf aggregating, Set<PCollection<?>> seen) {
    Leaf producer = producers.get(collection);
    if (producer == null || !seen.add(collection)) {
      return;
    }
    PTransform<?, ?> transform = producer.node().transform();
    if (transform instanceof GroupByKey) {
      PCollection<?> grouped = producer.node().inputs().values().iterator().next();
      if (accumulates(grouped)) {
        places.add(new Place(producer.name(), aggregating.name()));
      }
    } else if (!choosesPanes(transform)) {
      producer.node().inputs().values().forEach(input -> search(input, aggregating, seen));
    }
  }

  private static boolean choosesPanes(PTransform<?, ?> transform) {
    DoFn<?, ?> fn;
    if (transform instanceof ParDo.SingleOutput<?, ?> single) {
      fn = single.getFn();
    } else if (transform instanceof ParDo.MultiOutput<?, ?> multi) {
      fn = multi.getFn();
    } else {
      return false;
    }
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(fn);
    return signature.isStateful() || signature.processElement().has(Parameter.Pane.class);
  }

  /** Whether a grouping of the collection may give one element in several panes. */
  private static boolean accumulates(PCollection<?> grouped) {
    WindowingStrategy<?, ?> strategy = grouped.getWindowingStrategy();
    boolean takesLateData =
        grouped.isBounded() == IsBounded.UNBOUNDED
            && !strategy.getAllowedLateness().isZero()
            && !(strategy.getWindowFn() instanceof GlobalWindows);
    return strategy.getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES
        && firesOften(strategy.getTrigger(), takesLateData);
  }

  private static boolean firesOften(Trigger trigger, boolean takesLateData) {
    if (trigger instanceof Trigger.OnceTrigger) {
      return false;
    } else if (trigger instanceof DefaultTrigger) {
      return takesLateData;
    } else if (trigger instanceof AfterWatermarkEarlyAndLate aroundEnd) {
      return !(aroundEnd.getEarlyTrigger() instanceof NeverTrigger)
          || (aroundEnd.getLateTrigger() != null && takesLateData);
    } else if (trigger instanceof Repeatedly
        && trigger.subTriggers().get(0) instanceof FromEndOfWindow) {
      return takesLateData;
    }
    return true;
  }
}
