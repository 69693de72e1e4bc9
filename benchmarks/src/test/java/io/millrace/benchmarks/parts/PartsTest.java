package io.millrace.benchmarks.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured does what it says. */
class PartsTest {

  @Test
  void theInvokerDoesWhatTheDirectCallDoes() {
    long once = new DoFnCall().direct();
    assertThat(once).isEqualTo(512 * 1_000_000L + 512 * 512);
    DoFnCall both = new DoFnCall();
    both.direct();
    assertThat(both.invoker()).isEqualTo(2 * once);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDecodedIsWhatWasEncoded(Coding.Kind kind) throws Exception {
    Coding.Coded<?> coded = Coding.coded(kind);
    assertThat(coded.encode()).isGreaterThan(Coding.ELEMENTS);
    assertThat(coded.elements()).hasSize(Coding.ELEMENTS);
    assertThat(List.copyOf(coded.decoded()).equals(coded.elements())).isTrue();
  }

  @Test
  void theExchangeAndTheArraysGiveTheSamePairs() {
    HashExchange stage = new HashExchange();
    stage.fill();
    HashExchange arrays = new HashExchange();
    arrays.fill();
    for (int i = 0; i < 5; i++) {
      stage.stage();
      arrays.arrays();
    }
    stage.flush();
    arrays.flush();
    assertThat(stage.received()).isEqualTo(5L * HashExchange.ELEMENTS);
    assertThat(arrays.received()).isEqualTo(stage.received());
    assertThat(arrays.sum()).isEqualTo(stage.sum()).isNotZero();
    stage.close();
  }

  @Test
  void stateCountsAsTheTableDoes() {
    KeyedState state = new KeyedState();
    state.fill();
    KeyedState table = new KeyedState();
    table.fill();
    long sum = 0;
    for (int i = 0; i < 3; i++) {
      state.stage();
      sum += table.arrays();
    }
    state.measured().advanceWatermark(1);
    long filled = state.keys;
    assertThat(state.measured().counted(Received.PAIRS)).isEqualTo(filled + 3L * 1024);
    assertThat(state.measured().counted(Received.SUM)).isEqualTo(filled + sum);
    state.close();
    table.close();
  }

  @Test
  void eachSecondGivesAPaneOfEachKeyWithTheElementsOfAMinute() {
    SlidingCount sliding = new SlidingCount();
    sliding.fill();
    long panes = sliding.measured().counted(Received.PAIRS);
    long sum = sliding.measured().counted(Received.SUM);
    sliding.elementAndPane();
    assertThat(sliding.measured().counted(Received.PAIRS) - panes).isEqualTo(SlidingCount.KEYS);
    assertThat(sliding.measured().counted(Received.SUM) - sum)
        .isEqualTo((long) SlidingCount.KEYS * SlidingCount.WINDOW_SECONDS);
    sliding.element();
    sliding.elementAndPane();
    assertThat(sliding.measured().counted(Received.SUM) - sum)
        .isEqualTo((long) SlidingCount.KEYS * (2 * SlidingCount.WINDOW_SECONDS + 1));
    sliding.close();
  }

  @ParameterizedTest
  @EnumSource
  void eachRoundGivesASessionOfEachKeyWithAllItsElements(SessionMerge.Order order) {
    SessionMerge sessions = new SessionMerge();
    sessions.order = order;
    sessions.prepare();
    for (int round = 1; round <= 3; round++) {
      sessions.element();
      assertThat(sessions.measured().counted(Received.PAIRS))
          .isEqualTo((long) round * SessionMerge.KEYS);
      assertThat(sessions.measured().counted(Received.SUM))
          .isEqualTo((long) round * SessionMerge.ELEMENTS);
    }
    sessions.close();
  }

  @ParameterizedTest
  @EnumSource
  void triggersFireAfterSoManyElements(Triggers.Kind kind) {
    Triggers triggers = new Triggers();
    triggers.kind = kind;
    triggers.prepare();
    long fired = 0;
    for (int i = 0; i < 3 * Triggers.FIRE_AT + 5; i++) {
      fired += triggers.element();
    }
    assertThat(fired).isEqualTo(kind == Triggers.Kind.DEFAULT ? 0 : 3L * Triggers.WINDOWS);
  }

  @Test
  void timersFireInTheOrderOfTheirTimesAndAreSetAgain() {
    Timers timers = new Timers();
    timers.fill();
    Timers numbers = new Timers();
    numbers.fill();
    long last = 0;
    for (int i = 0; i < 10; i++) {
      long now = timers.queue();
      assertThat(now).isGreaterThan(last).isEqualTo(numbers.numbers());
      last = now;
    }
    assertThat(timers.size()).isEqualTo(timers.timers);
  }
}
