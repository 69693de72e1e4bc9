package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.util.SerializableUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private static final Sessions TEN = Sessions.withGapDuration(Duration.ofMillis(10));

  private static IntervalWindow window(long start, long end) {
    return IntervalWindow.ofMillis(start, end);
  }

  private static IntervalWindow assigned(Sessions sessions, Instant timestamp) {
    WindowFn<Object, IntervalWindow>.AssignContext context =
        ((WindowFn<Object, IntervalWindow>) sessions).new AssignContext() {
          @Override
          public Object element() {
            return "element";
          }

          @Override
          public Instant timestamp() {
            return timestamp;
          }

          @Override
          public BoundedWindow window() {
            return GlobalWindow.INSTANCE;
          }
        };
    Collection<IntervalWindow> windows = sessions.assignWindows(context);
    assertThat(windows).hasSize(1);
    return windows.iterator().next();
  }

  /** The windows that are left of those given, once the function has merged them. */
  private static Set<IntervalWindow> merged(List<IntervalWindow> windows) throws Exception {
    Set<IntervalWindow> left = new TreeSet<>(windows);
    TEN.mergeWindows(
        ((WindowFn<Object, IntervalWindow>) TEN).new MergeContext() {
          @Override
          public Collection<IntervalWindow> windows() {
            return Collections.unmodifiableCollection(new LinkedHashSet<>(windows));
          }

          @Override
          public void merge(Collection<IntervalWindow> toBeMerged, IntervalWindow result) {
            assertThat(toBeMerged).hasSizeGreaterThan(1);
            assertThat(left).containsAll(toBeMerged);
            left.removeAll(toBeMerged);
            left.add(result);
          }
        });
    return left;
  }

  @Test
  void ruleM1AnElementBeginsWithAWindowAsLongAsTheGap() {
    assertThat(assigned(TEN, Instant.ofEpochMilli(3))).isEqualTo(window(3, 13));
    assertThat(assigned(TEN, Instant.ofEpochMilli(-3))).isEqualTo(window(-3, 7));
  }

  @Test
  void ruleM1WindowsThatOverlapBecomeOne() throws Exception {
    assertThat(merged(List.of(window(0, 10), window(9, 19), window(30, 40))))
        .containsExactly(window(0, 19), window(30, 40));
  }

  @Test
  void ruleM1WindowsThatTouchStayApart() throws Exception {
    assertThat(merged(List.of(window(0, 10), window(10, 20))))
        .containsExactly(window(0, 10), window(10, 20));
  }

  @Test
  void ruleM1AWindowCanBringTwoTogether() throws Exception {
    assertThat(merged(List.of(window(0, 10), window(12, 22), window(6, 16))))
        .containsExactly(window(0, 22));
  }

  @Test
  void aWindowWithinALongerOneJoinsIt() throws Exception {
    assertThat(merged(List.of(window(0, 100), window(5, 15), window(95, 105))))
        .containsExactly(window(0, 105));
    assertThat(merged(List.of())).isEmpty();
  }

  /** Rule M8: sessions are the same whatever the order of arrival, and merging may go on. */
  @Test
  void ruleM8SessionsDoNotDependOnTheOrderOfArrival() throws Exception {
    long seed = 20260202;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Long> timestamps = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        timestamps.add((long) random.nextInt(120) - 60);
      }
      Set<IntervalWindow> live = new TreeSet<>();
      for (long timestamp : timestamps) {
        List<IntervalWindow> windows = new ArrayList<>(live);
        windows.add(assigned(TEN, Instant.ofEpochMilli(timestamp)));
        Collections.shuffle(windows, random);
        live = merged(windows);
      }
      assertThat(live)
          .as("seed %s round %s: %s", seed, round, timestamps)
          .isEqualTo(sessions(timestamps, 10));
    }
  }

  /** Sessions by definition: a new one begins where the one before is a gap or more ago. */
  private static Set<IntervalWindow> sessions(List<Long> timestamps, long gap) {
    Set<IntervalWindow> sessions = new TreeSet<>();
    List<Long> sorted = timestamps.stream().sorted().toList();
    long start = sorted.get(0);
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || sorted.get(i) - sorted.get(i - 1) >= gap) {
        sessions.add(window(start, sorted.get(i - 1) + gap));
        start = i == sorted.size() ? 0 : sorted.get(i);
      }
    }
    return sessions;
  }

  @Test
  void sessionsAtTheLimitsOfEventTimeAreCutOff() {
    Sessions days = Sessions.withGapDuration(Duration.ofDays(3));
    IntervalWindow last = assigned(days, BoundedWindow.TIMESTAMP_MAX_VALUE);
    assertThat(last.maxTimestamp()).isEqualTo(GlobalWindow.INSTANCE.maxTimestamp());
    assertThat(assigned(days, BoundedWindow.TIMESTAMP_MIN_VALUE).start())
        .isEqualTo(BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  @Test
  void sessionsMergeAndCannotBeSideInputs() {
    assertThat(TEN.isNonMerging()).isFalse();
    assertThat(TEN.assignsToOneWindow()).isTrue();
    assertThatThrownBy(TEN::getDefaultWindowMappingFn)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Sessions.withGapDuration(PT0.01S)");
  }

  @Test
  void sessionsGoWithSessionsOnly() throws Exception {
    TEN.verifyCompatibility(Sessions.withGapDuration(Duration.ofHours(1)));
    assertThatThrownBy(() -> TEN.verifyCompatibility(FixedWindows.of(Duration.ofMillis(10))))
        .isInstanceOf(IncompatibleWindowException.class)
        .hasMessageContaining("only Sessions are compatible");
  }

  @Test
  void twoOfTheSameGapAreEqual() {
    assertThat(SerializableUtils.clone(TEN)).isEqualTo(TEN).hasSameHashCodeAs(TEN);
    assertThat(Sessions.withGapDuration(Duration.ofMillis(11))).isNotEqualTo(TEN);
    assertThat(TEN.getGapDuration()).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void gapsThatMakeNoSenseAreRefused() {
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-5), Duration.ofNanos(1))) {
      assertThatThrownBy(() -> Sessions.withGapDuration(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The gap of Sessions")
          .hasMessageContaining(wrong.toString());
    }
  }
}
