package io.millrace.runners.core.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WatermarksTest {

  @Test
  void lawI1TheSmallestOfTheProducersCounts() {
    InputWatermark watermark = new InputWatermark(2);
    assertThat(watermark.get()).isEqualTo(Watermarks.START);

    watermark.update(0, 10);
    assertThat(watermark.get()).as("of the other nothing is known").isEqualTo(Watermarks.START);
    watermark.update(1, 5);
    assertThat(watermark.get()).isEqualTo(5);
    watermark.update(1, 20);
    assertThat(watermark.get()).isEqualTo(10);
    watermark.update(0, Watermarks.END);
    assertThat(watermark.get()).isEqualTo(20);
    watermark.update(1, Watermarks.END);
    assertThat(watermark.get()).isEqualTo(Watermarks.END);
  }

  @Test
  void ruleW5IdleProducersAreLeftOutAndMayComeBack() {
    InputWatermark watermark = new InputWatermark(2);
    watermark.update(0, 10);
    watermark.update(1, Watermarks.IDLE);
    assertThat(watermark.get()).isEqualTo(10);

    watermark.update(1, 3);
    assertThat(watermark.get()).as("never back").isEqualTo(10);
    watermark.update(0, 30);
    assertThat(watermark.get()).as("held by the one that came back").isEqualTo(10);
    watermark.update(1, 25);
    assertThat(watermark.get()).isEqualTo(25);
  }

  @Test
  void ruleW5IdleIsNotFinished() {
    InputWatermark watermark = new InputWatermark(2);
    watermark.update(0, 10);
    watermark.update(1, 12);

    watermark.update(0, Watermarks.IDLE);
    assertThat(watermark.get()).isEqualTo(12);
    watermark.update(1, Watermarks.IDLE);
    assertThat(watermark.get()).as("time stands still where all are idle").isEqualTo(12);
    watermark.update(1, Watermarks.END);
    assertThat(watermark.get()).as("the other may come back").isEqualTo(12);
    watermark.update(0, Watermarks.END);
    assertThat(watermark.get()).isEqualTo(Watermarks.END);
  }

  @Test
  void lawI2TheSmallestHoldCountsAsOftenAsItIsHeld() {
    Holds holds = new Holds();
    assertThat(holds.min()).isEqualTo(Holds.NONE);

    holds.add(20);
    holds.add(10);
    holds.add(10);
    holds.remove(10);
    assertThat(holds.min()).isEqualTo(10);
    holds.remove(10);
    assertThat(holds.min()).isEqualTo(20);
    holds.remove(20);
    assertThat(holds.isEmpty()).isTrue();
  }

  @Test
  void takingAwayAHoldThatIsNotThereIsABug() {
    Holds holds = new Holds();
    holds.add(1);

    assertThatThrownBy(() -> holds.remove(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2");
  }
}
