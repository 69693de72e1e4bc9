package io.millrace.runners.distributed.task;

import io.millrace.runners.core.plan.Plan;
import io.millrace.runners.core.plan.PlanStage;
import io.millrace.runners.core.plan.Width;
import io.millrace.runners.core.snapshot.KeyGroups;
import io.millrace.runners.core.snapshot.Section;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which of the entries that other slots kept belong to a slot now.
 *
 * <p>Entries of keys go where their key groups are. What of a stage with many tasks is of no key is
 * dealt out in turn among the slots that take over groups of the slot that kept it, so that each
 * slot reads what few others kept; how far time had come is told to all of these. What was kept by
 * a single task goes to that task. Not thread-safe.
 */
final class Dealing {

  /** Where the entries of one stage of one slot are dealt out in turn. */
  private record Turn(int keptBy, int stage) {}

  private final Plan plan;
  private final Layout layout;
  private final int slot;
  private final int keptSlots;
  private final Map<Integer, Integer> stages;
  private final Map<Turn, Integer> dealt = new HashMap<>();

  /**
   * Nothing was dealt out yet.
   *
   * @param slot the one that takes entries
   * @param keptSlots how many slots kept them
   * @param stages by the id of the stage that kept them the one that goes on
   */
  Dealing(Plan plan, Layout layout, int slot, int keptSlots, Map<Integer, Integer> stages) {
    this.plan = plan;
    this.layout = layout;
    this.slot = slot;
    this.keptSlots = keptSlots;
    this.stages = stages;
  }

  /** The slots that have kept something for this one. */
  SortedSet<Integer> slotsToRead() {
    TreeSet<Integer> slots = new TreeSet<>();
    for (int other = 0; other < keptSlots; other++) {
      if (sharesGroups(other, slot)) {
        slots.add(other);
      }
    }
    stages.forEach(
        (keptBy, goesTo) -> {
          PlanStage stage = plan.stage(goesTo);
          if (stage.width() == Width.ONE && layout.slotOf(stage, 0) == slot) {
            slots.add(keptBy % keptSlots);
          }
          if (layout.findsSplits(slot, stage)) {
            // Scripts are played in the same slot, however many there are.
            slots.add(layout.readsScript(stage) ? ScriptClock.CONDUCTING_SLOT : keptBy % keptSlots);
          }
        });
    return slots;
  }

  /**
   * Whether a slot of those that kept something had key groups that another slot has now. Each has
   * a range of them.
   */
  private boolean sharesGroups(int keptBy, int now) {
    return firstGroup(keptBy, keptSlots) < firstGroup(now + 1, layout.slots())
        && firstGroup(now, layout.slots()) < firstGroup(keptBy + 1, keptSlots);
  }

  private static int firstGroup(int slot, int slots) {
    return (slot * KeyGroups.COUNT + slots - 1) / slots;
  }

  /**
   * Says whose an entry is, if it is of this slot. To be asked of all entries of a slot that is to
   * be read, in order.
   */
  Optional<Part> owner(int keptBy, Part part, Section section, boolean keyed, int keyHash) {
    Integer goesTo = stages.get(part.stage());
    if (goesTo == null) {
      return Optional.empty();
    }
    PlanStage stage = plan.stage(goesTo);
    if (part.task() == Part.SPLITS) {
      return Optional.of(Part.splitsOf(goesTo)).filter(p -> layout.findsSplits(slot, stage));
    }
    if (stage.width() == Width.ONE) {
      return Optional.of(new Part(goesTo, 0)).filter(p -> layout.slotOf(stage, 0) == slot);
    }
    boolean mine =
        keyed
            ? KeyGroups.taskOf(KeyGroups.of(keyHash), layout.slots()) == slot
            : sharesGroups(keptBy, slot) && (section == Section.TASK || isNext(keptBy, goesTo));
    // With a single slot its tasks are those of index 0, as the slot is.
    return Optional.of(new Part(goesTo, slot)).filter(p -> mine);
  }

  /** Deals one entry out, and says whether it comes to this slot. */
  private boolean isNext(int keptBy, int stage) {
    int first = 0;
    while (!sharesGroups(keptBy, first)) {
      first++;
    }
    int count = 0;
    while (first + count < layout.slots() && sharesGroups(keptBy, first + count)) {
      count++;
    }
    int turn = dealt.merge(new Turn(keptBy, stage), 1, Integer::sum) - 1;
    return first + (turn + keptBy) % count == slot;
  }
}
