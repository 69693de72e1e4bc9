package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.plan.Edge;
import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Planner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Redistribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

  private static Plan plan() {
    Pipeline pipeline = Pipeline.create();
    PAssert.that(
            pipeline
                .apply(Create.of("apple", "banana", "apple"))
                .apply(Redistribute.arbitrarily())
                .apply(Count.perElement())
                .apply("Again", Redistribute.arbitrarily()))
        .satisfies(counts -> null);
    return Planner.plan(PipelineTranslation.toProto(pipeline));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aNumberOfAChannelLeadsBackToItsEdgeAndItsEnds(int slots) {
    Plan plan = plan();
    Layout layout = new Layout(plan, slots);
    int channels = 0;
    for (Edge edge : plan.edges()) {
      PlanStage from = plan.stage(edge.fromStage());
      PlanStage to = plan.stage(edge.toStage());
      for (int producer = 0; producer < layout.width(from); producer++) {
        for (int consumer = 0; consumer < layout.width(to); consumer++) {
          if (Layout.connects(edge, producer, consumer)) {
            int channel = layout.channel(edge, producer, consumer);
            assertThat(channel).as("numbered without a gap").isEqualTo(channels++);
            assertThat(layout.edgeOf(channel)).isEqualTo(edge);
            assertThat(layout.producerSlotOf(channel)).isEqualTo(layout.slotOf(from, producer));
            assertThat(layout.consumerSlotOf(channel)).isEqualTo(layout.slotOf(to, consumer));
          }
        }
      }
    }
    assertThat(channels).isPositive();
    int beyond = channels;
    assertThatThrownBy(() -> layout.edgeOf(beyond)).hasMessageContaining("no channel " + beyond);
    assertThatThrownBy(() -> layout.edgeOf(-1)).hasMessageContaining("no channel -1");
  }

  @Test
  void eachPartOfAJobIsInOneSlot() {
    Plan plan = plan();
    Layout layout = new Layout(plan, 3);
    List<Part> all = new ArrayList<>();
    for (int slot = 0; slot < 3; slot++) {
      all.addAll(layout.partsOf(slot));
    }
    assertThat(all).doesNotHaveDuplicates();
    long tasks = plan.stages().stream().mapToLong(layout::width).sum();
    assertThat(all.stream().filter(part -> part.task() != Part.SPLITS)).hasSize((int) tasks);
  }
}
