package io.millrace.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.kernel.Effects.Interruption;
import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small job, interrupted at each single thing that any of its machines does. */
class ExhaustiveCrashTest {

  private static final Options SMALL =
      new Options(7, 2, 3, 1, 3, 12, 4, 1, 100, 2, 400, 10_000, 0, false);

  @ParameterizedTest
  @EnumSource
  void aJobSurvivesWhateverHappensAtAnyOneEffect(Interruption interruption) {
    Schedule peace = new Schedule(SMALL, List.of(), 0, Interruption.KILL);
    Outcome undisturbed = Simulation.run(peace);
    assertThat(undisturbed.violation()).isEmpty();
    assertThat(undisturbed.counts().get("checkpoint.complete")).isGreaterThanOrEqualTo(3);
    survives(peace, 1, undisturbed.effects(), interruption);
  }

  /**
   * It gets one slot less, and then ends with a savepoint, with which another one goes on. How a
   * cluster begins is seen above, and to die after one effect is to die before the next.
   */
  @ParameterizedTest
  @EnumSource(names = {"KILL", "PAUSE", "LOSE_REPLY"})
  void soDoesOneThatIsRescaledAndEndsWithASavepoint(Interruption interruption) {
    Schedule peace =
        new Schedule(
            SMALL,
            List.of(
                new Fault(3_000, FaultKind.RESCALE, "", "", 0, 2),
                new Fault(3_100, FaultKind.SAVEPOINT, "", "stop", 0, 3)),
            0,
            Interruption.KILL);
    Outcome undisturbed = Simulation.run(peace);
    assertThat(undisturbed.violation()).isEmpty();
    assertThat(undisturbed.counts())
        .containsEntry("attempt.rescaled", 1L)
        .containsEntry("savepoint.complete", 1L)
        .containsEntry("job.over", 2L);
    survives(peace, undisturbed.effects() / 4, undisturbed.effects(), interruption);
  }

  private static void survives(
      Schedule peace, long first, long effects, Interruption interruption) {
    List<String> violations =
        LongStream.rangeClosed(first, effects)
            .parallel()
            .mapToObj(
                effect ->
                    Simulation.run(peace.interruptedAt(effect, interruption))
                        .violation()
                        .map(v -> "effect " + effect + ": " + v.getMessage())
                        .orElse(""))
            .filter(violation -> !violation.isEmpty())
            .toList();
    assertThat(violations).as("of " + effects + " effects").isEmpty();
  }
}
