package io.millrace.runners.core.plan;

import static io.millrace.runners.core.plan.ModelBuilder.KV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.MergeStatus;
import io.millrace.model.v1.StateSpec;
import io.millrace.model.v1.Trigger;
import io.millrace.runners.core.plan.Root.CombineRoot;
import io.millrace.runners.core.plan.Root.CommitRoot;
import io.millrace.runners.core.plan.Root.ExchangeRoot;
import io.millrace.runners.core.plan.Root.GroupRoot;
import io.millrace.runners.core.plan.Root.ImpulseRoot;
import io.millrace.runners.core.plan.Root.ReadRoot;
import io.millrace.runners.core.plan.Root.SideInputRoot;
import io.millrace.runners.core.plan.Root.StatefulRoot;
import io.millrace.runners.core.plan.Step.AssignWindowsStep;
import io.millrace.runners.core.plan.Step.ParDoStep;
import io.millrace.runners.core.plan.Step.PreCombineStep;
import io.millrace.runners.core.plan.Step.SinkWriteStep;
import io.millrace.sdk.graph.WindowingStrategyTranslation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules by which a model becomes stages and edges, one by one. */
class PlannerTest {

  private final ModelBuilder model = new ModelBuilder();

  @Test
  void readStartsAWideStageAndImpulseANarrowOne() {
    model.read("Read", "bytes");
    model.impulse("Impulse");

    Plan plan = model.plan();

    assertThat(plan.stages())
        .containsExactly(
            stage(0, "Read", Width.MANY, new ReadRoot("Read", "Read.output"), List.of()),
            stage(
                1, "Impulse", Width.ONE, new ImpulseRoot("Impulse", "Impulse.output"), List.of()));
    assertThat(plan.edges()).isEmpty();
  }

  @Test
  void elementWiseTransformsAreFusedWithWhatTheyReadEvenIfNobodyReadsThem() {
    String read = model.read("Read", "bytes");
    String windowed = model.assignWindows("Window", "bytes", read);
    model.parDo("Log", "void", windowed);
    model.sinkWrite("Write", "bytes", windowed);

    Plan plan = model.plan();

    assertThat(plan.stages())
        .containsExactly(
            stage(
                0,
                "Read",
                Width.MANY,
                new ReadRoot("Read", "Read.output"),
                List.of(
                    new AssignWindowsStep("Window", List.of("Read.output"), "Window.output"),
                    new ParDoStep("Log", List.of("Window.output"), Map.of("output", "Log.output")),
                    new SinkWriteStep("Write", List.of("Window.output"), "Write.output"))));
  }

  @Test
  void tagsOfAParDoStandInOneOrderWithTheMainOneFirst() {
    Map<String, String> coders = new LinkedHashMap<>();
    for (String tag : List.of("z", "b10", "output", "a", "b9")) {
      coders.put(tag, "bytes");
    }
    model.parDo("Split", model.read("Read", "bytes"), List.of(), coders, p -> {});

    ParDoStep step = (ParDoStep) model.plan().stage(0).steps().get(0);

    assertThat(step.outputs().keySet()).containsExactly("output", "a", "z", "b9", "b10");
  }

  @Test
  void flattenIsNoStageItsReadersRunWhereItsInputsAre() {
    String a = model.read("A", KV);
    String b = model.read("B", KV);
    String mapped = model.parDo("MapA", KV, a);
    String all = model.flatten("All", KV, a, b, mapped, a);
    model.parDo("Use", KV, all);
    model.groupByKey("Group", all);

    Plan plan = model.plan();

    assertThat(plan.stages()).extracting(PlanStage::name).containsExactly("A", "B", "Group");
    assertThat(plan.stage(0).steps())
        .last()
        .isEqualTo(
            new ParDoStep(
                "Use",
                List.of("A.output", "MapA.output", "A.output"),
                Map.of("output", "Use.output")));
    assertThat(plan.stage(1).steps())
        .containsExactly(new ParDoStep("Use", List.of("B.output"), Map.of("output", "Use.output")));
    assertThat(plan.edges())
        .containsExactly(
            hash(0, 0, List.of("A.output", "MapA.output", "A.output"), 2, "All.output"),
            hash(1, 1, List.of("B.output"), 2, "All.output"));
  }

