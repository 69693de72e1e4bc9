package io.millrace.runners.core.plan;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.PTransform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prints a plan for people: what is fused into which stage, where elements move and in what form,
 * and why the cuts are where they are. Plain ASCII, made for 100 columns.
 */
public final class Explain {

  private final Plan plan;
  private final Components components;
  private final TextPage page = new TextPage(100);

  private Explain(Plan plan) {
    this.plan = plan;
    this.components = plan.components();
  }

  /** Some lines of text, the last one ended too. */
  public static String render(Plan plan) {
    Explain explain = new Explain(plan);
    explain.header();
    plan.stages().forEach(explain::stage);
    return explain.page.toString();
  }

  private void header() {
    page.line(
        String.format(
            "%s became %s, joined by %s.",
            counted(Leaves.count(components), "transform"),
            counted(plan.stages().size(), "stage"),
            counted(plan.edges().size(), "edge")));
  }

  private void stage(PlanStage stage) {
    page.line("");
    page.spread(
        "stage " + stage.id() + "  " + stage.name(),
        stage.width() == Width.MANY ? "many tasks" : "one task");
    stage.inputEdges().forEach(id -> input(plan.edge(id)));
    for (SideInputUse use : stage.sideInputs()) {
      page.hanging(
          "  wait  ",
          String.format(
              "for stage %d, side input \"%s\" of %s%s",
              plan.sideInputStage(use.collectionId()).id(),
              use.localName(),
              transform(use.transformId()),
              plan.isEndless(use.collectionId()) ? ", window by window" : ""));
    }
    if (stage.root() instanceof Root.SideInputRoot root) {
      String what =
          plan.keepsLastPanes(root.collectionId()) ? ", of each window the last pane" : ", whole";
      page.hanging("    keep            ", collection(root.collectionId()) + what);
      for (SideInputUse use : root.views()) {
        page.hanging(
            "      view          ",
            String.format("\"%s\" of %s", use.localName(), transform(use.transformId())));
      }
    } else {
      steps(stage);
    }
    stage.outputEdges().forEach(id -> output(plan.edge(id)));
  }

  private void input(Edge edge) {
    String spill = edge.spillable() ? ", spills to disk" : "";
    page.hanging(
        "  from  ",
        String.format(
            "stage %d, %s%s, as %s",
            edge.fromStage(),
            partitioning(edge.partitioning()),
            spill,
            CoderText.of(edge.coder(), components)));
    page.hanging("        ", "because it " + edge.reason());
  }

  private void output(Edge edge) {
    page.hanging(
        "  to    ",
        String.format(
            "stage %d, %s: %s",
            edge.toStage(),
            partitioning(edge.partitioning()),
            locals(edge.collections(), edge.collectionId(), plan.stage(edge.fromStage()))));
  }

  /** A step says where its input is from unless that is the line above and no flatten's part. */
  private void steps(PlanStage stage) {
    item(rootKind(stage), rootName(stage.root()), rootOutputs(stage.root()));
    List<String> above = List.of(rootOutput(stage.root()));
    for (Step step : stage.steps()) {
      String outputs = "";
      List<String> produced;
      if (step instanceof Step.ParDoStep parDo) {
        produced = List.copyOf(parDo.outputs().values());
        if (produced.size() > 1) {
          outputs = "-> " + String.join(", ", parDo.outputs().keySet());
        }
      } else {
        produced = List.of(singleOutput(step));
      }
      item(kind(step), transform(step.transformId()), outputs);
      String whole = input(step);
      if (!step.inputs().equals(above) || !step.inputs().equals(List.of(whole))) {
        page.hanging("                    <- ", locals(step.inputs(), whole, stage));
      }
      above = produced;
    }
  }

  private void item(String kind, String name, String outputs) {
    page.spread(String.format("    %-14s  %s", kind, name), outputs);
  }

  /** The collection of the model that a step reads. */
  private String input(Step step) {
    return leaf(step.transformId()).input();
  }

  private Leaf leaf(String transformId) {
    PTransform transform = components.getTransformsOrThrow(transformId);
    LeafKind kind = Objects.requireNonNull(LeafKind.of(transform), transformId);
    return Leaf.read(transformId, transform, kind, components);
  }

  private static String rootKind(PlanStage stage) {
    Root root = stage.root();
    if (root instanceof Root.ReadRoot) {
      return "read";
    } else if (root instanceof Root.ImpulseRoot) {
      return "impulse";
    } else if (root instanceof Root.GroupRoot) {
      return "group by key";
    } else if (root instanceof Root.CombineRoot combine) {
      return combine.lifted() ? "merge combined" : "combine";
    } else if (root instanceof Root.CommitRoot) {
      return "commit";
    } else if (root instanceof Root.StatefulRoot) {
      return "do by key";
    } else if (root instanceof Root.SplittableRoot) {
      return "do splittable";
    }
    return stage.inputEdges().isEmpty() ? "nothing" : "receive";
  }

