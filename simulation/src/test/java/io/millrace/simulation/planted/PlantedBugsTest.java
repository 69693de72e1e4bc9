package io.millrace.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.run.Outcome;
import io.millrace.simulation.run.Schedule;
import io.millrace.simulation.run.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An oracle that has never seen a mistake proves nothing: each of these is seen. */
class PlantedBugsTest {

  /** As many seeds as a build has time for. */
  private static final int SEEDS = 500;

  private static final Path TABLE = Path.of("..", "docs", "simulation.md");

  static List<PlantedBug> all() {
    List<PlantedBug> all = new ArrayList<>(BugsOfNodes.ALL);
    all.addAll(BugsOfSlots.ALL);
    return all;
  }

  /** What the document says is what comes out: the seeds are the same on every machine. */
  @Test
  void everyPlantedBugIsCaughtAndTheDocumentSaysByWhichSeed() throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (PlantedBug bug : all()) {
      int seed = 0;
      String oracle = "";
      while (oracle.isEmpty() && seed < SEEDS) {
        Outcome outcome = Simulation.run(Schedule.of(seed), bug.plant(), bug.slots());
        oracle = outcome.violation().map(v -> v.oracle()).orElse("");
        seed++;
      }
      if (oracle.isEmpty()) {
        missed.add(bug.what());
      }
      rows.add("| " + bug.what() + " | " + oracle + " | " + seed + " |");
    }
    Files.write(Path.of("target", "planted-bugs.md"), rows);
    assertThat(missed).as("bugs that " + SEEDS + " seeds did not show").isEmpty();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(20);
    assertThat(Files.readAllLines(TABLE))
        .as("rows of " + TABLE + "; the new ones are in simulation/target/planted-bugs.md")
        .containsAll(rows);
  }
}
