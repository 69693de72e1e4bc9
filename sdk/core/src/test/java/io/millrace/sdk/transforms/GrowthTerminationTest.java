package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.Watch.Growth;
import io.millrace.sdk.transforms.Watch.Growth.TerminationCondition;
import io.millrace.sdk.util.CoderUtils;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When polling ends. Polls are a second apart; a plus is one with news. */
class GrowthTerminationTest {

  private static final int NEVER = -1;

  /** The number of the last poll, counted from 0. The state passes its coder after each poll. */
  private static <StateT extends @Nullable Object> int lastPoll(
      TerminationCondition<String, StateT> condition, String polls) throws Exception {
    StateT state = condition.forNewInput(Instant.EPOCH, "element");
    for (int i = 0; i < polls.length(); i++) {
      Instant now = Instant.ofEpochSecond(i);
      if (polls.charAt(i) == '+') {
        state = condition.onSeenNewOutput(now, state);
      }
      state = condition.onPollComplete(state);
      if (condition.canStopPolling(now, state)) {
        return i;
      }
      state = CoderUtils.clone(condition.getStateCoder(), state);
    }
    return NEVER;
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void neverIsNever() throws Exception {
    assertThat(lastPoll(Growth.never(), "+-+-----")).isEqualTo(NEVER);
  }

  @Test
  void pollsAreCounted() throws Exception {
    assertThat(lastPoll(Growth.afterIterations(1), "+++++")).isEqualTo(0);
    assertThat(lastPoll(Growth.afterIterations(3), "-----")).isEqualTo(2);
    assertThatThrownBy(() -> Growth.afterIterations(0)).hasMessageContaining("after 0 polls");
  }

  @Test
  void theTimeSinceTheElementCounts() throws Exception {
    assertThat(lastPoll(Growth.afterTotalOf(seconds(3)), "+++++")).isEqualTo(3);
    assertThat(lastPoll(Growth.afterTotalOf(Duration.ZERO), "+++++")).isEqualTo(0);
    assertThat(lastPoll(Growth.afterTotalOf(Duration.ofMillis(2001)), "-----")).isEqualTo(3);
  }

  @Test
  void theTimeMayDependOnTheElement() throws Exception {
    assertThat(
            lastPoll(
                Growth.afterTotalOf((String element) -> seconds(element.length())), "--------"))
        .isEqualTo("element".length());
    assertThat(
            lastPoll(
                Growth.afterTimeSinceNewOutput((String element) -> seconds(element.length())),
                "+--------"))
        .isEqualTo("element".length());
  }

  @Test
  void theTimeSinceNewsCountsOnceThereWereSome() throws Exception {
    assertThat(lastPoll(Growth.afterTimeSinceNewOutput(seconds(2)), "-----")).isEqualTo(NEVER);
    assertThat(lastPoll(Growth.afterTimeSinceNewOutput(seconds(2)), "---+-----")).isEqualTo(5);
    assertThat(lastPoll(Growth.afterTimeSinceNewOutput(seconds(2)), "+-+-+--")).isEqualTo(6);
  }

  @Test
  void theFirstOfTwoEndsItOrTheLast() throws Exception {
    TerminationCondition<String, Integer> polls = Growth.afterIterations(3);
    assertThat(lastPoll(Growth.eitherOf(polls, Growth.afterTotalOf(seconds(1))), "----"))
        .isEqualTo(1);
    assertThat(lastPoll(Growth.eitherOf(Growth.afterTotalOf(seconds(9)), polls), "----"))
        .isEqualTo(2);
    assertThat(lastPoll(Growth.allOf(polls, Growth.afterTotalOf(seconds(1))), "----")).isEqualTo(2);
    assertThat(lastPoll(Growth.allOf(Growth.afterTotalOf(seconds(3)), polls), "----")).isEqualTo(3);
    assertThat(lastPoll(Growth.allOf(polls, Growth.never()), "-----")).isEqualTo(NEVER);
  }

  @Test
  void bothAreToldOfNews() throws Exception {
    assertThat(
            lastPoll(
                Growth.allOf(
                    Growth.afterTimeSinceNewOutput(seconds(1)),
                    Growth.afterTimeSinceNewOutput(seconds(2))),
                "+---"))
        .isEqualTo(2);
  }

  @Test
  void timesThatNoClockReachesAreNever() throws Exception {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    assertThat(lastPoll(Growth.afterTotalOf(ages), "----")).isEqualTo(NEVER);
    assertThat(lastPoll(Growth.afterTimeSinceNewOutput(ages), "+---")).isEqualTo(NEVER);
  }

  @Test
  void negativeTimesAreRefused() {
    assertThatThrownBy(() -> Growth.afterTotalOf(seconds(-1))).hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> Growth.afterTimeSinceNewOutput(seconds(-1)))
        .hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> lastPoll(Growth.afterTotalOf((String element) -> seconds(-2)), "----"))
        .hasMessageContaining("PT-2S");
  }

  @Test
  void stateIsToldInWords() {
    TerminationCondition<String, ?> condition =
        Growth.eitherOf(Growth.afterIterations(3), Growth.never());
    assertThat(words(condition)).isEqualTo("either: 3, null");
  }

  private static <StateT extends @Nullable Object> String words(
      TerminationCondition<String, StateT> condition) {
    return condition.toString(condition.forNewInput(Instant.EPOCH, "element"));
  }
}