  private String rootName(Root root) {
    if (root instanceof Root.ReadRoot read) {
      return transform(read.transformId());
    } else if (root instanceof Root.ImpulseRoot impulse) {
      return transform(impulse.transformId());
    } else if (root instanceof Root.GroupRoot group) {
      return transform(group.transformId());
    } else if (root instanceof Root.CombineRoot combine) {
      return transform(combine.transformId());
    } else if (root instanceof Root.CommitRoot commit) {
      return transform(commit.transformId());
    } else if (root instanceof Root.StatefulRoot stateful) {
      return transform(stateful.transformId());
    } else if (root instanceof Root.SplittableRoot splittable) {
      return transform(splittable.transformId());
    }
    return collection(rootOutput(root));
  }

  /** The outputs of a root that has several; nothing for others. */
  private String rootOutputs(Root root) {
    if (root instanceof Root.StatefulRoot stateful) {
      Set<String> tags = leaf(stateful.transformId()).outputs().keySet();
      return tags.size() > 1 ? "-> " + String.join(", ", tags) : "";
    } else if (root instanceof Root.SplittableRoot splittable && splittable.outputs().size() > 1) {
      return "-> " + String.join(", ", splittable.outputs().keySet());
    } else if (root instanceof Root.GroupRoot group && group.lateOutput() != null) {
      return "-> " + String.join(", ", leaf(group.transformId()).outputs().keySet());
    } else if (root instanceof Root.CombineRoot combine && combine.lateOutput() != null) {
      return "-> " + String.join(", ", leaf(combine.transformId()).outputs().keySet());
    }
    return "";
  }

  private static String rootOutput(Root root) {
    if (root instanceof Root.ReadRoot read) {
      return read.output();
    } else if (root instanceof Root.ImpulseRoot impulse) {
      return impulse.output();
    } else if (root instanceof Root.GroupRoot group) {
      return group.output();
    } else if (root instanceof Root.CombineRoot combine) {
      return combine.output();
    } else if (root instanceof Root.CommitRoot commit) {
      return commit.output();
    } else if (root instanceof Root.StatefulRoot stateful) {
      return stateful.outputs().values().iterator().next();
    } else if (root instanceof Root.SplittableRoot splittable) {
      return splittable.outputs().values().iterator().next();
    }
    return ((Root.ExchangeRoot) root).output();
  }

  private static String kind(Step step) {
    if (step instanceof Step.ParDoStep) {
      return "pardo";
    } else if (step instanceof Step.AssignWindowsStep) {
      return "assign windows";
    } else if (step instanceof Step.PreCombineStep) {
      return "pre-combine";
    } else if (step instanceof Step.PairWithRestrictionStep) {
      return "split work";
    }
    return "sink write";
  }

  private static String singleOutput(Step step) {
    if (step instanceof Step.AssignWindowsStep assign) {
      return assign.output();
    } else if (step instanceof Step.PreCombineStep combine) {
      return combine.output();
    } else if (step instanceof Step.PairWithRestrictionStep pair) {
      return pair.output();
    }
    return ((Step.SinkWriteStep) step).output();
  }

  private static String partitioning(Partitioning partitioning) {
    return switch (partitioning) {
      case FORWARD -> "task to task";
      case HASH -> "by key";
      case REBALANCE -> "evenly";
      case GATHER -> "to one task";
    };
  }

  private String transform(String id) {
    return components.getTransformsOrThrow(id).getUniqueName();
  }

  private String collection(String id) {
    return components.getPcollectionsOrThrow(id).getUniqueName();
  }

  /** Names of local collections of a stage, how often each, and what is flattened of them. */
  private String locals(List<String> ids, String whole, PlanStage stage) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ids.forEach(id -> counts.merge(id, 1, Integer::sum));
    String names =
        counts.entrySet().stream()
            .map(
                entry ->
                    local(entry.getKey(), stage)
                        + (entry.getValue() > 1 ? " x" + entry.getValue() : ""))
            .collect(Collectors.joining(", "));
    boolean flattened = components.containsPcollections(ids.get(0)) && !ids.equals(List.of(whole));
    return flattened ? names + " (part of " + collection(whole) + ")" : names;
  }

  private String local(String id, PlanStage stage) {
    for (Step step : stage.steps()) {
      if (step instanceof Step.PreCombineStep combine && combine.output().equals(id)) {
        return "accumulators of " + transform(combine.transformId());
      }
      if (step instanceof Step.PairWithRestrictionStep pair && pair.output().equals(id)) {
        return "restrictions of " + transform(pair.transformId());
      }
    }
    return collection(id);
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
