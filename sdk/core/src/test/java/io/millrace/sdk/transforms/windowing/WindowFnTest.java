package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Into which windows timestamps fall. */
class WindowFnTest {

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(at(start), at(end));
  }

  @Test
  void fixedWindowsAreHalfOpen_ruleW1() {
    FixedWindows windows = FixedWindows.of(Duration.ofMillis(10));
    assertThat(windows.assignWindow(at(0))).isEqualTo(window(0, 10));
    assertThat(windows.assignWindow(at(9))).isEqualTo(window(0, 10));
    assertThat(windows.assignWindow(at(10))).isEqualTo(window(10, 20));
    assertThat(windows.assignWindow(at(9)).maxTimestamp()).isEqualTo(at(9));
  }

  @Test
  void timestampsBeforeTheEpochAreFloored_ruleW1() {
    FixedWindows windows = FixedWindows.of(Duration.ofMillis(10));
    assertThat(windows.assignWindow(at(-1))).isEqualTo(window(-10, 0));
    assertThat(windows.assignWindow(at(-10))).isEqualTo(window(-10, 0));
    assertThat(windows.assignWindow(at(-11))).isEqualTo(window(-20, -10));
  }

  @Test
  void anOffsetMovesTheGrid() {
    FixedWindows windows = FixedWindows.of(Duration.ofMillis(10)).withOffset(Duration.ofMillis(3));
    assertThat(windows.assignWindow(at(2))).isEqualTo(window(-7, 3));
    assertThat(windows.assignWindow(at(3))).isEqualTo(window(3, 13));
  }

  @Test
  void everyTimestampLiesInItsFixedWindow() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      long size = 1 + random.nextInt(100_000);
      long offset = random.nextInt((int) size);
      long timestamp = random.nextLong() / (1L << random.nextInt(30)) / 1000;
      FixedWindows windows =
          FixedWindows.of(Duration.ofMillis(size)).withOffset(Duration.ofMillis(offset));
      IntervalWindow window = windows.assignWindow(at(timestamp));
      long inside = Math.min(timestamp, GlobalWindow.INSTANCE.maxTimestampMillis());
      assertThat(window.startMillis()).as("seed %s round %s", seed, i).isLessThanOrEqualTo(inside);
      assertThat(window.maxTimestampMillis()).isGreaterThanOrEqualTo(inside);
      if (window.endMillis() - window.startMillis() == size) {
        assertThat(Math.floorMod(window.startMillis() - offset, size)).isZero();
      }
    }
  }

  @Test
  void windowsAtTheLimitsOfEventTimeAreCutOff() {
    FixedWindows windows = FixedWindows.of(Duration.ofDays(3));
    IntervalWindow last = windows.assignWindow(BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThat(last.maxTimestamp()).isEqualTo(GlobalWindow.INSTANCE.maxTimestamp());
    assertThat(windows.assignWindow(GlobalWindow.INSTANCE.maxTimestamp())).isEqualTo(last);

    IntervalWindow first = windows.assignWindow(BoundedWindow.TIMESTAMP_MIN_VALUE);
    assertThat(first.start()).isEqualTo(BoundedWindow.TIMESTAMP_MIN_VALUE);

    for (IntervalWindow sliding :
        SlidingWindows.of(Duration.ofDays(3))
            .every(Duration.ofDays(1))
            .assignWindows(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      assertThat(sliding.maxTimestamp()).isBeforeOrEqualTo(GlobalWindow.INSTANCE.maxTimestamp());
    }
  }

  @Test
  void aTimestampIsInSizeByPeriodSlidingWindows() {
    SlidingWindows windows = SlidingWindows.of(Duration.ofMillis(10)).every(Duration.ofMillis(5));
    assertThat(windows.assignWindows(at(6))).containsExactly(window(5, 15), window(0, 10));
    assertThat(windows.assignWindows(at(-1))).containsExactly(window(-5, 5), window(-10, 0));
    assertThat(windows.assignsToOneWindow()).isFalse();
  }

  @Test
  void slidingWindowsMayHaveGaps() {
    SlidingWindows windows = SlidingWindows.of(Duration.ofMillis(3)).every(Duration.ofMillis(10));
    assertThat(windows.assignWindows(at(12))).containsExactly(window(10, 13));
    assertThat(windows.assignWindows(at(13))).isEmpty();
  }

  @Test
  void slidingWindowsHoldTheirTimestampAndMissNone() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      long size = 1 + random.nextInt(60);
      long period = 1 + random.nextInt(60);
      long offset = random.nextInt((int) period);
      long timestamp = random.nextInt(2000) - 1000;
      Collection<IntervalWindow> assigned =
          SlidingWindows.of(Duration.ofMillis(size))
              .every(Duration.ofMillis(period))
              .withOffset(Duration.ofMillis(offset))
              .assignWindows(at(timestamp));
      java.util.List<IntervalWindow> expected = new java.util.ArrayList<>();
      for (long start = timestamp; start > timestamp - size; start--) {
        if (Math.floorMod(start - offset, period) == 0) {
          expected.add(window(start, start + size));
        }
      }
      assertThat(assigned).as("seed %s round %s", seed, i).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void theDefaultPeriodIsTheUnitBelowTheSize() {
    assertThat(SlidingWindows.of(Duration.ofHours(2)).getPeriod()).isEqualTo(Duration.ofHours(1));
    assertThat(SlidingWindows.of(Duration.ofHours(1)).getPeriod()).isEqualTo(Duration.ofMinutes(1));
    assertThat(SlidingWindows.of(Duration.ofSeconds(9)).getPeriod())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(SlidingWindows.of(Duration.ofSeconds(1)).getPeriod())
        .isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void aSideInputsWindowHoldsTheLastInstantOfTheMainWindow_ruleS1() {
    assertThat(
            FixedWindows.of(Duration.ofMillis(10))
                .getDefaultWindowMappingFn()
                .getSideInputWindow(window(8, 16)))
        .isEqualTo(window(10, 20));
    assertThat(new GlobalWindows().getDefaultWindowMappingFn().getSideInputWindow(window(0, 1)))
        .isEqualTo(GlobalWindow.INSTANCE);
  }

  @Test
  void ofSlidingSideInputWindowsTheEarliestIsTaken_ruleS1() {
    WindowMappingFn<IntervalWindow> mapping =
        SlidingWindows.of(Duration.ofMillis(10))
            .every(Duration.ofMillis(5))
            .getDefaultWindowMappingFn();
    assertThat(mapping.getSideInputWindow(window(0, 13))).isEqualTo(window(5, 15));
    assertThat(mapping.getSideInputWindow(window(0, 15))).isEqualTo(window(5, 15));
    assertThat(mapping.getSideInputWindow(window(0, 16))).isEqualTo(window(10, 20));
  }

  @Test
  void theGlobalWindowMapsToNoSmallerWindow_ruleS1() {
    assertThatThrownBy(
            () ->
                FixedWindows.of(Duration.ofMillis(10))
                    .getDefaultWindowMappingFn()
                    .getSideInputWindow(GlobalWindow.INSTANCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GlobalWindows");
  }

  @Test
  void sizesPeriodsAndOffsetsAreChecked() {
    assertThatThrownBy(() -> FixedWindows.of(Duration.ZERO)).hasMessageContaining("positive");
    assertThatThrownBy(() -> FixedWindows.of(Duration.ofNanos(1_500_000)))
        .hasMessageContaining("whole number of milliseconds");
    assertThatThrownBy(() -> FixedWindows.of(Duration.ofMillis(5)).withOffset(Duration.ofMillis(5)))
        .hasMessageContaining("less than PT0.005S");
    assertThatThrownBy(() -> SlidingWindows.of(Duration.ofMillis(5)).every(Duration.ofMillis(-1)))
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> FixedWindows.of(Duration.ofDays(Integer.MAX_VALUE)))
        .hasMessageContaining("longer than event time");
  }

  @Test
  void onlyEqualWindowFunctionsAreCompatible_ruleF2() throws Exception {
    FixedWindows tens = FixedWindows.of(Duration.ofMillis(10));
    tens.verifyCompatibility(FixedWindows.of(Duration.ofMillis(10)));
    assertThatThrownBy(() -> tens.verifyCompatibility(FixedWindows.of(Duration.ofMillis(20))))
        .isInstanceOf(IncompatibleWindowException.class)
        .hasMessageContaining("PT0.02S")
        .hasMessageContaining("same windows");
    assertThat(new GlobalWindows().isCompatible(tens)).isFalse();
  }
}
