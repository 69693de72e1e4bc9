package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.GrowthState.KeyHash;
import io.millrace.sdk.transforms.GrowthState.Polls;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker.IsBounded;
import io.millrace.sdk.transforms.splittabledofn.SplitResult;
import io.millrace.sdk.util.CoderUtils;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrowthTrackerTest {

  private static final KeyHash A = new KeyHash(1, -1);
  private static final KeyHash B = new KeyHash(Long.MIN_VALUE, 2);

  private static GrowthTracker<Integer> tracker(Polls polls) {
    return new GrowthTracker<>(new GrowthState<>(polls, ImmutableSet.of(A), 7));
  }

  private static final GrowthTracker.Poll<Integer> FOUND_B = new GrowthTracker.Poll<>(Set.of(B), 6);

  /** Rules D1 and D2: the rest remembers what the poll has found. */
  @Test
  void whatIsLeftBehindAPollAreTheLaterPolls() {
    GrowthTracker<Integer> tracker = tracker(Polls.FOR_EVER);
    assertThat(tracker.isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    assertThat(tracker.tryClaim(FOUND_B)).isTrue();

    SplitResult<GrowthState<Integer>> split = Objects.requireNonNull(tracker.trySplit(0));

    assertThat(split.getResidual())
        .isEqualTo(new GrowthState<>(Polls.FOR_EVER, ImmutableSet.of(A, B), 6));
    assertThat(split.getPrimary()).isEqualTo(tracker.currentRestriction());
    assertThat(tracker.currentRestriction().polls()).isEqualTo(Polls.NONE);
    assertThat(tracker.isBounded()).isEqualTo(IsBounded.BOUNDED);
    assertThat(tracker.tryClaim(FOUND_B)).isFalse();
    assertThat(tracker.trySplit(0)).isNull();
    tracker.checkDone();
  }

  /** Rule D2. */
  @Test
  void beforeThePollAllOfItIsLeft() {
    GrowthTracker<Integer> tracker = tracker(Polls.FOR_EVER);
    GrowthState<Integer> all = tracker.currentRestriction();

    assertThat(Objects.requireNonNull(tracker.trySplit(0)).getResidual()).isEqualTo(all);
    assertThat(tracker.tryClaim(FOUND_B)).isFalse();
    tracker.checkDone();
  }

  @Test
  void aPollIsNotSplit() {
    GrowthTracker<Integer> tracker = tracker(Polls.FOR_EVER);
    assertThat(tracker.trySplit(0.5)).isNull();
    assertThat(tracker.tryClaim(FOUND_B)).isTrue();
    assertThat(tracker.trySplit(0.5)).isNull();
  }

  @Test
  void behindASinglePollNothingIsLeft() {
    GrowthTracker<Integer> tracker = tracker(Polls.ONCE);
    assertThat(tracker.isBounded()).isEqualTo(IsBounded.BOUNDED);
    assertThat(tracker.tryClaim(FOUND_B)).isTrue();
    assertThat(tracker.trySplit(0)).isNull();
    tracker.checkDone();
  }

  @Test
  void aSinglePollCanBeLeftForLater() {
    GrowthTracker<Integer> tracker = tracker(Polls.ONCE);
    GrowthState<Integer> all = tracker.currentRestriction();
    assertThat(Objects.requireNonNull(tracker.trySplit(0)).getResidual()).isEqualTo(all);
  }

  /** Rule D1. */
  @Test
  void aPollThatWasNotMadeIsNotDone() {
    assertThatThrownBy(() -> tracker(Polls.FOR_EVER).checkDone())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tracker(Polls.ONCE).checkDone())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void statesSurviveTheirCoder() throws Exception {
    GrowthStateCoder<Integer> coder = new GrowthStateCoder<>(VarIntCoder.of());
    for (Polls polls : Polls.values()) {
      GrowthState<Integer> state = new GrowthState<>(polls, ImmutableSet.of(A, B), -3);
      assertThat(CoderUtils.clone(coder, state)).isEqualTo(state);
    }
    assertThatThrownBy(() -> CoderUtils.decodeFromByteArray(coder, new byte[] {3, 0, 0}))
        .isInstanceOf(CoderException.class)
        .hasMessageContaining("begins with 3");
  }

  /** Hashes are kept for long: they must never change. */
  @Test
  void equalKeysHaveEqualHashesInAllVersions() throws Exception {
    assertThat(KeyHash.of("a", StringUtf8Coder.of()))
        .isEqualTo(new KeyHash(-1254752223510322065L, 4417423039179363557L));
  }
}
