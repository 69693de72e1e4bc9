package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.stage.RestrictionAtWork.Rest;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.transforms.DoFn.ProcessContinuation;
import io.millrace.sdk.transforms.splittabledofn.OffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimator;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A function at work on a range, one claim and one output after the other. */
class RestrictionAtWorkTest {

  private static final Instant START = Instant.ofEpochMilli(100);

  private long now = 50;
  private final WatermarkEstimators.Manual estimator = new WatermarkEstimators.Manual(START);
  private final RestrictionAtWork work = new RestrictionAtWork(() -> now);

  private void begin(long end, int limit) {
    begin(new OffsetRangeTracker(new OffsetRange(0, end)), estimator, limit);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // positions are longs
  private void begin(OffsetRangeTracker tracker, WatermarkEstimator<?> estimator, int limit) {
    work.begin((RestrictionTracker) tracker, estimator, limit);
  }

  @SuppressWarnings("unchecked") // positions are longs
  private RestrictionTracker<?, Long> tracker() {
    return (RestrictionTracker<?, Long>) work.tracker();
  }

  private boolean claim(long position) {
    return tracker().tryClaim(position);
  }

  private Rest restOf() {
    return Objects.requireNonNull(work.end());
  }

  /** Rule D2: after the limit the rest is split off, and the next claim fails. */
  @Test
  void afterEnoughOutputsTheRestIsLeftForLater() {
    begin(10, 2);
    assertThat(claim(0)).isTrue();
    work.output(START);
    work.output(START);
    work.output(START); // a position may give as much as it has
    assertThat(claim(1)).isFalse();

    assertThat(restOf()).isEqualTo(new Rest(new OffsetRange(1, 10), START, 100, 0));
    assertThat(work.outputs()).isEqualTo(3);
  }

  /** Rule D2. */
  @Test
  void claimsCountAsOutputsDo() {
    begin(10, 2);
    assertThat(claim(3)).isTrue();
    assertThat(claim(5)).isTrue();
    assertThat(claim(7)).isFalse();

    assertThat(restOf().restriction()).isEqualTo(new OffsetRange(6, 10));
  }

  /** Rule D2. */
  @Test
  void aFunctionThatWorksForLongIsInterruptedAtItsNextClaim() {
    begin(10, 1000);
    assertThat(claim(0)).isTrue();
    now += RestrictionAtWork.LONGEST_MILLIS - 1;
    assertThat(claim(1)).isTrue();
    now++;
    assertThat(claim(2)).isFalse();

    assertThat(restOf().restriction()).isEqualTo(new OffsetRange(2, 10));
  }

  /** However late it is when the work begins: or else it might never get on. */
  @Test
  void aFirstClaimAlwaysSucceeds() {
    begin(10, 0);
    now += 1_000_000;
    assertThat(claim(0)).isTrue();
    assertThat(claim(1)).isFalse();
    assertThat(restOf().restriction()).isEqualTo(new OffsetRange(1, 10));
  }

  /** Rule D3: what the function does between the split and its return belongs to the primary. */
  @Test
  void stateAndWatermarkAreThoseOfTheMomentOfTheSplit() {
    begin(10, 1);
    assertThat(claim(0)).isTrue();
    estimator.setWatermark(Instant.ofEpochMilli(200));
    assertThat(claim(1)).isFalse();
    estimator.setWatermark(Instant.ofEpochMilli(300));

    assertThat(restOf())
        .isEqualTo(new Rest(new OffsetRange(1, 10), Instant.ofEpochMilli(200), 200, 0));
  }

  /** Rule D3: also if the function asks to be resumed. */
  @Test
  void aRestThatWasAskedForHasItsDelayAndTheLatestState() {
    begin(10, 1000);
    assertThat(claim(0)).isTrue();
    work.output(START);
    estimator.setWatermark(Instant.ofEpochMilli(200));
    work.returned(ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(3)));

    assertThat(restOf())
        .isEqualTo(new Rest(new OffsetRange(1, 10), Instant.ofEpochMilli(200), 200, 3000));
  }

  /** Rule D3: timestamps of outputs are observed until the split. */
  @Test
  void outputsAreObserved() {
    begin(
        new OffsetRangeTracker(new OffsetRange(0, 10)),
        new WatermarkEstimators.MonotonicallyIncreasing(START),
        1);
    assertThat(claim(0)).isTrue();
    work.output(Instant.ofEpochMilli(170));
    assertThat(claim(1)).isFalse();

    assertThat(restOf().watermarkMillis()).isEqualTo(170);
  }

  @Test
  void whoHasNothingToDoIsNotAskedAgainAtOnce() {
    begin(10, 1000);
    work.returned(ProcessContinuation.resume());
    assertThat(restOf())
        .isEqualTo(new Rest(new OffsetRange(0, 10), START, 100, RestrictionAtWork.PAUSE_MILLIS));

    begin(10, 1000);
    assertThat(claim(0)).isTrue();
    work.returned(ProcessContinuation.resume());
    assertThat(restOf().delayMillis()).isZero();
  }

  @Test
  void aDelayBeyondAllClocksIsForEver() {
    begin(10, 1000);
    assertThat(claim(0)).isTrue();
    work.returned(ProcessContinuation.resume().withResumeDelay(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(restOf().delayMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsDoneLeavesNothing() {
    begin(2, 1000);
    assertThat(claim(0)).isTrue();
    assertThat(claim(1)).isTrue();
    assertThat(claim(2)).isFalse();
    assertThat(end()).isNull();

    begin(2, 1000);
    assertThat(claim(1)).isTrue();
    work.returned(ProcessContinuation.resume());
    assertThat(end()).isNull();
  }

  private @Nullable Rest end() {
    return work.end();
  }

  /** Rule D1. */
  @Test
  void whoBreaksTheRulesOfClaimsIsToldHow() {
    begin(10, 1);
    assertThatThrownBy(() -> work.output(START)).hasMessageContaining("(tryClaim)");
    assertThat(claim(0)).isTrue();
    assertThat(claim(1)).isFalse();
    assertThatThrownBy(() -> claim(2)).hasMessageContaining("the function must return then");
    assertThatThrownBy(() -> work.output(START)).hasMessageContaining("it must return");
    work.returned(ProcessContinuation.resume());
    assertThatThrownBy(work::end).hasMessageContaining("it must return stop() then");
  }

  /** Rule D1. */
  @Test
  void whoReturnsTooEarlyIsToldWhatWouldBeLost() {
    begin(10, 1000);
    assertThat(claim(0)).isTrue();
    work.returned(ProcessContinuation.stop());
    assertThatThrownBy(work::end).hasMessageContaining("[1, 10) would be lost");
  }

  @Test
  void aFunctionDoesNotSplitItsOwnWork() {
    begin(10, 1000);
    assertThatThrownBy(() -> tracker().trySplit(0.5))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("the runner does");
  }

  private record Beyond(@Nullable Instant getState)
      implements WatermarkEstimator<@Nullable Instant> {
    @Override
    public Instant currentWatermark() {
      return Instant.MAX;
    }
  }

  @Test
  void aWatermarkOutsideOfEventTimeIsRefused() {
    begin(new OffsetRangeTracker(new OffsetRange(0, 10)), new Beyond(null), 1);
    assertThat(claim(0)).isTrue();
    assertThatThrownBy(() -> claim(1)).isInstanceOf(IllegalArgumentException.class);
  }
}
