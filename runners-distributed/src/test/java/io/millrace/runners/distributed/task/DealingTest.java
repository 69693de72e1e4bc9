package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Width;
import io.millrace.runners.core.snapshot.KeyGroups;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each entry comes to one slot, whatever the numbers of slots are. */
class DealingTest {

  private static Plan plan() {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.ofMillis(1)))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(1))))
        .apply(Count.perElement());
    return Programs.plan(PipelineTranslation.toProto(pipeline), PipelineOptionsFactory.create());
  }

  /** Whose an entry becomes, asking all slots in turn as each of them would. */
  private static List<Integer> owners(List<Dealing> slots, int keptBy, Part part, int keyHash) {
    List<Integer> owners = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      if (slots.get(slot).slotsToRead().contains(keptBy)
          && slots.get(slot).owner(keptBy, part, Section.ROOT, keyHash != 0, keyHash).isPresent()) {
        owners.add(slot);
      }
    }
    return owners;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,4", "4,2", "2,3", "3,2", "3,7", "8,5"})
  void eachEntryComesToOneSlot(int before, int now) {
    Plan plan = plan();
    Layout layout = new Layout(plan, now);
    Layout layoutBefore = new Layout(plan, before);
    Map<Integer, Integer> stages = new TreeMap<>();
    plan.stages().forEach(stage -> stages.put(stage.id(), stage.id()));
    List<Dealing> slots = new ArrayList<>();
    for (int slot = 0; slot < now; slot++) {
      slots.add(new Dealing(plan, layout, slot, before, stages));
    }
    for (PlanStage stage : plan.stages()) {
      for (int keptBy = 0; keptBy < before; keptBy++) {
        if (layoutBefore.findsSplits(keptBy, stage)) {
          assertThat(owners(slots, keptBy, Part.splitsOf(stage.id()), 0))
              .containsExactly(layout.slotOfSplits(stage));
        }
        for (int task : layoutBefore.tasksIn(keptBy, stage)) {
          Part part = new Part(stage.id(), task);
          for (int entry = 0; entry < 20; entry++) {
            assertThat(owners(slots, keptBy, part, 0)).as(part + " of " + keptBy).hasSize(1);
          }
        }
      }
      for (int group = 0; group < KeyGroups.COUNT && stage.width() == Width.MANY; group++) {
        int keyHash = (group << 22) | 1;
        int keptBy = KeyGroups.taskOf(group, before);
        assertThat(owners(slots, keptBy, new Part(stage.id(), keptBy), keyHash))
            .containsExactly(KeyGroups.taskOf(group, now));
      }
    }
  }
}