  @Test
  void flattenOfNothingIsAStageWithoutInput() {
    String none = model.flatten("None", KV);
    model.parDo("Use", KV, none);

    Plan plan = model.plan();

    assertThat(plan.stages()).hasSize(1);
    assertThat(plan.stage(0).root()).isEqualTo(new ExchangeRoot("None.output"));
    assertThat(plan.stage(0).inputEdges()).isEmpty();
    assertThat(plan.stage(0).steps()).hasSize(1);
  }

  @Test
  void groupByKeyCutsByKeyAndFusesWhatFollows() {
    String grouped = model.groupByKey("Group", model.read("Read", KV));
    model.parDo("Use", KV, grouped);

    Plan plan = model.plan();

    assertThat(plan.stage(1).root()).isEqualTo(new GroupRoot("Group", "Group.output", null));
    assertThat(plan.stage(1).width()).isEqualTo(Width.MANY);
    assertThat(plan.stage(1).steps()).hasSize(1);
    assertThat(plan.edges()).containsExactly(hash(0, 0, List.of("Read.output"), 1, "Read.output"));
    assertThat(plan.stage(0).outputEdges()).containsExactly(0);
    assertThat(plan.stage(1).inputEdges()).containsExactly(0);
  }

  @Test
  void combineIsLiftedIntoEachStageItsInputIsIn() {
    String both = model.flatten("Both", KV, model.read("A", KV), model.read("B", KV));
    model.combine("Sum", "double", both);

    Plan plan = model.plan();

    assertThat(plan.stages()).extracting(PlanStage::name).containsExactly("A", "B", "Sum");
    assertThat(plan.stage(1).steps())
        .containsExactly(new PreCombineStep("Sum", List.of("B.output"), "Sum.output.accumulators"));
    assertThat(plan.stage(2).root()).isEqualTo(new CombineRoot("Sum", "Sum.output", null, true));
    Edge edge = plan.edge(1);
    assertThat(edge.collections()).containsExactly("Sum.output.accumulators");
    assertThat(edge.coder()).isEqualTo(new EdgeCoder.KvOf("string_utf8", "double"));
    assertThat(edge.collectionId()).isEqualTo("Both.output");
    assertThat(edge.partitioning()).isEqualTo(Partitioning.HASH);
  }

  @Test
  void combineWithSideInputIsNotLiftedAndWaitsWithItsInputTaken() {
    String side = model.read("Side", "bytes");
    model.combine("Sum", "double", model.read("Read", KV), side);

    Plan plan = model.plan();
    PlanStage sum = named(plan, "Sum");

    assertThat(sum.root()).isEqualTo(new CombineRoot("Sum", "Sum.output", null, false));
    assertThat(sum.sideInputs()).containsExactly(new SideInputUse("Sum", "side0", "Side.output"));
    assertThat(plan.edge(sum.inputEdges().get(0)).spillable()).isFalse();
    assertThat(named(plan, "Read").steps()).isEmpty();
  }

  @Test
  void ruleL4AGroupingWithALateDataOutputYieldsTwoCollections() {
    model.strategy("late", s -> s.setLateDataOutput("late"));
    String grouped = model.groupByKey("Group", model.read("Read", KV));
    String late = model.withOutput("Group", "late", grouped);
    model.parDo("Use", KV, grouped);
    model.parDo("UseLate", KV, late);

    PlanStage group = model.plan().stage(1);

    assertThat(group.root()).isEqualTo(new GroupRoot("Group", "Group.output", "Group.late"));
    assertThat(group.steps())
        .extracting(Step::inputs)
        .containsExactly(List.of(grouped), List.of(late));
  }

