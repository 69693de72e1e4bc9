package io.millrace.runners.core.plan;

import static io.millrace.runners.core.plan.ModelBuilder.KV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.StateSpec;
import io.millrace.model.v1.Trigger;
import io.millrace.runners.core.plan.Root.ExchangeRoot;
import io.millrace.runners.core.plan.Root.GroupRoot;
import io.millrace.runners.core.plan.Root.StatefulRoot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where elements wait for side inputs without end (rule S3). */
class EndlessSideInputPlansTest {

  private final ModelBuilder model = new ModelBuilder();

  private static PlanStage named(Plan plan, String name) {
    return plan.stages().stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoReadsOneIsTheFirstOfAStageOfItsOwn() {
    String main = model.endless(model.read("Main", KV));
    String side = model.endless(model.read("Side", KV));
    model.parDo("Log", "void", model.endless(model.parDo("Use", KV, main, side)));

    assertThat(Explain.render(model.plan()))
        .isEqualTo(
            """
            4 transforms became 4 stages, joined by 2 edges.

            stage 0  Main                                                                             many tasks
                read            Main
              to    stage 3, task to task: Main.output

            stage 1  Side                                                                             many tasks
                read            Side
              to    stage 2, to one task: Side.output

            stage 2  side input Side.output                                                             one task
              from  stage 1, to one task, as kv<string_utf8, varint>
                    because it keeps the windows of the side input
                keep            Side.output, of each window the last pane
                  view          "side0" of Use

            stage 3  Use                                                                              many tasks
              from  stage 0, task to task, as kv<string_utf8, varint>
                    because it lets elements wait for windows of side input Side.output, which never ends
              wait  for stage 2, side input "side0" of Use, window by window
                receive         Main.output
                pardo           Use
                pardo           Log
            """);
  }

  @Test
  void eachReaderWaitsOnItsOwn() {
    String side = model.endless(model.read("Side", KV));
    String first = model.parDo("First", KV, model.read("Main", KV), side);
    model.parDo("Second", KV, first, side);

    Plan plan = model.plan();

    assertThat(named(plan, "First").steps()).hasSize(1);
    assertThat(named(plan, "Second").root()).isEqualTo(new ExchangeRoot("First.output"));
  }

  @Test
  void whatWaitsHoldsUpItsSource() {
    String side = model.endless(model.read("Side", KV));
    model.parDo("Use", KV, model.endless(model.read("Main", KV)), side);

    Plan plan = model.plan();

    assertThat(plan.edge(named(plan, "Use").inputEdges().get(0)).spillable()).isFalse();
  }

  @Test
  void whatWaitsForItsOwnSourceDoesNotHoldItUp() {
    String main = model.endless(model.read("Main", KV));
    String total = model.endless(model.combine("Total", "double", main));
    model.parDo("Use", KV, main, total);

    Plan plan = model.plan();

    assertThat(plan.edge(named(plan, "Use").inputEdges().get(0)).spillable()).isTrue();
  }

  /** Over several edges, and where only the side input's own side input has the same source. */
  @Test
  void whatWaitsForItsOwnSourceInARoundaboutWayDoesNotHoldItUp() {
    String main = model.endless(model.read("Main", KV));
    String group = model.endless(model.groupByKey("Group", main));
    String rates = model.endless(model.read("Rates", KV));
    String side = model.endless(model.parDo("Rated", KV, rates, main));
    model.parDo("Use", KV, group, side);

    Plan plan = model.plan();

    assertThat(plan.edge(named(plan, "Use").inputEdges().get(0)).spillable()).isTrue();
    assertThat(plan.edge(named(plan, "Rated").inputEdges().get(0)).spillable()).isFalse();
  }

  @Test
  void functionsThatKeepStateWaitWhereTheirInputArrives() {
    String side = model.endless(model.read("Side", KV));
    model.parDo(
        "Count",
        model.endless(model.read("Main", KV)),
        List.of(side),
        Map.of("output", KV),
        p -> p.putStateSpecs("count", StateSpec.getDefaultInstance()));

    Plan plan = model.plan();

    assertThat(named(plan, "Count").root()).isInstanceOf(StatefulRoot.class);
    assertThat(named(plan, "Count").sideInputs()).hasSize(1);
  }

  @Test
  void aCombineIsAGroupingWhoseGroupsWait() {
    String main = model.endless(model.read("Main", KV));
    String side = model.endless(model.read("Side", KV));
    model.combine("Sum", "double", main, side);
    String grouped = model.groupByKey("Sum/Group", main);
    model.parDo("Sum/Values", KV, grouped, side);
    model.withParts("Sum", "Sum/Group", "Sum/Values");

    Plan plan = model.plan();

    assertThat(plan.stages()).extracting(PlanStage::name).contains("Sum/Group", "Sum/Values");
    assertThat(named(plan, "Sum/Group").root())
        .isEqualTo(new GroupRoot("Sum/Group", "Sum/Group.output", null));
    assertThat(named(plan, "Sum/Values").root()).isEqualTo(new ExchangeRoot("Sum/Group.output"));
    assertThat(Leaves.count(plan.components())).isEqualTo(4);
  }

  @Test
  void aCombineWithoutPartsIsRefused() {
    String side = model.endless(model.read("Side", KV));
    model.combine("Sum", "double", model.read("Main", KV), side);

    assertThatThrownBy(model::plan)
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("\"Sum\" combines with the side input Side.output, which never ends");
  }

  @Test
  void ofSideInputsThatEndAndHaveATriggerTheLastPanesAreKept() {
    Trigger count =
        Trigger.newBuilder()
            .setElementCount(Trigger.ElementCount.newBuilder().setElementCount(1))
            .build();
    String main = model.read("Main", KV);
    model.strategy("counting", s -> s.setTrigger(count));
    String side = model.read("Side", KV);
    model.parDo("Use", KV, main, side);

    Plan plan = model.plan();

    assertThat(plan.keepsLastPanes(side)).isTrue();
    assertThat(plan.keepsLastPanes(main)).isFalse();
    // it is complete before it is read: who reads it need not wait element by element
    assertThat(named(plan, "Main").steps()).hasSize(1);
  }
}
