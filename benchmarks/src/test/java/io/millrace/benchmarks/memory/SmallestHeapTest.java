package io.millrace.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallestHeapTest {

  @Test
  void smallHeapsAreFoundExactlyAndLargeOnesWithinFivePercent() throws Exception {
    for (int needed = 1; needed <= 4096; needed++) {
      int least = needed;
      int found = SmallestHeap.megabytes(4096, megabytes -> megabytes >= least);
      assertThat(found).isBetween(needed, (int) Math.ceil(needed / 0.95));
      if (needed <= 20) {
        assertThat(found).isEqualTo(needed);
      }
    }
  }

  @Test
  void fewTrialsAreEnoughAndNoneIsMadeTwice() throws Exception {
    for (int needed : new int[] {1, 7, 64, 500, 4095}) {
      List<Integer> tried = new ArrayList<>();
      SmallestHeap.megabytes(
          4096,
          megabytes -> {
            tried.add(megabytes);
            return megabytes >= needed;
          });
      assertThat(tried).hasSizeLessThanOrEqualTo(9).doesNotHaveDuplicates();
      assertThat(tried).allMatch(megabytes -> megabytes > 0 && megabytes < 4096);
    }
  }

  @Test
  void aTrialThatGoesWrongEndsTheSearch() {
    assertThatThrownBy(
            () ->
                SmallestHeap.megabytes(
                    64,
                    megabytes -> {
                      throw new IllegalStateException("the answer is another");
                    }))
        .hasMessage("the answer is another");
  }
}