  @Test
  void ruleL4ACombineWithALateDataOutputGetsEachValueUnlessNoneCanBeLate() {
    model.strategy("late", s -> s.setLateDataOutput("late"));
    String endless = model.endless(model.read("Endless", KV));
    model.withOutput("Sum", "late", model.combine("Sum", "double", endless));
    String ends = model.read("Ends", KV);
    model.withOutput("Batch", "late", model.combine("Batch", "double", ends));
    model.combine("Counts", "double", endless);

    Plan plan = model.plan();

    assertThat(named(plan, "Sum").root())
        .isEqualTo(new CombineRoot("Sum", "Sum.output", "Sum.late", false));
    assertThat(plan.edge(named(plan, "Sum").inputEdges().get(0)).reason())
        .isEqualTo(
            "combines by key; values move one by one, because those that come too late are given"
                + " out");
    assertThat(named(plan, "Batch").root())
        .isEqualTo(new CombineRoot("Batch", "Batch.output", "Batch.late", true));
    assertThat(named(plan, "Counts").root())
        .isEqualTo(new CombineRoot("Counts", "Counts.output", null, true));
  }

  @Test
  void combineIsNotLiftedBelowATriggerThatCountsNorInWindowsThatMergeInAWayOfTheirOwn() {
    Trigger count =
        Trigger.newBuilder()
            .setElementCount(Trigger.ElementCount.newBuilder().setElementCount(3))
            .build();
    model.strategy("counting", s -> s.setTrigger(count));
    model.combine("Counting", "double", model.read("A", KV));
    model.strategy("merging", s -> s.setMergeStatus(MergeStatus.NEEDS_MERGE));
    model.combine("Merging", "double", model.read("B", KV));
    model.strategy(
        "sessions",
        s ->
            s.setMergeStatus(MergeStatus.NEEDS_MERGE)
                .getWindowFnBuilder()
                .setUrn(WindowingStrategyTranslation.SESSIONS_URN));
    model.combine("Sessions", "double", model.read("S", KV));
    Trigger never = Trigger.newBuilder().setNever(Trigger.Never.getDefaultInstance()).build();
    model.strategy("never", s -> s.setTrigger(never));
    model.combine("Never", "double", model.read("C", KV));
    Trigger.AfterEndOfWindow atTheEnd = Trigger.AfterEndOfWindow.getDefaultInstance();
    model.strategy("end", s -> s.setTrigger(Trigger.newBuilder().setAfterEndOfWindow(atTheEnd)));
    model.combine("AtTheEnd", "double", model.read("E", KV));
    model.strategy(
        "late",
        s ->
            s.setTrigger(
                Trigger.newBuilder()
                    .setAfterEndOfWindow(atTheEnd.toBuilder().setLateFirings(count))));
    model.combine("LateByCount", "double", model.read("F", KV));
    model.strategy("merged", s -> s.setMergeStatus(MergeStatus.ALREADY_MERGED));
    model.combine("Merged", "double", model.read("D", KV));

    Plan plan = model.plan();

    assertThat(
            List.of(
                "Counting", "Merging", "Sessions", "Never", "AtTheEnd", "LateByCount", "Merged"))
        .extracting(name -> ((CombineRoot) named(plan, name).root()).lifted())
        .containsExactly(false, false, true, true, true, false, true);
    PlanStage counting = named(plan, "Counting");
    assertThat(plan.edge(counting.inputEdges().get(0)).coder())
        .isEqualTo(new EdgeCoder.OfModel(KV));
  }

  @Test
  void redistributeCutsEvenly() {
    model.parDo("Use", KV, model.redistribute("Spread", "bytes", model.impulse("Impulse")));

    Plan plan = model.plan();

    assertThat(plan.stage(1).root()).isEqualTo(new ExchangeRoot("Spread.output"));
    assertThat(plan.stage(1).width()).isEqualTo(Width.MANY);
    assertThat(plan.edge(0).partitioning()).isEqualTo(Partitioning.REBALANCE);
    assertThat(plan.edge(0).spillable()).isFalse();
  }

