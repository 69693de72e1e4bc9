package io.millrace.sdk.io.jdbc.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.jdbc.JdbcIO.DefaultRetryStrategy;
import io.millrace.sdk.io.jdbc.JdbcIO.RetryConfiguration;
import io.millrace.sdk.io.jdbc.TestSurroundings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {

  private final TestSurroundings surroundings = new TestSurroundings();
  private final List<String> attempts = new ArrayList<>();

  private Retries retries(int maxAttempts, Duration longest) {
    return new Retries(
        new DefaultRetryStrategy(),
        RetryConfiguration.create(maxAttempts, longest, Duration.ofMillis(100)),
        surroundings);
  }

  private Retries.Attempt failingWith(String state, int times) {
    return () -> {
      attempts.add(state);
      if (attempts.size() <= times) {
        throw new SQLException("attempt " + attempts.size(), state);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "08006", "57P01"})
  void whatPassesIsTriedAgainAfterPausesThatDouble(String state) throws Exception {
    retries(5, Duration.ofHours(1)).run("write", failingWith(state, 3));

    assertThat(attempts).hasSize(4);
    assertThat(surroundings.pauses).containsExactly(100L, 200L, 400L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42P01", "28P01"})
  void whatDoesNotPassIsNotTriedAgain(String state) {
    assertThatThrownBy(() -> retries(5, Duration.ofHours(1)).run("write", failingWith(state, 1)))
        .hasMessage("attempt 1");
    assertThat(surroundings.pauses).isEmpty();
  }

  @Test
  void theLastFailureIsTold() {
    assertThatThrownBy(() -> retries(3, Duration.ofHours(1)).run("write", failingWith("40001", 9)))
        .hasMessage("attempt 3");
    assertThat(surroundings.pauses).containsExactly(100L, 200L);
  }

  @Test
  void pausesAreNotLongerThanAllowedTogether() {
    assertThatThrownBy(
            () -> retries(9, Duration.ofMillis(650)).run("write", failingWith("40001", 9)))
        .hasMessage("attempt 3");
    assertThat(surroundings.pauses).containsExactly(100L, 200L);
  }

  @Test
  void aFailureBehindAnotherOneCounts() throws Exception {
    SQLException deadlock = new SQLException("deadlock", "40P01");
    SQLException batch = new SQLException("batch");
    batch.setNextException(deadlock);
    assertThat(SqlFailures.passes(batch)).isTrue();
    assertThat(SqlFailures.passes(new SQLException("pool", deadlock))).isTrue();
    SQLException circle = new SQLException("circle");
    circle.initCause(new IllegalStateException(circle));
    assertThat(SqlFailures.passes(circle)).isFalse();
  }
}
