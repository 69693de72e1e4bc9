package io.millrace.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.kernel.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

  private static final long FIRST = 1_000_000;
  private static final long SEEDS = 500;

  @Test
  void allLawsHoldInFiveHundredClusters() {
    List<String> violations =
        LongStream.range(FIRST, FIRST + SEEDS)
            .parallel()
            .mapToObj(
                seed ->
                    Simulation.run(Schedule.of(seed))
                        .violation()
                        .map(v -> "seed " + seed + ": " + v.getMessage())
                        .orElse(""))
            .filter(violation -> !violation.isEmpty())
            .sorted()
            .toList();
    assertThat(violations).as("bin/simulate --seeds=N..N makes a small file of seed N").isEmpty();
  }

  /** What never happens is not tested: the rare paths are gone in these runs. */
  @Test
  void faultsOfAllKindsStrikeAndTheRarePathsAreGone() {
    EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    Map<String, Long> noted = new TreeMap<>();
    for (long seed = 0; seed < 150; seed++) {
      Schedule schedule = Schedule.of(seed);
      schedule.faults().forEach(fault -> kinds.add(fault.kind()));
      Simulation.run(schedule).counts().forEach((kind, n) -> noted.merge(kind, n, Long::sum));
    }
    assertThat(kinds).containsExactlyInAnyOrder(FaultKind.values());
    assertThat(noted)
        .containsKeys(
            "alarm",
            "attempt.failed",
            "attempt.rescaled",
            "checkpoint.bad",
            "checkpoint.given-up",
            "file.deleted",
            "frame.stale",
            "halt",
            "job.rescaled",
            "log.lost",
            "report.stale",
            "savepoint.complete",
            "savepoint.given-up",
            "slot.frame.stale",
            "worker.dead",
            "wish.refused",
            "worker.silent",
            "worker.unheard");
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    for (long seed = 0; seed < 10; seed++) {
      Outcome first = Simulation.run(Schedule.of(seed));
      Outcome second = Simulation.run(Schedule.of(seed));
      assertThat(second.traceHash()).as("seed " + seed).isEqualTo(first.traceHash());
      assertThat(second.trace()).as("seed " + seed).isEqualTo(first.trace());
    }
    assertThat(Simulation.run(Schedule.of(1)).traceHash())
        .isNotEqualTo(Simulation.run(Schedule.of(2)).traceHash());
  }

  static Stream<Path> kept() throws IOException {
    return Files.list(Path.of("src/test/resources/repro")).sorted();
  }

  /** Schedules that failed once, each as small as it could be made. */
  @ParameterizedTest
  @MethodSource("kept")
  void whatFailedOnceHoldsSince(Path file) throws IOException {
    assertThat(Simulation.run(Repro.read(file).schedule()).violation()).isEmpty();
  }
}
