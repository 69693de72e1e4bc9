package io.millrace.runners.core.plan;

import io.millrace.model.v1.Coder;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.Pipeline;
import io.millrace.model.v1.TimestampCombiner;
import io.millrace.model.v1.Trigger;
import io.millrace.model.v1.WindowingStrategy;
import io.millrace.runners.core.plan.Root.CombineRoot;
import io.millrace.runners.core.plan.Root.CommitRoot;
import io.millrace.runners.core.plan.Root.ExchangeRoot;
import io.millrace.runners.core.plan.Root.GroupRoot;
import io.millrace.runners.core.plan.Root.ImpulseRoot;
import io.millrace.runners.core.plan.Root.ReadRoot;
import io.millrace.runners.core.plan.Root.SplittableRoot;
import io.millrace.runners.core.plan.Root.StatefulRoot;
import io.millrace.runners.core.plan.Step.AssignWindowsStep;
import io.millrace.runners.core.plan.Step.PairWithRestrictionStep;
import io.millrace.runners.core.plan.Step.ParDoStep;
import io.millrace.runners.core.plan.Step.PreCombineStep;
import io.millrace.runners.core.plan.Step.SinkWriteStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a {@link Plan} of a pipeline. The same model gives the same plan, always.
 *
 * <p>Composites are expanded to what an engine executes. Whatever works element by element is fused
 * into the stages that its input comes from; a flatten is no work at all, it only means that its
 * readers are fused into several stages. Stages are cut where data must move: by key, evenly, to
 * one task, or because a step waits for a side input that its own stage helps to compute. Combines
 * are lifted: values are combined before they move, and accumulators after.
 *
 * <p>The planner never looks into user code: functions, sources and sinks pass as bytes.
 */
public final class Planner {

  private static final String KV_CODER = "millrace:coder:kv:v1";
  private static final String SESSIONS = "millrace:window_fn:sessions:v1";

  private final Components components;
  private final Draft draft = new Draft();

  private Planner(Components components) {
    this.components = components;
  }

  /**
   * Plans for the stage engine of this module.
   *
   * @throws PlanException if the model is broken or needs what the engine does not support
   */
  public static Plan plan(Pipeline pipeline) {
    return plan(pipeline, PlanCapabilities.ofThisEngine());
  }

  /**
   * Plans for an engine that supports what {@code capabilities} say.
   *
   * @throws PlanException if the model is broken or needs what the engine does not support
   */
  public static Plan plan(Pipeline pipeline, PlanCapabilities capabilities) {
    capabilities.check(pipeline);
    Components components = pipeline.getComponents();
    List<Leaf> leaves = Leaves.inOrder(pipeline);
    ModelCheck check = new ModelCheck(components);
    leaves.forEach(check::check);
    leaves.forEach(leaf -> capabilities.check(leaf, components));
    Planner planner = new Planner(components);
    leaves.forEach(planner::place);
    return planner.draft.finish(components);
  }

  private void place(Leaf leaf) {
    switch (leaf.kind()) {
      case IMPULSE -> startStage(leaf, Width.ONE, new ImpulseRoot(leaf.id(), leaf.output()));
      case READ -> startStage(leaf, Width.MANY, new ReadRoot(leaf.id(), leaf.output()));
      case FLATTEN -> flatten(leaf);
      case PAR_DO -> parDo(leaf);
      case ASSIGN_WINDOWS, SINK_WRITE ->
          draft.sites(leaf.input()).forEach((stage, locals) -> fuse(leaf, stage, locals));
      case GROUP_BY_KEY -> {
        EdgeCoder coder = keyed(leaf);
        DraftStage stage =
            startStage(
                leaf, Width.MANY, new GroupRoot(leaf.id(), leaf.output(), leaf.lateOutput()));
        connect(leaf.input(), stage, Partitioning.HASH, coder, "groups by key");
      }
      case COMBINE_PER_KEY -> combine(leaf);
      case REDISTRIBUTE -> {
        EdgeCoder coder = coder(leaf.input());
        DraftStage stage = startStage(leaf, Width.MANY, new ExchangeRoot(leaf.output()));
        connect(leaf.input(), stage, Partitioning.REBALANCE, coder, "redistributes elements");
      }
      case SINK_COMMIT -> {
        EdgeCoder coder = coder(leaf.input());
        DraftStage stage = startStage(leaf, Width.ONE, new CommitRoot(leaf.id(), leaf.output()));
        connect(
            leaf.input(),
            stage,
            Partitioning.GATHER,
            coder,
            "commits in one place what all tasks wrote");
      }
    }
  }

  private DraftStage startStage(Leaf leaf, Width width, Root root) {
    DraftStage stage = draft.add(leaf.name(), width, root);
    leaf.outputs().values().forEach(output -> draft.addSite(output, stage, stage.local(output)));
    return stage;
  }

