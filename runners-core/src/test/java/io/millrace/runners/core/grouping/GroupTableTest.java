package io.millrace.runners.core.grouping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.host.MemoryScratch;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTableTest {
  private static final long SMALL = 16 << 10;
  private static final long AMPLE = 64 << 20;
  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final Coder<Long> LONGS = VarLongCoder.of();

  private final MemoryScratch scratch = new MemoryScratch();

  @Test
  void groupsHoldTheirValuesInTheOrderOfAdding() throws IOException {
    try (GroupTable<String, Long> table = table(STRINGS, LONGS, AMPLE)) {
      add(table, "b", 1L);
      add(table, "a", 2L);
      add(table, "b", 3L);
      add(table, "b", 4L);
      assertThat(read(table.finish()))
          .containsOnly(Map.entry("a", List.of(2L)), Map.entry("b", List.of(1L, 3L, 4L)));
    }
    assertThat(scratch.created()).isZero();
  }

  @Test
  void anEmptyTableHasNoGroups() throws IOException {
    try (GroupTable<String, Long> table = table(STRINGS, LONGS, SMALL)) {
      assertThat(table.finish().next()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anyInputIsGroupedAsByAMap(long seed) throws IOException {
    Random random = new Random(seed);
    Coder<Long> keys = seed % 3 == 0 ? new CollidingLongCoder(5) : LONGS;
    int distinct = seed % 3 == 0 ? 300 : 1 + random.nextInt(20_000);
    long budget = SMALL << random.nextInt(6);
    long worst = 0;
    boolean namespaced = random.nextBoolean();
    Map<KV<String, Long>, List<String>> model = new LinkedHashMap<>();
    try (GroupTable<Long, String> table =
        new GroupTable<>(keys, STRINGS, namespaced ? STRINGS : null, budget, scratch)) {
      for (int i = 0; i < 30_000; i++) {
        long key = random.nextInt(distinct);
        String namespace = namespaced ? "w" + random.nextInt(3) : null;
        String value = value(random, i);
        table.add(keys.stableHash(key), namespace, key, value);
        model.computeIfAbsent(KV.of(namespace, key), k -> new ArrayList<>()).add(value);
        worst = Math.max(worst, table.allocated() - longest(model, namespace, key));
      }
      assertThat(worst).as("bytes, seed %s", seed).isLessThanOrEqualTo(budget);
      Emission<Group<Long, String>> groups = table.finish();
      Map<KV<String, Long>, List<String>> seen = new LinkedHashMap<>();
      List<Group<Long, String>> kept = new ArrayList<>();
      for (Group<Long, String> group; (group = groups.next()) != null; ) {
        assertThat(group.keyHash()).isEqualTo(keys.stableHash(group.key()));
        KV<String, Long> key = KV.of((String) group.namespace(), group.key());
        assertThat(seen.put(key, list(group.values()))).as("seed %s, key %s", seed, key).isNull();
        if (seen.size() % 100 == 0) {
          kept.add(group);
        }
      }
      assertThat(seen).as("seed %s", seed).isEqualTo(model);
      for (Group<Long, String> group : kept) {
        // groups stay readable, again and again, after others were asked for
        KV<String, Long> key = KV.of((String) group.namespace(), group.key());
        assertThat(list(group.values())).as("seed %s, key %s", seed, key).isEqualTo(model.get(key));
      }
    }
    assertThat(scratch.open()).isZero();
  }

  // mostly short, now and then larger than a chunk or a read buffer
  private static String value(Random random, int i) {
    int roll = random.nextInt(1_000);
    return i + "x".repeat(roll == 0 ? 3_000 : roll < 20 ? 200 : roll % 10);
  }

  private static long longest(
      Map<KV<String, Long>, List<String>> model, String namespace, long key) {
    List<String> values = model.get(KV.of(namespace, key));
    return values.get(values.size() - 1).length() > 1_000 ? 4_000 : 0;
  }

  @Test
  void theOrderOfGroupsDependsOnNeitherBudgetNorInputOrder() throws IOException {
    List<Long> expected = null;
    for (long budget : new long[] {SMALL, SMALL * 4, AMPLE}) {
      for (int step : new int[] {1, 7919}) {
        try (GroupTable<Long, Long> table = table(LONGS, LONGS, budget)) {
          for (int i = 0; i < 20_000; i++) {
            add(table, (long) i * step % 20_000, 1L);
          }
          List<Long> keys = new ArrayList<>(read(table.finish()).keySet());
          expected = expected == null ? keys : expected;
          assertThat(keys).isEqualTo(expected);
        }
      }
    }
    assertThat(expected)
        .isSortedAccordingTo(
            (a, b) -> Integer.compareUnsigned(LONGS.stableHash(a), LONGS.stableHash(b)));
  }

  @Test
  void manyRunsAreMergedInPassesAndEachFileIsClosed() throws IOException {
    try (GroupTable<Long, Long> table = table(LONGS, LONGS, SMALL)) {
      Map<Long, List<Long>> model = new LinkedHashMap<>();
      for (long i = 0; i < 100_000; i++) {
        add(table, i % 5_003, i);
        model.computeIfAbsent(i % 5_003, k -> new ArrayList<>()).add(i);
      }
      assertThat(table.spills()).isGreaterThan(100);
      assertThat(read(table.finish())).isEqualTo(model);
      // the first file, one for each pass, all but the last closed
      assertThat(scratch.created()).isGreaterThanOrEqualTo(3);
      assertThat(scratch.open()).isOne();
      assertThat(scratch.largestRead()).isLessThanOrEqualTo((int) SMALL / 8);
    }
    assertThat(scratch.open()).isZero();
  }

  @Test
  void oneKeyMayHaveFarMoreValuesThanFit() throws IOException {
    try (GroupTable<String, Long> table = table(STRINGS, LONGS, SMALL)) {
      int count = 300_000;
      for (long i = 0; i < count; i++) {
        add(table, "the", i);
      }
      add(table, "other", -1L);
      Emission<Group<String, Long>> groups = table.finish();
      Map<String, Group<String, Long>> byKey = new LinkedHashMap<>();
      for (Group<String, Long> group; (group = groups.next()) != null; ) {
        byKey.put(group.key(), group);
      }
      Iterator<Long> one = byKey.get("the").values().iterator();
      Iterator<Long> two = byKey.get("the").values().iterator();
      for (long i = 0; i < count; i++) {
        assertThat((long) one.next()).isEqualTo(i);
        if (i % 3 == 0) {
          assertThat((long) two.next()).isEqualTo(i / 3);
        }
        if (i % 100_000 == 0) {
          assertThat(byKey.get("other").values()).containsExactly(-1L);
        }
      }
      assertThat(one.hasNext()).isFalse();
      assertThatThrownBy(one::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, AMPLE})
  void keysAndValuesMayBeLargerThanChunksAndBuffers(long budget) throws IOException {
    try (GroupTable<String, byte[]> table = table(STRINGS, ByteArrayCoder.of(), budget)) {
      String longKey = "k".repeat(50_000);
      for (int round = 1; round <= 3; round++) {
        add(table, longKey, new byte[200_000 * round]);
        add(table, "short", new byte[round]);
        add(table, "", new byte[0]);
      }
      Map<String, List<byte[]>> groups = read(table.finish());
      assertThat(groups.get(longKey))
          .extracting(bytes -> bytes.length)
          .containsExactly(200_000, 400_000, 600_000);
      assertThat(groups.get("short")).extracting(bytes -> bytes.length).containsExactly(1, 2, 3);
      assertThat(groups.get("")).extracting(bytes -> bytes.length).containsExactly(0, 0, 0);
    }
  }

  @Test
  void keysWithEqualBytesAreOneKeyWhateverTheirEquals() throws IOException {
    try (GroupTable<byte[], Long> table = table(ByteArrayCoder.of(), LONGS, SMALL)) {
      add(table, new byte[] {1, 2}, 1L);
      add(table, new byte[] {1, 2}, 2L);
      Group<byte[], Long> group = table.finish().next();
      assertThat(group.key()).containsExactly(1, 2);
      assertThat(group.values()).containsExactly(1L, 2L);
    }
  }

  @Test
  void nullsAreKeysAndValuesWhereTheirCodersSaySo() throws IOException {
    Coder<String> nullable = NullableCoder.of(STRINGS);
    try (GroupTable<String, String> table = table(nullable, nullable, SMALL)) {
      add(table, null, "x");
      add(table, null, null);
      Group<String, String> group = table.finish().next();
      assertThat(group.key()).isNull();
      assertThat(group.values()).containsExactly("x", null);
    }
  }

  @Test
  void oneKeyInManyNamespacesDoesNotCrowdTheTable() throws IOException {
    try (GroupTable<String, Long> table =
        new GroupTable<>(STRINGS, LONGS, VarIntCoder.of(), AMPLE, scratch)) {
      int hash = STRINGS.stableHash("k");
      for (int i = 0; i < 50_000; i++) {
        table.add(hash, i, "k", (long) i);
      }
      Emission<Group<String, Long>> groups = table.finish();
      for (int i = 0; i < 50_000; i++) {
        Group<String, Long> group = groups.next();
        assertThat(group.keyHash()).isEqualTo(hash);
        assertThat(group.values()).containsExactly((long) (int) group.namespace());
      }
      assertThat(groups.next()).isNull();
    }
  }

  @Test
  void aCoderThatThrowsInTheMiddleOfAnAddLeavesTheTableAsItWas() throws IOException {
    Random random = new Random(7);
    try (GroupTable<String, String> table = table(STRINGS, STRINGS, SMALL)) {
      Map<String, List<String>> model = new LinkedHashMap<>();
      for (int i = 0; i < 10_000; i++) {
        String key = "k" + random.nextInt(2_000);
        if (random.nextInt(5) == 0) {
          assertThatThrownBy(() -> add(table, key, null)).isInstanceOf(CoderException.class);
          assertThatThrownBy(() -> table.add(1, null, null, "x"))
              .isInstanceOf(CoderException.class);
        }
        add(table, key, "v" + i);
        model.computeIfAbsent(key, k -> new ArrayList<>()).add("v" + i);
      }
      assertThat(read(table.finish())).isEqualTo(model);
    }
  }

  @Test
  void aFullDiskNamesWhatWasBeingDone() throws IOException {
    scratch.failAfter(5_000);
    try (GroupTable<Long, Long> table = table(LONGS, LONGS, SMALL)) {
      assertThatThrownBy(
              () -> {
                for (long i = 0; i < 100_000; i++) {
                  add(table, i, i);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageMatching("group-by-key: cannot write sorted run \\d+: no space left");
      assertThatThrownBy(() -> add(table, 1L, 1L))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken by an earlier failure of scratch");
    }
    assertThat(scratch.open()).isZero();
  }

  @Test
  void aDiskThatFillsUpDuringTheMergeNamesTheMerge() throws IOException {
    try (GroupTable<Long, Long> table = table(LONGS, LONGS, SMALL)) {
      for (long i = 0; i < 100_000; i++) {
        add(table, i, i);
      }
      scratch.failAfter(scratch.bytesWritten() + 50_000);
      assertThatThrownBy(table::finish)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("group-by-key: cannot merge \\d+ sorted runs: no space left");
      assertThat(scratch.open()).isOne();
    }
    assertThat(scratch.open()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, AMPLE})
  void nothingCanBeReadOnceTheTableIsClosed(long budget) throws IOException {
    GroupTable<Long, Long> table = table(LONGS, LONGS, budget);
    for (long i = 0; i < 20_000; i++) {
      add(table, i % 2, i);
    }
    Emission<Group<Long, Long>> groups = table.finish();
    Group<Long, Long> group = groups.next();
    Iterator<Long> begun = group.values().iterator();
    begun.next();
    table.close();
    table.close();
    assertThatThrownBy(groups::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(begun::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after its table was closed");
    assertThatThrownBy(() -> group.values().iterator()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> add(table, 1L, 1L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void misuseIsRefused() throws IOException {
    assertThatThrownBy(() -> table(LONGS, LONGS, SMALL - 1))
        .hasMessageContaining("at least 16384 bytes, not 16383");
    GroupTable<Long, Long> table = table(LONGS, LONGS, SMALL);
    assertThatThrownBy(() -> table.add(0, "w", 1L, 1L))
        .hasMessageContaining("namespace w in a table made without namespaces");
    assertThatThrownBy(
            () -> new GroupTable<>(LONGS, LONGS, LONGS, SMALL, scratch).add(0, null, 1L, 1L))
        .hasMessageContaining("without namespace in a table that has namespaces");
    table.finish();
    assertThatThrownBy(table::finish).hasMessageContaining("finished");
    assertThatThrownBy(() -> add(table, 1L, 1L)).hasMessageContaining("finished");
  }

  private <K, V> GroupTable<K, V> table(Coder<K> keys, Coder<V> values, long budget) {
    return new GroupTable<>(keys, values, null, budget, scratch);
  }

  private static <V> void add(GroupTable<String, V> table, String key, V value) throws IOException {
    table.add(key == null ? 0 : STRINGS.stableHash(key), null, key, value);
  }

  private static void add(GroupTable<Long, Long> table, long key, Long value) throws IOException {
    table.add(LONGS.stableHash(key), null, key, value);
  }

  private static void add(GroupTable<byte[], Long> table, byte[] key, Long value)
      throws IOException {
    table.add(ByteArrayCoder.of().stableHash(key), null, key, value);
  }

  private static <K, V> Map<K, List<V>> read(Emission<Group<K, V>> groups) throws IOException {
    Map<K, List<V>> read = new LinkedHashMap<>();
    for (Group<K, V> group; (group = groups.next()) != null; ) {
      assertThat(read.put(group.key(), list(group.values()))).isNull();
    }
    return read;
  }

  private static <V> List<V> list(Iterable<V> values) {
    List<V> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }
}
