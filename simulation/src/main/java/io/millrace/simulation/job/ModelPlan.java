package io.millrace.simulation.job;

import io.millrace.cluster.v1.StageState;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of the job, as the runner deals out what they keep. Each version of the program has
 * them under other ids, and the same names.
 */
enum ModelPlan {
  /** Reads splits. */
  READ,
  /** Counts and sums by key. */
  SUM,
  /** Makes visible what was written. */
  COMMIT;

  private static final List<ModelPlan> ALL = List.of(values());

  /** The id of this stage in a version of the program. */
  int id(int version) {
    return (ALL.indexOf(this) + version) % ALL.size();
  }

  /** The stage of an id in a version of the program. */
  static ModelPlan of(int id, int version) {
    return ALL.get(Math.floorMod(id - version, ALL.size()));
  }

  /** How many there are. */
  static int count() {
    return ALL.size();
  }

  /** What the stages of a version keep, as the coordinator compares it. */
  static List<StageState> states(int version) {
    List<StageState> states = new ArrayList<>();
    for (int id = 0; id < ALL.size(); id++) {
      ModelPlan stage = of(id, version);
      states.add(
          StageState.newBuilder()
              .setStage(id)
              .setName(stage.name())
              .setForm("entries of " + stage.name())
              .build());
    }
    return states;
  }
}