  private void flatten(Leaf leaf) {
    if (leaf.inputs().isEmpty()) {
      startStage(leaf, Width.ONE, new ExchangeRoot(leaf.output()));
    }
    for (String input : leaf.inputs()) {
      draft
          .sites(input)
          .forEach(
              (stage, locals) ->
                  locals.forEach(local -> draft.addSite(leaf.output(), stage, local)));
    }
  }

  private void parDo(Leaf leaf) {
    leaf.sideInputs().forEach(this::keepSideInput);
    if (leaf.keepsStateByKey()) {
      startStateful(leaf);
      return;
    }
    if (!leaf.restrictionCoderId().isEmpty()) {
      splittable(leaf);
      return;
    }
    Map<DraftStage, List<String>> sites = draft.sites(leaf.input());
    String reason = whyNotFused(leaf, sites);
    if (reason.isEmpty()) {
      sites.forEach((stage, locals) -> fuse(leaf, stage, locals));
      return;
    }
    boolean many = sites.keySet().stream().anyMatch(stage -> stage.width == Width.MANY);
    DraftStage stage = startExchange(leaf, many ? Width.MANY : Width.ONE);
    sites.forEach(
        (from, locals) ->
            draft.connect(
                new DraftEdge(
                    from,
                    locals,
                    stage,
                    from.width == stage.width ? Partitioning.FORWARD : Partitioning.REBALANCE,
                    leaf.input(),
                    coder(leaf.input()),
                    reason)));
    fuse(leaf, stage, List.of(leaf.input()));
  }

  /** Empty if a leaf may be a step of the stages that its input comes from. */
  private String whyNotFused(Leaf leaf, Map<DraftStage, List<String>> sites) {
    for (SideInputUse use : leaf.sideInputs()) {
      if (PlanCapabilities.isUnbounded(use.collectionId(), components)) {
        return "lets elements wait for windows of side input "
            + nameOf(use.collectionId())
            + ", which never ends";
      }
    }
    for (SideInputUse use : leaf.sideInputs()) {
      DraftStage keeper = draft.keeper(use.collectionId());
      if (sites.keySet().stream().anyMatch(stage -> draft.dependsOn(keeper, stage))) {
        return "waits for side input "
            + nameOf(use.collectionId())
            + " that is computed from the same stage";
      }
    }
    return "";
  }

  private void splittable(Leaf leaf) {
    DraftStage stage = startStage(leaf, Width.MANY, new SplittableRoot(leaf.id(), leaf.outputs()));
    connectBehind(
        "restrictions",
        (inputs, output) -> new PairWithRestrictionStep(leaf.id(), inputs, output),
        leaf,
        stage,
        Partitioning.REBALANCE,
        new EdgeCoder.KvOf(coderId(leaf.input()), leaf.restrictionCoderId()),
        "spreads the work of elements over all tasks");
    draft.read(stage, leaf.sideInputs());
  }

  /** A step that prepares elements for the way to another stage. */
  private interface Preparation {
    Step step(List<String> inputs, String output);
  }

  /** Connects all stages that a leaf's input is in with its stage, behind a step in each. */
  private void connectBehind(
      String what,
      Preparation preparation,
      Leaf leaf,
      DraftStage stage,
      Partitioning partitioning,
      EdgeCoder coder,
      String reason) {
    draft
        .sites(leaf.input())
        .forEach(
            (from, locals) -> {
              String prepared = from.local(leaf.output() + "." + what);
              from.steps.add(preparation.step(locals, prepared));
              draft.connect(
                  new DraftEdge(
                      from, List.of(prepared), stage, partitioning, leaf.input(), coder, reason));
            });
  }

  private void startStateful(Leaf leaf) {
    EdgeCoder coder = keyed(leaf);
    DraftStage stage =
        startStage(
            leaf, Width.MANY, new StatefulRoot(leaf.id(), leaf.resultOutputs(), leaf.lateOutput()));
    connect(leaf.input(), stage, Partitioning.HASH, coder, "keeps state by key");
    draft.read(stage, leaf.sideInputs());
  }

  /** A stage whose only root collection is the main input of {@code leaf}. */
  private DraftStage startExchange(Leaf leaf, Width width) {
    DraftStage stage = draft.add(leaf.name(), width, new ExchangeRoot(leaf.input()));
    stage.local(leaf.input());
    return stage;
  }

  private void keepSideInput(SideInputUse use) {
    String collection = use.collectionId();
    if (draft.isKept(collection)) {
      return;
    }
    DraftStage stage = draft.add("side input " + nameOf(collection), Width.ONE, null);
    draft.keep(collection, stage);
    String reason =
        PlanCapabilities.isUnbounded(collection, components)
            ? "keeps the windows of the side input"
            : "keeps the whole side input";
    connect(collection, stage, Partitioning.GATHER, coder(collection), reason);
  }

