package io.millrace.runners.core.grouping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArenaTest {
  private static final int HEADER = 16;

  @ParameterizedTest
  @ValueSource(longs = {16 << 10, 100_000, 9 << 20, 28 << 20, 1L << 40})
  void recordsKeepApartWhateverTheirLengths(long budget) {
    Random random = new Random(budget);
    Arena arena = new Arena(budget);
    for (int round = 0; round < 2; round++) {
      List<int[]> records = new ArrayList<>();
      long total = 0;
      for (int i = 0; total < 3L * arena.chunkSize(); i++) {
        int length = random.nextInt(random.nextInt(20) == 0 ? arena.chunkSize() : 100);
        int reference = arena.allocate(length);
        assertThat(reference).isNotZero();
        int offset = arena.offset(reference);
        Arrays.fill(arena.array(reference), offset, offset + length, (byte) i);
        records.add(new int[] {reference, length, i});
        total += length;
      }
      for (int[] record : records) {
        int offset = arena.offset(record[0]);
        for (int at = offset; at < offset + record[1]; at++) {
          assertThat(arena.array(record[0])[at]).isEqualTo((byte) record[2]);
        }
      }
      arena.reset();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {16 << 10, 100_000, 9 << 20, 28 << 20, 1L << 40})
  void chunksWithTheirHeadersFillRegionsOfTheHeap(long budget) {
    Arena arena = new Arena(budget);
    Map<byte[], Integer> arrays = new IdentityHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] array = arena.array(arena.allocate(arena.chunkSize() / 100));
      arrays.put(array, array.length + HEADER);
    }
    assertThat(arrays.size()).isGreaterThan(40);
    // G1 takes two regions of 1 MiB for an array of 1 MiB and its header
    assertThat(arrays.values()).containsOnly(arena.chunkSize());
    assertThat(Integer.bitCount(arena.chunkSize())).isOne();
    assertThat(arena.allocated()).isEqualTo((long) arrays.size() * arena.chunkSize());
  }

  @Test
  void whatIsAllocatedGrowsAsForetold() {
    Random random = new Random(5);
    Arena arena = new Arena(1 << 20);
    for (int i = 0; i < 5_000; i++) {
      int length = random.nextInt(i % 50 == 0 ? 100_000 : 500);
      long foretold = arena.allocated() + arena.growthFor(length);
      arena.allocate(length);
      assertThat(arena.allocated()).isEqualTo(foretold);
      if (i % 1_000 == 999) {
        arena.reset();
      }
    }
    long before = arena.allocated();
    arena.reset();
    long dropped = arena.dropSpares(Long.MAX_VALUE);
    assertThat(dropped).isPositive();
    // chunk 0 stays, arrays of single records went with the reset
    assertThat(arena.allocated()).isEqualTo(arena.chunkSize()).isLessThan(before);
  }

  @Test
  void nothingCanBeReadOnceItIsClosed() {
    Arena arena = new Arena(1 << 20);
    int reference = arena.allocate(10);
    arena.close();
    assertThat(arena.allocated()).isZero();
    assertThatThrownBy(() -> arena.array(reference))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
