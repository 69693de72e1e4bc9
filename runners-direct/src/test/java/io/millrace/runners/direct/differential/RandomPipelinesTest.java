package io.millrace.runners.direct.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.testing.differential.Case;
import io.millrace.sdk.testing.differential.RandomCases;
import io.millrace.sdk.testing.generators.Property;
import io.millrace.sdk.testing.reference.Interpreter;
import io.millrace.sdk.testing.reference.Outcome;
import io.millrace.sdk.testing.reference.Ties;
import org.junit.jupiter.api.Test;

/**
 * The engine does what the rules say, on random pipelines. {@code -Dmillrace.randomPipelines=20000}
 * tries so many.
 */
class RandomPipelinesTest {

  /** The system property that says how many pipelines are tried. */
  private static final String COUNT_PROPERTY = "millrace.randomPipelines";

  private static final int COUNT = 400;

  /** In how many orders things of the same rank are tried before there is a difference. */
  private static final int ORDERS = 2_000;

  @Test
  void theEngineDoesWhatTheInterpreterOfTheRulesSays() {
    Property.forAll(
        Integer.getInteger(COUNT_PROPERTY, COUNT), RandomCases.legal(), RandomPipelinesTest::check);
  }

  @Test
  void theSameGoesForStateThatIsNotOnTheHeap() {
    int[] tried = new int[1];
    Property.forAll(
        Integer.getInteger(COUNT_PROPERTY, COUNT),
        RandomCases.legal(),
        given -> {
          if (given.keepsState()) {
            tried[0]++;
            Outcome expected =
                Interpreter.run(given.description(), given.script(), Ties.asTheyCame());
            Outcome stored = EngineRun.stored(given, 7);
            if (!stored.equals(expected) && !isOfAnotherOrder(given, stored)) {
              fail(given, "with state in RocksDB", expected, stored);
            }
          }
        });
    if (Long.getLong(Property.SEED_PROPERTY) == null) {
      assertThat(tried[0]).as("pipelines that keep state").isGreaterThan(COUNT / 4);
    }
  }

  private static void check(Case given) {
    Outcome expected = Interpreter.run(given.description(), given.script(), Ties.asTheyCame());
    Outcome actual = EngineRun.inOrder(given);
    if (!actual.equals(expected) && !isOfAnotherOrder(given, actual)) {
      fail(given, "in order", expected, actual);
    }
    Outcome restarted = EngineRun.restarting(given, 7);
    if (!restarted.equals(expected) && !isOfAnotherOrder(given, restarted)) {
      fail(given, "with tasks that are restarted", expected, restarted);
    }
    if (given.hasOnlyBundlesOfOne()) {
      Outcome shuffled = EngineRun.strictly(given, 7);
      if (!shuffled.equals(expected) && !isOfAnotherOrder(given, shuffled)) {
        fail(given, "with strict checks", expected, shuffled);
      }
    }
  }

  private static void fail(Case given, String how, Outcome expected, Outcome actual) {
    throw new AssertionError(
        "The engine and the interpreter of the rules differ on"
            + given
            + "\n  the rules say"
            + expected
            + "\n  the engine did, "
            + how
            + ":"
            + actual);
  }

  private static boolean isOfAnotherOrder(Case given, Outcome actual) {
    for (int seed = 0; seed < ORDERS; seed++) {
      if (actual.equals(
          Interpreter.run(given.description(), given.script(), Ties.shuffled(seed)))) {
        return true;
      }
    }
    return false;
  }
}
