package io.millrace.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.kernel.Effects.Interruption;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small job, interrupted at each single thing that any of its machines does. */
class ExhaustiveCrashTest {

  private static final Options SMALL = new Options(7, 2, 3, 1, 3, 12, 4, 1, 100, 2, 400, 10_000, 0);

  @ParameterizedTest
  @EnumSource
  void aJobSurvivesWhateverHappensAtAnyOneEffect(Interruption interruption) {
    Schedule peace = new Schedule(SMALL, List.of(), 0, Interruption.KILL);
    Outcome undisturbed = Simulation.run(peace);
    assertThat(undisturbed.violation()).isEmpty();
    assertThat(undisturbed.counts().get("checkpoint.complete")).isGreaterThanOrEqualTo(3);
    List<String> violations =
        LongStream.rangeClosed(1, undisturbed.effects())
            .parallel()
            .mapToObj(
                effect ->
                    Simulation.run(peace.interruptedAt(effect, interruption))
                        .violation()
                        .map(v -> "effect " + effect + ": " + v.getMessage())
                        .orElse(""))
            .filter(violation -> !violation.isEmpty())
            .toList();
    assertThat(violations).as("of " + undisturbed.effects() + " effects").isEmpty();
  }
}
