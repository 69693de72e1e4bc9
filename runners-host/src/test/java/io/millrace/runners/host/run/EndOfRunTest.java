package io.millrace.runners.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EndOfRunTest {

  private final EndOfRun end = new EndOfRun();

  @Test
  void whoWaitsForSomeTimeIsToldThatTheEndHasNotCome() throws InterruptedException {
    assertThat(end.await(Duration.ofNanos(1))).isFalse();
    assertThat(end.hasCome()).isFalse();
  }

  /** Zero and less is for as long as it takes, and so is what nanoseconds cannot count. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE})
  void whoWaitsForAsLongAsItTakesIsWokenUpByTheEnd(long seconds) throws InterruptedException {
    Thread waiting =
        new Thread(
            () -> {
              try {
                end.await(Duration.ofSeconds(seconds));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    assertThat(waiting.isAlive()).isTrue();
    end.come();
    waiting.join();
    assertThat(end.hasCome()).isTrue();
    assertThat(end.await(Duration.ofSeconds(seconds))).isTrue();
  }

  @Test
  void theEndStaysWhereItIs() throws InterruptedException {
    end.come();
    end.come();
    assertThat(end.awaitCancelled()).isTrue();
    assertThat(end.await(Duration.ofNanos(1))).isTrue();
  }

  @Test
  void whoIsInterruptedDoesNotGoOnWaiting() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(end::awaitCancelled).isInstanceOf(InterruptedException.class);
  }
}
