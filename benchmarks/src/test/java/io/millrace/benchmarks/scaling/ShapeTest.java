package io.millrace.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.RunLine;
import io.millrace.benchmarks.nexmark.query.RandomKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each shape against the shortest program for the same. */
class ShapeTest {

  private static final int EVENTS = 30_000;

  private static RunLine.Answer answer(long rows, long sum) {
    return new RunLine.Answer(EVENTS, rows, sum);
  }

  private static RunLine.Answer sumOf(Map<List<Long>, Long> counts) {
    long sum =
        counts.entrySet().stream().mapToLong(e -> e.getKey().get(0) * 31 + e.getValue()).sum();
    return answer(counts.size(), sum);
  }

  private static RunLine.Answer expected(Shape shape, int size) {
    boolean sized = shape == Shape.STATE_KEYS || shape == Shape.COUNT_KEYS;
    RandomKeys keys = new RandomKeys(sized ? size : 1000);
    Map<List<Long>, Long> counts = new HashMap<>();
    long sum = 0;
    for (long i = 0; i < EVENTS; i++) {
      long key = keys.element(i);
      long second = Math.floorDiv(keys.timestampMillis(i), 1000L);
      switch (shape) {
        case STATE_KEYS -> sum += key * 31 + counts.merge(List.of(key), 1L, Long::sum);
        case COUNT_KEYS -> counts.merge(List.of(key, second / 60), 1L, Long::sum);
        case OVERLAP -> {
          for (long start = second - size + 1; start <= second; start++) {
            counts.merge(List.of(key, start), 1L, Long::sum);
          }
        }
        case MAPS -> sum += key + size;
        case EXCHANGES -> sum += key;
      }
    }
    return shape == Shape.COUNT_KEYS || shape == Shape.OVERLAP
        ? sumOf(counts)
        : answer(EVENTS, sum);
  }

  @ParameterizedTest
  @EnumSource
  void everyShapeDoesWhatItSaysAtEverySize(Shape shape) {
    for (int size : new int[] {1, 2, 7}) {
      for (int parallelism : new int[] {1, 2}) {
        assertThat(shape.run(size, EVENTS, parallelism))
            .as("size %d on %d threads", size, parallelism)
            .isEqualTo(expected(shape, size));
      }
    }
  }

  @Test
  void eachMapIsAStepOfItsOwnAndSoIsEachExchange() {
    assertThat(Shape.MAPS.run(100, EVENTS, 2)).isEqualTo(expected(Shape.MAPS, 100));
    assertThat(Shape.EXCHANGES.run(20, EVENTS, 2)).isEqualTo(expected(Shape.EXCHANGES, 20));
  }
}