  private void combine(Leaf leaf) {
    for (SideInputUse use : leaf.sideInputs()) {
      if (PlanCapabilities.isUnbounded(use.collectionId(), components)) {
        // What can wait are the groups: so a grouping and a function must be there to be planned.
        throw new PlanException(
            String.format(
                "Transform \"%s\" combines with the side input %s, which never ends, and has no"
                    + " parts: give it those that group and then combine.",
                leaf.name(), nameOf(use.collectionId())));
      }
    }
    leaf.sideInputs().forEach(this::keepSideInput);
    String notLifted = whyNotLifted(leaf);
    boolean lifted = notLifted.isEmpty();
    DraftStage stage =
        startStage(
            leaf, Width.MANY, new CombineRoot(leaf.id(), leaf.output(), leaf.lateOutput(), lifted));
    EdgeCoder raw = keyed(leaf);
    if (!lifted) {
      connect(
          leaf.input(),
          stage,
          Partitioning.HASH,
          raw,
          "combines by key; values move one by one, because " + notLifted);
      draft.read(stage, leaf.sideInputs());
      return;
    }
    connectBehind(
        "accumulators",
        (inputs, output) -> new PreCombineStep(leaf.id(), inputs, output),
        leaf,
        stage,
        Partitioning.HASH,
        new EdgeCoder.KvOf(
            components.getCodersOrThrow(coderId(leaf.input())).getComponentCoderIds(0),
            leaf.combine().getAccumulatorCoderId()),
        "combines by key; the values in a task are combined before they move");
  }

  /** Empty if values may be combined before they are grouped. */
  private String whyNotLifted(Leaf leaf) {
    if (!leaf.sideInputs().isEmpty()) {
      return "the function reads side inputs";
    }
    if (leaf.lateOutput() != null && PlanCapabilities.isUnbounded(leaf.input(), components)) {
      return "those that come too late are given out";
    }
    WindowingStrategy strategy = PlanCapabilities.strategy(leaf.input(), components);
    if (!looksOnlyAtTheEndOfWindows(strategy.getTrigger())) {
      return "the trigger must see each of them";
    }
    if (strategy.getMergeStatus() == MergeStatus.NEEDS_MERGE
        && !strategy.getWindowFn().getUrn().equals(SESSIONS)) {
      return "their windows merge first, in a way of their own";
    }
    TimestampCombiner combiner = strategy.getTimestampCombiner();
    if (combiner == TimestampCombiner.EARLIEST || combiner == TimestampCombiner.LATEST) {
      return "the timestamp of the result depends on each of them";
    }
    return "";
  }

  private static boolean looksOnlyAtTheEndOfWindows(Trigger trigger) {
    return switch (trigger.getTriggerCase()) {
      case DEFAULT_TRIGGER, NEVER -> true;
      case AFTER_END_OF_WINDOW ->
          !trigger.getAfterEndOfWindow().hasEarlyFirings()
              && !trigger.getAfterEndOfWindow().hasLateFirings();
      default -> false;
    };
  }

  /** Adds the step that executes {@code leaf} to a stage where its input is. */
  private void fuse(Leaf leaf, DraftStage stage, List<String> inputs) {
    Map<String, String> outputs = new LinkedHashMap<>();
    leaf.outputs()
        .forEach(
            (tag, collection) -> {
              String local = stage.local(collection);
              outputs.put(tag, local);
              draft.addSite(collection, stage, local);
            });
    String output = outputs.values().iterator().next();
    stage.steps.add(
        switch (leaf.kind()) {
          case PAR_DO -> new ParDoStep(leaf.id(), inputs, outputs);
          case ASSIGN_WINDOWS -> new AssignWindowsStep(leaf.id(), inputs, output);
          case SINK_WRITE -> new SinkWriteStep(leaf.id(), inputs, output);
          default -> throw new AssertionError(leaf.kind());
        });
    draft.read(stage, leaf.sideInputs());
  }

  private void connect(
      String collectionId,
      DraftStage to,
      Partitioning partitioning,
      EdgeCoder coder,
      String reason) {
    draft
        .sites(collectionId)
        .forEach(
            (from, locals) ->
                draft.connect(
                    new DraftEdge(from, locals, to, partitioning, collectionId, coder, reason)));
  }

  private EdgeCoder coder(String collectionId) {
    return new EdgeCoder.OfModel(coderId(collectionId));
  }

  /** The coder of a leaf's input, which must be one of KVs. */
  private EdgeCoder keyed(Leaf leaf) {
    String id = coderId(leaf.input());
    Coder coder = components.getCodersOrThrow(id);
    if (!coder.getSpec().getUrn().equals(KV_CODER) || coder.getComponentCoderIdsCount() != 2) {
      throw new PlanException(
          String.format(
              "Transform \"%s\" works by key, but its input \"%s\" has the coder %s, which is not a"
                  + " KV coder. Give it a collection of KVs with a KvCoder.",
              leaf.name(), nameOf(leaf.input()), CoderText.of(id, components)));
    }
    return coder(leaf.input());
  }

  private String coderId(String collectionId) {
    return components.getPcollectionsOrThrow(collectionId).getCoderId();
  }

  private String nameOf(String collectionId) {
    return components.getPcollectionsOrThrow(collectionId).getUniqueName();
  }
}
