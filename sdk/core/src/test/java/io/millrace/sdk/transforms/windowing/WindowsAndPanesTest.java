package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import io.millrace.sdk.transforms.windowing.PaneInfo.Timing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows, panes and timestamp combiners as values. */
class WindowsAndPanesTest {

  private static <T> byte[] encode(Coder<T> coder, T value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(value, out);
    return out.toByteArray();
  }

  private static <T> T roundTrip(Coder<T> coder, T value) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(encode(coder, value));
    T result = coder.decode(in);
    assertThat(in.available()).as("left over").isZero();
    return result;
  }

  @Test
  void eventTimeHasBeamsLimits() {
    assertThat(BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli()).isEqualTo(-9223372036854775L);
    assertThat(BoundedWindow.TIMESTAMP_MAX_VALUE.toEpochMilli()).isEqualTo(9223372036854775L);
    assertThat(GlobalWindow.INSTANCE.maxTimestamp())
        .isEqualTo(BoundedWindow.TIMESTAMP_MAX_VALUE.minus(Duration.ofDays(1)));
    BoundedWindow.validateTimestampBounds(BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThatThrownBy(
            () ->
                BoundedWindow.validateTimestampBounds(
                    BoundedWindow.TIMESTAMP_MAX_VALUE.plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(BoundedWindow.formatTimestamp(BoundedWindow.TIMESTAMP_MIN_VALUE))
        .contains("TIMESTAMP_MIN_VALUE");
  }

  @Test
  void intervalsThatTouchAreDisjoint_ruleM1() {
    IntervalWindow first = IntervalWindow.ofMillis(0, 10);
    assertThat(first.intersects(IntervalWindow.ofMillis(10, 20))).isFalse();
    assertThat(first.intersects(IntervalWindow.ofMillis(9, 20))).isTrue();
    assertThat(first.span(IntervalWindow.ofMillis(15, 20)))
        .isEqualTo(IntervalWindow.ofMillis(0, 20));
    assertThat(first.contains(IntervalWindow.ofMillis(0, 10))).isTrue();
    assertThat(first.contains(IntervalWindow.ofMillis(0, 11))).isFalse();
    assertThat(first).hasToString("[1970-01-01T00:00:00Z..1970-01-01T00:00:00.010Z)");
    assertThatThrownBy(() -> IntervalWindow.ofMillis(1, 0))
        .hasMessageContaining("before it starts");
  }

  @Test
  void windowsSurviveTheirCoders() throws IOException {
    for (IntervalWindow window :
        List.of(
            IntervalWindow.ofMillis(0, 0),
            IntervalWindow.ofMillis(-10, 0),
            IntervalWindow.ofMillis(EventTime.MIN, EventTime.LAST_END),
            IntervalWindow.ofMillis(1234567890123L, 1234567950123L))) {
      assertThat(roundTrip(IntervalWindow.getCoder(), window)).isEqualTo(window);
    }
    assertThat(roundTrip(GlobalWindow.Coder.INSTANCE, GlobalWindow.INSTANCE))
        .isSameAs(GlobalWindow.INSTANCE);
  }

  @Test
  void encodedWindowsAreOrderedByTheirEnd() throws IOException {
    Coder<IntervalWindow> coder = IntervalWindow.getCoder();
    byte[] before = encode(coder, IntervalWindow.ofMillis(-20, -10));
    byte[] after = encode(coder, IntervalWindow.ofMillis(0, 10));
    assertThat(Arrays.compareUnsigned(before, after)).isNegative();
  }

  @Test
  void panesSurviveTheirCoder() throws IOException {
    long[] numbers = {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE};
    for (Timing timing : Timing.values()) {
      for (long index : numbers) {
        for (long onTime : new long[] {-1, 0, index, Math.max(0, index - 1)}) {
          for (boolean last : new boolean[] {true, false}) {
            PaneInfo pane = PaneInfo.createPane(index == 0, last, timing, index, onTime);
            assertThat(roundTrip(PaneInfoCoder.of(), pane)).isEqualTo(pane);
          }
        }
      }
    }
  }

  @Test
  void usualPanesTakeOneByte() throws IOException {
    assertThat(encode(PaneInfoCoder.of(), PaneInfo.NO_FIRING)).hasSize(1);
    assertThat(encode(PaneInfoCoder.of(), PaneInfo.ON_TIME_AND_ONLY_FIRING)).hasSize(1);
    assertThat(roundTrip(PaneInfoCoder.of(), PaneInfo.NO_FIRING)).isSameAs(PaneInfo.NO_FIRING);
    assertThatThrownBy(() -> PaneInfoCoder.of().decode(new ByteArrayInputStream(new byte[] {0x7f})))
        .hasMessageContaining("127");
  }

  @Test
  void aFirstEarlyPaneHasNoOnTimeIndex_ruleP5() {
    PaneInfo early = PaneInfo.createPane(true, false, Timing.EARLY);
    assertThat(early.getIndex()).isZero();
    assertThat(early.getNonSpeculativeIndex()).isEqualTo(-1);
    assertThatThrownBy(() -> PaneInfo.createPane(false, true, Timing.LATE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timestampCombinersCombine() {
    Instant one = Instant.ofEpochMilli(1);
    Instant two = Instant.ofEpochMilli(2);
    IntervalWindow window = IntervalWindow.ofMillis(0, 10);
    assertThat(TimestampCombiner.EARLIEST.combine(two, one)).isEqualTo(one);
    assertThat(TimestampCombiner.LATEST.combine(two, one)).isEqualTo(two);
    assertThat(TimestampCombiner.END_OF_WINDOW.assign(window, one))
        .isEqualTo(Instant.ofEpochMilli(9));
    assertThat(TimestampCombiner.EARLIEST.assign(window, one)).isEqualTo(one);
    assertThat(TimestampCombiner.END_OF_WINDOW.merge(window, one, two))
        .isEqualTo(Instant.ofEpochMilli(9));
    assertThatThrownBy(() -> TimestampCombiner.LATEST.combine(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void processingTimesAreDelayedAndAligned() {
    TimestampTransform minutes = TimestampTransform.alignTo(Duration.ofMillis(100));
    assertThat(minutes.applyMillis(200)).isEqualTo(200);
    assertThat(minutes.applyMillis(201)).isEqualTo(300);
    assertThat(minutes.applyMillis(-1)).isZero();
    assertThat(
            TimestampTransform.alignTo(Duration.ofMillis(100), Instant.ofEpochMilli(30))
                .applyMillis(131))
        .isEqualTo(230);
    assertThat(TimestampTransform.delay(Duration.ofMillis(5)).applyMillis(1)).isEqualTo(6);
  }
}
