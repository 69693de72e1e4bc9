package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void anElementIsDueFromItsMomentOn() {
    for (long perSecond : new long[] {1, 3, 1000, 100_000, 7_000_000}) {
      Pace pace = new Pace(-5, perSecond);
      for (long i : new long[] {0, 1, 2, perSecond - 1, perSecond, 1_000_003, 86_400 * perSecond}) {
        // of moments that are no whole nanosecond the next one counts
        long due = pace.dueNanos(i);
        assertThat(pace.due(due - 1)).isLessThanOrEqualTo(i);
        assertThat(pace.due(due + 1)).isGreaterThan(i);
      }
    }
  }

  @Test
  void nothingIsDueBeforeTheStart() {
    assertThat(new Pace(1000, 10).due(999)).isZero();
    assertThat(new Pace(1000, 10).due(1000)).isEqualTo(1);
  }

  @Test
  void aSecondHasSoManyElements() {
    assertThat(new Pace(0, 100_000).due(3_000_000_000L - 1)).isEqualTo(300_000);
  }
}
