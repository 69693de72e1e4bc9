package io.millrace.runners.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.transforms.splittabledofn.OffsetRangeTracker;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.UnsplittableRestrictionTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionSplitTest {

  @Test
  void whatIsSmallIsNotSplit() {
    assertThat(RestrictionSplit.parts(0, 8)).isEqualTo(1);
    assertThat(RestrictionSplit.parts(1_999, 8)).isEqualTo(1);
    assertThat(RestrictionSplit.parts(2_000, 8)).isEqualTo(2);
    assertThat(RestrictionSplit.parts(1e9, 8)).isEqualTo(8);
    assertThat(RestrictionSplit.parts(Double.POSITIVE_INFINITY, 8)).isEqualTo(8);
    assertThat(RestrictionSplit.parts(1e9, 1)).isEqualTo(1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // restrictions are ranges
  private static List<OffsetRange> split(
      int parts, OffsetRange whole, Function<OffsetRange, RestrictionTracker<?, ?>> newTracker) {
    List<@Nullable Object> split = new ArrayList<>();
    RestrictionSplit.into(
        parts, (RestrictionTracker) newTracker.apply(whole), (Function) newTracker, split::add);
    return (List) split;
  }

  /** Rule D2. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 50})
  void partsAreTheWholeInOrderAndOfAboutEqualSize(int parts) {
    List<OffsetRange> split = split(parts, new OffsetRange(5, 105), OffsetRangeTracker::new);

    assertThat(split).hasSize(parts);
    long next = 5;
    for (OffsetRange part : split) {
      assertThat(part.getFrom()).isEqualTo(next);
      assertThat(part.getTo() - next).isBetween(100L / parts - 1, 100L / parts + 1);
      next = part.getTo();
    }
    assertThat(next).isEqualTo(105);
  }

  /** Rule D2. */
  @Test
  void whatCannotBeSplitStaysWhole() {
    OffsetRange whole = new OffsetRange(0, 100);
    assertThat(
            split(
                4,
                whole,
                range -> new UnsplittableRestrictionTracker<>(new OffsetRangeTracker(range))))
        .containsExactly(whole);
  }
}
