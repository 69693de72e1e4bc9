package io.millrace.runners.core.trigger;

import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.DefaultTrigger;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.OrFinallyTrigger;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import java.util.ArrayList;
import java.util.List;

/** Makes the nodes of a trigger and numbers them, each before those that it is made of. */
final class NodeCompiler {

  private final boolean merging;
  private final List<Node> nodes;
  private int next;

  NodeCompiler(boolean merging, List<Node> nodes) {
    this.merging = merging;
    this.nodes = nodes;
  }

  Node compile(Trigger trigger) {
    int index = next++;
    nodes.add(new LeafNodes.Never(index)); // keeps the place
    Node node = node(trigger, index);
    nodes.set(index, node);
    return node;
  }

  private Node node(Trigger trigger, int index) {
    if (trigger instanceof DefaultTrigger) {
      return new LeafNodes.Default(index);
    } else if (trigger instanceof Never.NeverTrigger) {
      return new LeafNodes.Never(index);
    } else if (trigger instanceof AfterWatermark.FromEndOfWindow) {
      return new LeafNodes.EndOfWindow(index);
    } else if (trigger instanceof AfterPane count) {
      return new LeafNodes.Count(index, count.getElementCount());
    } else if (trigger instanceof AfterProcessingTime delay) {
      return new LeafNodes.Delay(index, delay.getTimestampTransforms(), false);
    } else if (trigger instanceof AfterSynchronizedProcessingTime) {
      return new LeafNodes.Delay(index, List.of(), true);
    } else if (trigger instanceof AfterWatermark.AfterWatermarkEarlyAndLate both) {
      Node early = compile(both.getEarlyTrigger());
      Trigger.OnceTrigger late = both.getLateTrigger();
      return new RepeatingNodes.EarlyAndLate(
          index, early, late == null ? null : compile(late), merging);
    } else if (trigger instanceof Repeatedly repeatedly) {
      return new RepeatingNodes.Repeatedly(index, compile(repeatedly.subTriggers().get(0)));
    } else if (trigger instanceof OrFinallyTrigger either) {
      Node main = compile(either.getMainTrigger());
      return new RepeatingNodes.OrFinally(index, main, compile(either.getUntilTrigger()));
    } else if (trigger instanceof AfterFirst) {
      return new GroupNodes.First(index, compileAll(trigger));
    } else if (trigger instanceof AfterAll) {
      return new GroupNodes.All(index, compileAll(trigger));
    } else if (trigger instanceof AfterEach) {
      return new GroupNodes.Each(index, compileAll(trigger), merging);
    }
    throw new IllegalArgumentException("The trigger " + trigger + " is not known here");
  }

  private List<Node> compileAll(Trigger trigger) {
    List<Node> result = new ArrayList<>();
    trigger.subTriggers().forEach(sub -> result.add(compile(sub)));
    return result;
  }
}