  @Test
  void committablesAreGatheredAndCommittedByOneTask() {
    String written = model.sinkWrite("Write", "bytes", model.read("Read", KV));
    model.parDo("Notify", "void", model.sinkCommit("Commit", "bytes", written));

    Plan plan = model.plan();

    assertThat(plan.stage(1).root()).isEqualTo(new CommitRoot("Commit", "Commit.output"));
    assertThat(plan.stage(1).width()).isEqualTo(Width.ONE);
    assertThat(plan.stage(1).steps()).hasSize(1);
    assertThat(plan.edge(0).partitioning()).isEqualTo(Partitioning.GATHER);
    assertThat(plan.edge(0).coder()).isEqualTo(new EdgeCoder.OfModel("bytes"));
  }

  @Test
  void compositesAreExpandedAndKnownOnesAreTakenWhole() {
    model.begin("Outer");
    String read = model.read("Read", KV);
    model.begin("Empty").end();
    String combined = model.combine("Combine", "double", read);
    model.end("millrace:transform:unknown_composite:v1");
    model.groupByKey("Inner", read);
    model.withParts("Outer/Combine", "Inner");
    model.parDo("Use", KV, combined);

    Plan plan = model.plan();

    assertThat(plan.stages())
        .extracting(PlanStage::name)
        .containsExactly("Outer/Read", "Outer/Combine");
    assertThat(Leaves.count(plan.components())).isEqualTo(3);
  }

  @Test
  void sideInputFromElsewhereIsReadWhereTheMainInputIs() {
    String side = model.read("Side", "bytes");
    String main = model.read("Main", KV);
    model.parDo("First", KV, main, side);
    model.parDo("Second", KV, main, side);

    Plan plan = model.plan();
    PlanStage reader = named(plan, "Main");
    PlanStage keeper = plan.sideInputStage("Side.output");
    SideInputUse first = new SideInputUse("First", "side0", "Side.output");
    SideInputUse second = new SideInputUse("Second", "side0", "Side.output");

    assertThat(plan.stages()).hasSize(3);
    assertThat(keeper.root()).isEqualTo(new SideInputRoot(List.of(first, second)));
    assertThat(keeper.width()).isEqualTo(Width.ONE);
    assertThat(plan.edge(keeper.inputEdges().get(0)).partitioning()).isEqualTo(Partitioning.GATHER);
    assertThat(reader.sideInputs()).containsExactly(first, second);
    assertThat(reader.steps()).hasSize(2);
    assertThat(keeper.id()).isLessThan(reader.id());
  }

  @Test
  void readerOfASideInputFromItsOwnStageIsCutOffAndItsInputMaySpill() {
    String read = model.read("Read", KV);
    String wide = model.flatten("Wide", KV, read, model.parDo("Step", KV, model.impulse("One")));
    model.parDo("Use", KV, wide, read);

    Plan plan = model.plan();
    PlanStage use = named(plan, "Use");

    assertThat(use.root()).isEqualTo(new ExchangeRoot("Wide.output"));
    assertThat(use.width()).isEqualTo(Width.MANY);
    assertThat(use.steps()).hasSize(1);
    assertThat(use.inputEdges())
        .extracting(id -> plan.edge(id).partitioning())
        .containsExactly(Partitioning.FORWARD, Partitioning.REBALANCE);
    assertThat(use.inputEdges())
        .allSatisfy(
            id -> {
              assertThat(plan.edge(id).spillable()).isTrue();
              assertThat(plan.edge(id).reason())
                  .isEqualTo(
                      "waits for side input Read.output that is computed from the same stage");
            });
  }

  @Test
  void sideInputThatALaterStepReadsMakesTheInputOfItsStageSpillable() {
    String side = model.read("Side", "bytes");
    String spread = model.redistribute("Spread", KV, model.read("Read", KV));
    String mapped = model.parDo("Map", KV, spread);
    model.parDo("Use", KV, mapped, side);

    Plan plan = model.plan();
    PlanStage stage = named(plan, "Spread");

    assertThat(stage.steps()).hasSize(2);
    assertThat(stage.sideInputs()).hasSize(1);
    assertThat(plan.edge(stage.inputEdges().get(0)).spillable()).isTrue();
  }

