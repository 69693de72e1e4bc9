package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.StageState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which stages of a program go on with the state of which stages of another one. */
final class Savepoints {

  /**
   * What comes of two programs.
   *
   * @param stages by the id of the stage that kept it the one that goes on
   * @param wrong why the one cannot go on from the other; empty if it can
   */
  record Match(Map<Integer, Integer> stages, String wrong) {}

  private Savepoints() {}

  /**
   * Compares names and forms.
   *
   * @param allowDropped whether state may be dropped that no stage goes on with
   */
  static Match match(List<StageState> kept, List<StageState> now, boolean allowDropped) {
    Map<String, StageState> byName = new HashMap<>();
    now.forEach(stage -> byName.put(stage.getName(), stage));
    TreeMap<Integer, Integer> stages = new TreeMap<>();
    List<String> dropped = new ArrayList<>();
    for (StageState before : kept) {
      StageState after = byName.get(before.getName());
      if (after == null) {
        if (!before.getEmpty()) {
          dropped.add("'" + before.getName() + "' (" + before.getForm() + ")");
        }
      } else if (!after.getForm().equals(before.getForm())
          || after.getInOneTask() != before.getInOneTask()) {
        if (before.getEmpty()) {
          continue;
        }
        return new Match(
            Map.of(),
            String.format(
                "the state of '%s' does not fit: the savepoint has %s%s, the program keeps %s%s",
                before.getName(),
                before.getForm(),
                before.getInOneTask() ? " in one task" : "",
                after.getForm(),
                after.getInOneTask() ? " in one task" : ""));
      } else {
        stages.put(before.getStage(), after.getStage());
      }
    }
    if (!dropped.isEmpty() && !allowDropped) {
      return new Match(
          Map.of(),
          dropped.stream()
              .collect(
                  Collectors.joining(
                      ", ",
                      "the savepoint has state of ",
                      ", which the program does not have; --allowDroppedState drops it")));
    }
    return new Match(stages, "");
  }
}
