package io.millrace.sdk.transforms.splittabledofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.range.OffsetRange;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims and splits of ranges, and how far event time has come. */
class OffsetRangeTrackerTest {

  @Test
  void offsetsOfTheRangeCanBeClaimedInOrder() {
    OffsetRangeTracker tracker = new OffsetRange(10, 20).newTracker();

    assertThat(tracker.tryClaim(10L)).isTrue();
    assertThat(tracker.tryClaim(15L)).isTrue();
    assertThat(tracker.getProgress()).isEqualTo(RestrictionTracker.Progress.from(6, 4));
    assertThat(tracker.tryClaim(20L)).isFalse();
    tracker.checkDone();
    assertThatThrownBy(() -> tracker.tryClaim(20L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20 is to be claimed after 20");
    assertThatThrownBy(() -> new OffsetRange(10, 20).newTracker().tryClaim(9L))
        .hasMessageContaining("9 is before the start of the range [10, 20)");
  }

  /** Rule D1. */
  @Test
  void aFunctionThatReturnsTooEarlyLosesWork() {
    OffsetRangeTracker tracker = new OffsetRange(10, 20).newTracker();
    assertThatThrownBy(tracker::checkDone)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without trying to claim anything of the range [10, 20)");
    tracker.tryClaim(12L);
    assertThatThrownBy(tracker::checkDone).hasMessageContaining("[13, 20) would be lost");
    new OffsetRange(5, 5).newTracker().checkDone();
  }

  /** Rule D2. */
  @Test
  void aSplitAtZeroLeavesWhatWasNotClaimed() {
    OffsetRangeTracker tracker = new OffsetRange(10, 20).newTracker();
    tracker.tryClaim(12L);

    SplitResult<OffsetRange> split = tracker.trySplit(0);

    assertThat(split).isNotNull();
    assertThat(split.getPrimary()).isEqualTo(new OffsetRange(10, 13));
    assertThat(split.getResidual()).isEqualTo(new OffsetRange(13, 20));
    assertThat(tracker.tryClaim(13L)).isFalse();
    tracker.checkDone();
    assertThat(tracker.trySplit(0)).isNull();
  }

  /** Rule D2: no overlap and no gap, wherever claims and splits happen. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void eachOffsetIsClaimedExactlyOnceHoweverOftenTheWorkIsSplit(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      long from = random.nextLong(-50, 50);
      OffsetRange all = new OffsetRange(from, from + random.nextInt(60));
      List<OffsetRange> open = new ArrayList<>(List.of(all));
      List<Long> claimed = new ArrayList<>();
      while (!open.isEmpty()) {
        OffsetRange range = open.remove(random.nextInt(open.size()));
        OffsetRangeTracker tracker = range.newTracker();
        for (long offset = range.getFrom(); ; offset++) {
          if (random.nextInt(4) == 0) {
            SplitResult<OffsetRange> split = tracker.trySplit(random.nextDouble());
            if (split != null) {
              assertThat(split.getPrimary().getTo()).isEqualTo(split.getResidual().getFrom());
              open.add(split.getResidual());
            }
          }
          if (!tracker.tryClaim(offset)) {
            break;
          }
          claimed.add(offset);
        }
        tracker.checkDone();
      }
      claimed.sort(null);
      List<Long> expected = new ArrayList<>();
      for (long offset = all.getFrom(); offset < all.getTo(); offset++) {
        expected.add(offset);
      }
      assertThat(claimed).as("seed " + seed).isEqualTo(expected);
    }
  }

  @Test
  void rangesWiderThanALongAreSplitInTheMiddle() {
    OffsetRangeTracker tracker = new OffsetRange(Long.MIN_VALUE, Long.MAX_VALUE).newTracker();

    SplitResult<OffsetRange> split = tracker.trySplit(0.5);

    assertThat(split).isNotNull();
    assertThat(split.getPrimary().getTo()).isBetween(-1L, 1L);
  }

  @Test
  void aRangeThatGrowsIsUnboundedUntilItIsSplit() {
    long[] end = {5};
    GrowableOffsetRangeTracker tracker = new GrowableOffsetRangeTracker(0, () -> end[0]);
    assertThat(tracker.isBounded()).isEqualTo(RestrictionTracker.IsBounded.UNBOUNDED);
    tracker.tryClaim(0L);
    end[0] = 11;
    assertThat(tracker.getProgress()).isEqualTo(RestrictionTracker.Progress.from(1, 10));

    SplitResult<OffsetRange> split = tracker.trySplit(0.5);

    assertThat(split).isNotNull();
    assertThat(split.getPrimary()).isEqualTo(new OffsetRange(0, 6));
    assertThat(split.getResidual()).isEqualTo(new OffsetRange(6, Long.MAX_VALUE));
    assertThat(tracker.isBounded()).isEqualTo(RestrictionTracker.IsBounded.BOUNDED);
  }

  @Test
  void aCheckpointOfARangeThatGrowsLeavesEverythingToCome() {
    GrowableOffsetRangeTracker tracker = new GrowableOffsetRangeTracker(0, () -> 1);
    tracker.tryClaim(0L);

    SplitResult<OffsetRange> split = tracker.trySplit(0);

    assertThat(split).isNotNull();
    assertThat(split.getResidual()).isEqualTo(new OffsetRange(1, Long.MAX_VALUE));
    tracker.checkDone();
  }

  /** Rule D3: watermarks never go back. */
  @Test
  void estimatorsNeverGoBack() {
    Instant one = Instant.ofEpochSecond(1);
    Instant two = Instant.ofEpochSecond(2);
    var manual = new WatermarkEstimators.Manual(one);
    manual.setWatermark(two);
    manual.setWatermark(one);
    assertThat(manual.currentWatermark()).isEqualTo(two);
    assertThat(new WatermarkEstimators.Manual(manual.getState()).currentWatermark()).isEqualTo(two);
    assertThatThrownBy(() -> manual.setWatermark(Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);

    var observing = new WatermarkEstimators.MonotonicallyIncreasing(one);
    observing.observeTimestamp(two);
    observing.observeTimestamp(one);
    assertThat(observing.currentWatermark()).isEqualTo(two);

    var wall = new WatermarkEstimators.WallTime(two, Clock.fixed(one, ZoneOffset.UTC));
    assertThat(wall.currentWatermark()).isEqualTo(two);
  }
}