  @Test
  void stageThatGroupsTakesItsInputWhileItWaits() {
    String side = model.read("Side", "bytes");
    model.parDo("Use", KV, model.groupByKey("Group", model.read("Read", KV)), side);

    Plan plan = model.plan();
    PlanStage group = named(plan, "Group");

    assertThat(group.sideInputs()).hasSize(1);
    assertThat(plan.edge(group.inputEdges().get(0)).spillable()).isFalse();
  }

  @Test
  void fusingNeverMakesTwoStagesWaitForEachOther() {
    String a = model.read("A", KV);
    String b = model.read("B", KV);
    String fromA = model.parDo("UseBInA", KV, a, b);
    model.parDo("UseAInB", KV, b, fromA);

    Plan plan = model.plan();

    assertThat(named(plan, "A").sideInputs()).hasSize(1);
    assertThat(named(plan, "B").sideInputs()).isEmpty();
    assertThat(named(plan, "UseAInB").root()).isEqualTo(new ExchangeRoot("B.output"));
  }

  @Test
  void waitingForSideInputsCountsAsDependingOnThem() {
    // B waits for what A yields, so nothing that B yields may be waited for in A.
    String a = model.read("A", KV);
    String b = model.read("B", KV);
    String waited = model.parDo("UseAInB", KV, b, a);
    model.parDo("UseBInA", KV, a, waited);

    Plan plan = model.plan();

    assertThat(named(plan, "B").sideInputs()).hasSize(1);
    assertThat(named(plan, "A").sideInputs()).isEmpty();
    assertThat(named(plan, "UseBInA").root()).isEqualTo(new ExchangeRoot("A.output"));
  }

  @Test
  void parDoThatKeepsStateIsCutByKey() {
    String read = model.read("Read", KV);
    model.parDo(
        "Count",
        read,
        List.of(),
        Map.of("output", KV),
        p -> p.putStateSpecs("count", StateSpec.getDefaultInstance()));

    Plan plan = model.plan();

    assertThat(plan.stage(1).root())
        .isEqualTo(new StatefulRoot("Count", Map.of("output", "Count.output"), null));
    assertThat(plan.edge(0).partitioning()).isEqualTo(Partitioning.HASH);
  }

  @Test
  void collectionsAreTakenFromTheModelInOrderOfWhoProducesThem() {
    model.begin("Late");
    model.end();
    String read = model.read("Read", KV);
    model.parDo("Use", KV, read);
    var built = model.build().toBuilder().clearRootTransformIds();
    built.addAllRootTransformIds(List.of("Use", "Late", "Read"));

    assertThat(Planner.plan(built.build())).isEqualTo(model.plan());
  }

  @Test
  void planDoesNotChangeOnceItIsMade() {
    model.parDo("Use", KV, model.groupByKey("Group", model.read("Read", KV)));

    Plan plan = model.plan();
    PlanStage stage = plan.stage(1);
    ParDoStep step = (ParDoStep) stage.steps().get(0);

    for (List<?> list :
        List.of(
            plan.stages(),
            plan.edges(),
            stage.steps(),
            stage.sideInputs(),
            stage.inputEdges(),
            stage.outputEdges(),
            step.inputs(),
            plan.edge(0).collections())) {
      assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(step.outputs()::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  private static PlanStage named(Plan plan, String name) {
    return plan.stages().stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No stage " + name + " in\n" + Explain.render(plan)));
  }

  private static PlanStage stage(int id, String name, Width width, Root root, List<Step> steps) {
    return new PlanStage(id, name, width, root, steps, List.of(), List.of(), List.of());
  }

  private static Edge hash(
      int id, int from, List<String> collections, int to, String collectionId) {
    return new Edge(
        id,
        from,
        collections,
        to,
        Partitioning.HASH,
        false,
        collectionId,
        new EdgeCoder.OfModel(KV),
        "groups by key");
  }
}
