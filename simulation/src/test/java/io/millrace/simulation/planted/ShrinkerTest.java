package io.millrace.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.simulation.run.Outcome;
import io.millrace.simulation.run.Repro;
import io.millrace.simulation.run.Schedule;
import io.millrace.simulation.run.Shrinker;
import io.millrace.simulation.run.Simulation;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShrinkerTest {

  private static final PlantedBug BUG =
      PlantedBugsTest.all().stream()
          .filter(bug -> bug.what().equals("what waits for its sink is forgotten on restore"))
          .findFirst()
          .orElseThrow();

  private static final Function<Schedule, Outcome> WITH_BUG =
      schedule -> Simulation.run(schedule, BUG.plant(), BUG.slots());

  private static Schedule failing() {
    for (long seed = 0; seed < 200; seed++) {
      Schedule schedule = Schedule.of(seed);
      if (schedule.faults().size() >= 10 && WITH_BUG.apply(schedule).violation().isPresent()) {
        return schedule;
      }
    }
    throw new AssertionError("no seed with many faults shows the bug");
  }

  @Test
  void ofManyFaultsThoseAreLeftThatMatter(@TempDir Path directory) throws Exception {
    Schedule failing = failing();
    Schedule small = Shrinker.shrink(failing, WITH_BUG, 400);
    assertThat(small.faults().size()).isBetween(1, 4);
    assertThat(small.options().records()).isLessThanOrEqualTo(failing.options().records());
    assertThat(WITH_BUG.apply(small).violation().orElseThrow().oracle())
        .isEqualTo(WITH_BUG.apply(failing).violation().orElseThrow().oracle());
    assertThat(Simulation.run(small).violation()).isEmpty();

    Path file = directory.resolve("a/small.json");
    Repro.of(small, WITH_BUG.apply(small)).write(file);
    assertThat(Repro.read(file).schedule()).isEqualTo(small);
  }

  @Test
  void aScheduleThatDoesNotFailCannotBeMadeSmaller() {
    assertThatThrownBy(() -> Shrinker.shrink(Schedule.of(1), Simulation::run, 10))
        .hasMessage("a schedule that does not fail");
  }
}
