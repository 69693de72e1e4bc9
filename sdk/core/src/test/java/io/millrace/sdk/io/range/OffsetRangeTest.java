package io.millrace.sdk.io.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetRangeTest {

  private static OffsetRange range(long from, long to) {
    return new OffsetRange(from, to);
  }

  @Test
  void piecesAreOfTheDesiredSizeAndTheLastTakesASmallRest() {
    assertThat(range(0, 10).split(4, 1)).containsExactly(range(0, 4), range(4, 8), range(8, 10));
    assertThat(range(0, 10).split(4, 3)).containsExactly(range(0, 4), range(4, 10));
    assertThat(range(5, 5).split(4, 1)).isEmpty();
    assertThat(range(0, 3).split(0, 0)).containsExactly(range(0, 1), range(1, 2), range(2, 3));
  }

  @Test
  void rangeOfAllOffsetsIsCutWithoutOverflow() {
    List<OffsetRange> pieces = range(Long.MIN_VALUE, Long.MAX_VALUE).split(Long.MAX_VALUE, 2);
    assertThat(pieces)
        .containsExactly(range(Long.MIN_VALUE, -1), range(-1, Long.MAX_VALUE - 1 + 1));
    assertThat(enumerated(range(Long.MIN_VALUE, Long.MAX_VALUE), 2))
        .containsExactly(range(Long.MIN_VALUE, 0), range(0, Long.MAX_VALUE));
  }

  @Test
  void rangeThatEndsBeforeItBeginsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> range(3, 2))
        .withMessageContaining("[3, 2)");
  }

  private static List<OffsetRange> enumerated(OffsetRange range, int splits) {
    return new OffsetRangeEnumerator(range, splits, null).discover(0);
  }

  @Test
  void enumeratorMakesEqualPartsButNoEmptyOnes() {
    assertThat(enumerated(range(0, 10), 3)).containsExactly(range(0, 4), range(4, 7), range(7, 10));
    assertThat(enumerated(range(0, 2), 8)).containsExactly(range(0, 1), range(1, 2));
    assertThat(enumerated(range(7, 7), 8)).isEmpty();
    assertThat(enumerated(range(0, 5), 0)).containsExactly(range(0, 5));
  }
}
