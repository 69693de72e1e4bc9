package io.millrace.runners.direct.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinningTest {

  private static final long SHORT = Spinning.SHORT_SLEEP_NANOS - 1;
  private static final long LONG = Spinning.SHORT_SLEEP_NANOS;

  private final Spinning spinning = new Spinning();

  @Test
  void whoSleepsLongSoonLooksOnlyOnce() {
    assertThat(spinning.looks()).isEqualTo(Spinning.MOST);

    sleep(6, LONG);
    assertThat(spinning.looks()).isEqualTo(1);
    sleep(1, LONG);
    assertThat(spinning.looks()).isEqualTo(1);
  }

  @Test
  void whoIsWokenUpAtOnceLooksLongerTheNextTime() {
    sleep(9, LONG);

    sleep(3, SHORT);
    assertThat(spinning.looks()).isEqualTo(8);
    sleep(9, SHORT);
    assertThat(spinning.looks()).isEqualTo(Spinning.MOST);
  }

  private void sleep(int times, long nanos) {
    for (int i = 0; i < times; i++) {
      spinning.slept(nanos);
    }
  }
}
