package io.millrace.runners.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows keep what a map would keep. */
class ScopeRowsTest {

  private static final int STEPS = 20_000;

  /** Cells of longs and of objects side by side. */
  private static CellShape shape(int cells) {
    BitSet longs = new BitSet();
    for (int i = 0; i < cells; i += 2) {
      longs.set(i);
    }
    return new CellShape(cells, longs);
  }

  private static Object content(CellShape shape, int cell, Random random) {
    if (random.nextInt(3) == 0) {
      return null;
    }
    if (!shape.isLong(cell)) {
      return "text" + random.nextInt(100);
    }
    return switch (random.nextInt(4)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> 0L;
      default -> random.nextLong();
    };
  }

  private static <K> void check(Coder<K> coder, LongFunction<K> key, int cells, long seed) {
    Random random = new Random(seed);
    CellShape shape = shape(cells);
    ScopeRows<K> rows = ScopeRows.of(coder, shape);
    Map<Object, List<Object>> model = new HashMap<>();
    int keys = 1 + random.nextInt(400);
    for (int step = 0; step < STEPS; step++) {
      K k = key.apply(random.nextInt(keys) - 3L);
      int hash = coder.stableHash(k);
      int row = rows.find(k, hash);
      Object[] contents = new Object[cells];
      if (row >= 0) {
        rows.load(row, contents);
      }
      Object id = coder.structuralValue(k);
      assertThat(contents)
          .as("step %d", step)
          .containsExactly(model.getOrDefault(id, Arrays.asList(new Object[cells])).toArray());
      assertThat(row >= 0).isEqualTo(model.containsKey(id));
      boolean clears = random.nextInt(4) == 0;
      for (int i = 0; i < cells; i++) {
        contents[i] = clears ? null : content(shape, i, random);
      }
      rows.store(row, k, hash, contents);
      if (Arrays.stream(contents).allMatch(c -> c == null)) {
        model.remove(id);
      } else {
        model.put(id, Arrays.asList(contents.clone()));
      }
      assertThat(rows.size()).isEqualTo(model.size());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void rowsOfLongsKeepWhatAMapWouldKeep(long seed) {
    check(VarLongCoder.of(), n -> n, 1, seed);
    check(VarLongCoder.of(), n -> n << 40, 3, seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void rowsOfObjectsKeepWhatAMapWouldKeep(long seed) {
    check(StringUtf8Coder.of(), n -> "key" + n, 2, seed);
    check(StringUtf8Coder.of(), n -> "key" + n, 1, seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void keysAreTheSameIfTheirCoderSaysSo(long seed) {
    check(ByteArrayCoder.of(), n -> new byte[] {(byte) n, 7}, 2, seed);
  }
}
