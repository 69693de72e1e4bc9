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
}
