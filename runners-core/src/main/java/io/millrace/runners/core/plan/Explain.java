package io.millrace.runners.core.plan;

import io.millrace.model.v1.Components;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
              "stage %d, side input \"%s\" of %s",
              plan.sideInputStage(use.collectionId()).id(),
              use.localName(),
              transform(use.transformId())));
    }
    if (stage.root() instanceof Root.SideInputRoot root) {
      page.hanging("    keep            ", collection(root.collectionId()) + ", whole");
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
            edge.toStage(), partitioning(edge.partitioning()), locals(edge.collections())));
  }

  /** The line of a step says where its input is from unless that is the line above. */
  private void steps(PlanStage stage) {
    List<String> above = List.of(rootOutput(stage.root()));
    item(rootKind(stage), rootName(stage.root()), List.of(), List.of("output"));
    for (Step step : stage.steps()) {
      List<String> outputs;
      List<String> tags;
      if (step instanceof Step.ParDoStep parDo) {
        outputs = List.copyOf(parDo.outputs().values());
        tags = List.copyOf(parDo.outputs().keySet());
      } else {
        outputs = List.of(singleOutput(step));
        tags = List.of(step instanceof Step.PreCombineStep ? "accumulators" : "output");
      }
      item(
          kind(step),
          transform(step.transformId()),
          step.inputs().equals(above) ? List.of() : step.inputs(),
          tags);
      above = outputs;
    }
  }

  private void item(String kind, String name, List<String> inputs, List<String> tags) {
    page.spread(String.format("    %-14s  %s", kind, name), "-> " + String.join(", ", tags));
    if (!inputs.isEmpty()) {
      page.hanging("                      <- ", locals(inputs));
    }
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
    }
    return collection(rootOutput(root));
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
    }
    return "sink write";
  }

  private static String singleOutput(Step step) {
    if (step instanceof Step.AssignWindowsStep assign) {
      return assign.output();
    } else if (step instanceof Step.PreCombineStep combine) {
      return combine.output();
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

  /** Names of local collections, and how often each if more than once. */
  private String locals(List<String> ids) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ids.forEach(id -> counts.merge(id, 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> local(entry.getKey()) + (entry.getValue() > 1 ? " x" + entry.getValue() : ""))
        .collect(Collectors.joining(", "));
  }

  private String local(String id) {
    return components.containsPcollections(id) ? collection(id) : id;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
