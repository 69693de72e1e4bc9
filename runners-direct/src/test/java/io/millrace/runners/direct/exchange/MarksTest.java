package io.millrace.runners.direct.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.watermark.Watermarks;
import org.junit.jupiter.api.Test;

class MarksTest {

  private final Marks marks = new Marks(2);

  /** Rule X1. */
  @Test
  void aWatermarkCountsOnceTheBatchesBeforeItWerePolled() {
    marks.batchOffered();
    marks.watermark(0, 10);
    marks.watermark(1, 10);
    assertThat(marks.current()).isEqualTo(Watermarks.START);

    marks.batchPolled();
    assertThat(marks.current()).isEqualTo(10);
  }

  @Test
  void batchesBehindAWatermarkDoNotHoldItBack() {
    marks.watermark(0, 10);
    marks.watermark(1, 12);
    marks.batchOffered();

    assertThat(marks.current()).isEqualTo(10);
  }

  @Test
  void aProducerThatHasFinishedHoldsNothingBack() {
    marks.watermark(0, 10);
    marks.producerFinished(1);

    assertThat(marks.current()).isEqualTo(10);
    assertThat(marks.allFinished()).isFalse();
    marks.producerFinished(0);
    assertThat(marks.current()).isEqualTo(Watermarks.END);
    assertThat(marks.allFinished()).isTrue();
  }

  @Test
  void ruleW5AChannelOfWhichAllProducersAreIdleIsIdle() {
    marks.watermark(0, 10);
    marks.watermark(1, Watermarks.IDLE);
    assertThat(marks.current()).isEqualTo(10);

    marks.batchOffered();
    marks.watermark(0, Watermarks.IDLE);
    assertThat(marks.current()).as("behind a batch").isEqualTo(10);
    marks.batchPolled();
    assertThat(marks.current()).isEqualTo(Watermarks.IDLE);

    marks.watermark(1, 20);
    assertThat(marks.current()).isEqualTo(20);
  }

  @Test
  void whoeverTurnsIdleHasComeAsFarAsItSaidBefore() {
    marks.watermark(1, Watermarks.IDLE);
    marks.watermark(0, 10);
    marks.watermark(0, Watermarks.IDLE);

    assertThat(marks.current()).isEqualTo(Watermarks.IDLE);
    marks.producerFinished(1);
    marks.watermark(0, 5);
    assertThat(marks.current()).as("and not back to 5").isEqualTo(10);
  }
}
