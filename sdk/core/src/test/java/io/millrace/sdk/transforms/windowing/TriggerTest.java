package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What triggers say about themselves; what they do is tested with the engine. */
class TriggerTest {

  private static final IntervalWindow WINDOW = IntervalWindow.ofMillis(0, 10);
  private static final Instant END = Instant.ofEpochMilli(9);
  private static final OnceTrigger COUNT = AfterPane.elementCountAtLeast(5);
  private static final OnceTrigger ONE = AfterPane.elementCountAtLeast(1);
  private static final OnceTrigger DELAY =
      AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.ofMinutes(1));
  private static final OnceTrigger SYNCHRONIZED = AfterSynchronizedProcessingTime.ofFirstElement();
  private static final OnceTrigger END_OF_WINDOW = AfterWatermark.pastEndOfWindow();

  @Test
  void continuationsLetResultsThrough_ruleR9() {
    assertThat(COUNT.getContinuationTrigger()).isEqualTo(ONE);
    assertThat(DELAY.getContinuationTrigger()).isEqualTo(SYNCHRONIZED);
    assertThat(SYNCHRONIZED.getContinuationTrigger()).isEqualTo(SYNCHRONIZED);
    assertThat(END_OF_WINDOW.getContinuationTrigger()).isEqualTo(END_OF_WINDOW);
    assertThat(DefaultTrigger.of().getContinuationTrigger()).isEqualTo(DefaultTrigger.of());
    assertThat(Never.ever().getContinuationTrigger()).isEqualTo(Never.ever());
    assertThat(Repeatedly.forever(COUNT).getContinuationTrigger())
        .isEqualTo(Repeatedly.forever(ONE));
    assertThat(AfterFirst.of(COUNT, DELAY).getContinuationTrigger())
        .isEqualTo(AfterFirst.of(ONE, SYNCHRONIZED));
    assertThat(AfterAll.of(COUNT, DELAY).getContinuationTrigger())
        .isEqualTo(AfterAll.of(ONE, SYNCHRONIZED));
    assertThat(AfterEach.inOrder(COUNT, DELAY).getContinuationTrigger())
        .isEqualTo(Repeatedly.forever(AfterFirst.of(ONE, SYNCHRONIZED)));
    assertThat(Repeatedly.forever(COUNT).orFinally(END_OF_WINDOW).getContinuationTrigger())
        .isEqualTo(Repeatedly.forever(Repeatedly.forever(ONE).orFinally(END_OF_WINDOW)));
    assertThat(
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(COUNT)
                .withLateFirings(DELAY)
                .getContinuationTrigger())
        .isEqualTo(
            AfterWatermark.pastEndOfWindow().withEarlyFirings(ONE).withLateFirings(SYNCHRONIZED));
  }

  @Test
  void triggersThatEndAreKnown_ruleR2() {
    assertThat(DefaultTrigger.of().mayFinish()).isFalse();
    assertThat(Repeatedly.forever(COUNT).mayFinish()).isFalse();
    assertThat(END_OF_WINDOW.mayFinish()).isTrue();
    assertThat(COUNT.mayFinish()).isTrue();
    assertThat(Repeatedly.forever(COUNT).orFinally(END_OF_WINDOW).mayFinish()).isTrue();
    assertThat(AfterWatermark.pastEndOfWindow().withEarlyFirings(COUNT).mayFinish()).isTrue();
    assertThat(AfterWatermark.pastEndOfWindow().withLateFirings(COUNT).mayFinish()).isFalse();
    assertThat(AfterEach.inOrder(COUNT, Repeatedly.forever(COUNT)).mayFinish()).isFalse();
    assertThat(AfterEach.inOrder(COUNT, DELAY).mayFinish()).isTrue();
  }

  @Test
  void onlyTheWatermarkGuaranteesFirings() {
    assertThat(DefaultTrigger.of().getWatermarkThatGuaranteesFiring(WINDOW)).isEqualTo(END);
    assertThat(END_OF_WINDOW.getWatermarkThatGuaranteesFiring(WINDOW)).isEqualTo(END);
    assertThat(COUNT.getWatermarkThatGuaranteesFiring(WINDOW))
        .isEqualTo(BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThat(AfterFirst.of(COUNT, END_OF_WINDOW).getWatermarkThatGuaranteesFiring(WINDOW))
        .isEqualTo(END);
    assertThat(AfterAll.of(COUNT, END_OF_WINDOW).getWatermarkThatGuaranteesFiring(WINDOW))
        .isEqualTo(BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThat(AfterEach.inOrder(END_OF_WINDOW, COUNT).getWatermarkThatGuaranteesFiring(WINDOW))
        .isEqualTo(END);
    assertThat(
            Repeatedly.forever(COUNT)
                .orFinally(END_OF_WINDOW)
                .getWatermarkThatGuaranteesFiring(WINDOW))
        .isEqualTo(END);
  }

  @Test
  void equalTriggersAreCompatible_ruleF2() {
    List<Trigger> different =
        List.of(
            DefaultTrigger.of(),
            Never.ever(),
            COUNT,
            ONE,
            DELAY,
            SYNCHRONIZED,
            END_OF_WINDOW,
            Repeatedly.forever(COUNT),
            Repeatedly.forever(ONE),
            AfterFirst.of(COUNT, ONE),
            AfterAll.of(COUNT, ONE),
            AfterEach.inOrder(COUNT, ONE),
            AfterProcessingTime.pastFirstElementInPane().alignedTo(Duration.ofMinutes(1)),
            Repeatedly.forever(COUNT).orFinally(END_OF_WINDOW),
            AfterWatermark.pastEndOfWindow().withEarlyFirings(COUNT),
            AfterWatermark.pastEndOfWindow().withLateFirings(COUNT));
    for (int i = 0; i < different.size(); i++) {
      for (int j = 0; j < different.size(); j++) {
        assertThat(different.get(i).isCompatible(different.get(j)))
            .as("%s and %s", different.get(i), different.get(j))
            .isEqualTo(i == j);
      }
    }
    assertThat(AfterPane.elementCountAtLeast(5).isCompatible(COUNT)).isTrue();
  }

  @Test
  void triggersPrintAsTheyAreWritten() {
    assertThat(Repeatedly.forever(DELAY).orFinally(AfterFirst.of(COUNT, END_OF_WINDOW)))
        .hasToString(
            "Repeatedly.forever(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(PT1M))"
                + ".orFinally(AfterFirst.of(AfterPane.elementCountAtLeast(5),"
                + " AfterWatermark.pastEndOfWindow()))");
    assertThat(AfterWatermark.pastEndOfWindow().withLateFirings(ONE))
        .hasToString(
            "AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1))");
  }

  @Test
  void argumentsAreChecked() {
    assertThatThrownBy(() -> AfterPane.elementCountAtLeast(0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> AfterFirst.of(COUNT)).hasMessageContaining("at least two");
    assertThatThrownBy(() -> AfterEach.inOrder()).hasMessageContaining("at least one");
    assertThatThrownBy(
            () -> AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.ofMillis(-1)))
        .hasMessageContaining("negative");
  }

  @Test
  void ruleR2SomeTriggersThatFinishDoSoAtTheEndOfTheWindowOnly() {
    OnceTrigger atEnd = AfterWatermark.pastEndOfWindow();
    assertThat(atEnd.mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(
            AfterWatermark.pastEndOfWindow().withEarlyFirings(COUNT).mayFinishBeforeEndOfWindow())
        .isFalse();
    assertThat(COUNT.mayFinishBeforeEndOfWindow()).isTrue();
    assertThat(DELAY.mayFinishBeforeEndOfWindow()).isTrue();
    assertThat(Never.ever().mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(DefaultTrigger.of().mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(Repeatedly.forever(COUNT).mayFinishBeforeEndOfWindow()).isFalse();
  }

  @Test
  void ruleR2ATriggerMadeOfOthersFinishesAsTheyDo() {
    OnceTrigger atEnd = AfterWatermark.pastEndOfWindow();
    assertThat(AfterAll.of(COUNT, atEnd).mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(AfterAll.of(COUNT, DELAY).mayFinishBeforeEndOfWindow()).isTrue();
    assertThat(AfterFirst.of(COUNT, atEnd).mayFinishBeforeEndOfWindow()).isTrue();
    assertThat(AfterFirst.of(Never.ever(), atEnd).mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(AfterEach.inOrder(COUNT, atEnd).mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(AfterEach.inOrder(COUNT, DELAY).mayFinishBeforeEndOfWindow()).isTrue();
    assertThat(Repeatedly.forever(COUNT).orFinally(atEnd).mayFinishBeforeEndOfWindow()).isFalse();
    assertThat(Repeatedly.forever(COUNT).orFinally(DELAY).mayFinishBeforeEndOfWindow()).isTrue();
    assertThat(COUNT.orFinally(atEnd).mayFinishBeforeEndOfWindow()).isTrue();
  }
}
