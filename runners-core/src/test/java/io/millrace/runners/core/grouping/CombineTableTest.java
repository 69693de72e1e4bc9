package io.millrace.runners.core.grouping;

import static io.millrace.runners.core.grouping.Combines.COUNTS;
import static io.millrace.runners.core.grouping.Combines.LISTS;
import static io.millrace.runners.core.grouping.Combines.LISTS_CODER;
import static io.millrace.runners.core.grouping.Combines.LONGS;
import static io.millrace.runners.core.grouping.Combines.STRINGS;
import static io.millrace.runners.core.grouping.Combines.SUMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.host.MemoryScratch;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombineTableTest {
  private static final long SMALL = 16 << 10;
  private static final long AMPLE = 64 << 20;

  private final MemoryScratch scratch = new MemoryScratch();

  @Test
  void eachKeyHasTheAccumulatorOfItsValues() throws IOException {
    try (var table = after(STRINGS, null, SUMS, LONGS, AMPLE)) {
      add(table, "b", 1L);
      add(table, "a", 2L);
      add(table, "b", 3L);
      assertThat(read(table.finish())).containsOnly(Map.entry("a", 2L), Map.entry("b", 4L));
    }
    assertThat(scratch.created()).isZero();
  }

  @Test
  void accumulatorsThatArriveAreMergedAsTheyArrive() throws IOException {
    try (var table = after(STRINGS, null, LISTS, LISTS_CODER, AMPLE)) {
      table.merge(STRINGS.stableHash("a"), null, "a", list("x", "y"));
      table.merge(STRINGS.stableHash("a"), null, "a", list("z"));
      add(table, "a", "end");
      assertThat(read(table.finish())).containsOnly(Map.entry("a", list("x", "y", "z", "end")));
    }
  }

  @Test
  void anEmptyTableHasNoResults() throws IOException {
    try (var table = after(STRINGS, null, SUMS, LONGS, SMALL)) {
      assertThat(table.finish().next()).isNull();
    }
  }

  /** A model that knows no hashes and no budget: keys and their values in the order of adding. */
  private static final class Model<K> {
    private final Coder<K> coder;
    private final Map<KV<String, List<Byte>>, List<String>> values = new LinkedHashMap<>();

    Model(Coder<K> coder) {
      this.coder = coder;
    }

    void add(String namespace, K key, String value) {
      values.computeIfAbsent(id(namespace, key), k -> new ArrayList<>()).add(value);
    }

    KV<String, List<Byte>> id(String namespace, K key) {
      return KV.of(namespace, Combines.bytes(coder, key));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anyInputIsCombinedAsByAMapWhateverTheBudget(long seed) throws IOException {
    Random random = new Random(seed);
    int distinct = seed % 4 == 0 ? 300 : 1 + random.nextInt(10_000);
    checkAgainstModel(seed, Combines.keys(seed), distinct, LISTS, LISTS_CODER);
  }

  private <K> void checkAgainstModel(
      long seed,
      Combines.Keys<K> keys,
      int distinct,
      Accumulators<String, List<String>> lists,
      Coder<List<String>> listsCoder)
      throws IOException {
    List<Combined<K, List<String>>> expected = null;
    for (long budget : new long[] {AMPLE, SMALL, SMALL << 2, SMALL << 6}) {
      Random random = new Random(seed);
      boolean namespaced = random.nextBoolean();
      Model<K> model = new Model<>(keys.coder());
      long worst = 0;
      try (var table =
          after(keys.coder(), namespaced ? STRINGS : null, lists, listsCoder, budget)) {
        for (int i = 0; i < 20_000; i++) {
          K key = keys.key(random.nextInt(distinct));
          String namespace = namespaced ? "w" + random.nextInt(3) : null;
          int hash = keys.coder().stableHash(key);
          if (random.nextInt(3) == 0) {
            table.merge(hash, namespace, key, list("m" + i, "n" + i));
            model.add(namespace, key, "m" + i);
            model.add(namespace, key, "n" + i);
          } else {
            table.add(hash, namespace, key, "v" + i);
            model.add(namespace, key, "v" + i);
          }
          worst = Math.max(worst, table.allocated());
        }
        assertThat(worst).as("bytes, seed %s", seed).isLessThanOrEqualTo(budget);
        if (budget == SMALL && distinct > 1_000) {
          assertThat(((SpillingCombineTable<?, ?, ?>) table).spills()).isGreaterThan(10);
        }
        List<Combined<K, List<String>>> results = all(table.finish());
        Map<KV<String, List<Byte>>, List<String>> seen = new LinkedHashMap<>();
        for (Combined<K, List<String>> one : results) {
          assertThat(one.keyHash()).isEqualTo(keys.coder().stableHash(one.key()));
          KV<String, List<Byte>> id = model.id((String) one.namespace(), one.key());
          assertThat(seen.put(id, one.accumulator())).as("seed %s, key %s", seed, id).isNull();
        }
        assertThat(seen).as("seed %s, budget %s", seed, budget).isEqualTo(model.values);
        if (expected == null) {
          expected = results;
          assertThat(expected).isSortedAccordingTo(Combines.order(keys.coder(), STRINGS));
        }
        assertThat(Combines.inBytes(results, keys.coder()))
            .as("order, seed %s, budget %s", seed, budget)
            .isEqualTo(Combines.inBytes(expected, keys.coder()));
      }
    }
    assertThat(scratch.open()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, SMALL << 3, AMPLE})
  void longsAreSummedByAnyKindOfKey(long budget) throws IOException {
    for (int kind = 0; kind < Combines.KINDS; kind++) {
      sumsOf(Combines.keys(kind), budget);
    }
  }

  private <K> void sumsOf(Combines.Keys<K> keys, long budget) throws IOException {
    Random random = new Random(42);
    Map<List<Byte>, Long> model = new LinkedHashMap<>();
    long worst = 0;
    try (var table = after(keys.coder(), null, SUMS, LONGS, budget)) {
      for (int i = 0; i < 30_000; i++) {
        K key = keys.key((int) Math.abs(random.nextGaussian() * 300));
        long value = random.nextLong();
        int hash = keys.coder().stableHash(key);
        if (random.nextBoolean()) {
          table.add(hash, null, key, value);
        } else {
          table.merge(hash, null, key, value);
        }
        model.merge(Combines.bytes(keys.coder(), key), value, Long::sum);
        worst = Math.max(worst, table.allocated());
      }
      assertThat(worst).isLessThanOrEqualTo(budget);
      Map<List<Byte>, Long> seen = new LinkedHashMap<>();
      for (Combined<K, Long> one : all(table.finish())) {
        assertThat(seen.put(Combines.bytes(keys.coder(), one.key()), one.accumulator())).isNull();
      }
      assertThat(seen).as("keys of %s", keys.coder()).isEqualTo(model);
    }
  }

  @Test
  void extremeLongsAreKeysLikeOthers() throws IOException {
    try (var table = after(LONGS, null, COUNTS, LONGS, SMALL)) {
      long[] extremes = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE};
      for (int round = 0; round < 3; round++) {
        for (long key : extremes) {
          table.add(LONGS.stableHash(key), null, key, "x");
        }
      }
      Map<Long, Long> counts = read(table.finish());
      assertThat(counts).hasSize(5).containsValue(3L).containsKeys(0L, -1L, Long.MIN_VALUE);
      assertThat(counts.values()).containsOnly(3L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, AMPLE})
  void keysWithEqualBytesAreOneKeyWhateverTheirEquals(long budget) throws IOException {
    Coder<byte[]> coder = ByteArrayCoder.of();
    try (var table = after(coder, null, SUMS, LONGS, budget)) {
      for (int i = 0; i < 5_000; i++) {
        byte[] key = {(byte) (i % 7), 1};
        table.add(coder.stableHash(key), null, key, 1L);
        // what came is the caller's to change
        key[0] = 99;
      }
      List<Combined<byte[], Long>> results = all(table.finish());
      assertThat(results).hasSize(7);
      assertThat(results).extracting(one -> one.key()[0]).doesNotContain((byte) 99);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, AMPLE})
  void nullIsAKeyWhereTheCoderSaysSo(long budget) throws IOException {
    Coder<String> nullable = NullableCoder.of(STRINGS);
    try (var table = after(nullable, null, SUMS, LONGS, budget)) {
      for (int i = 0; i < 2_000; i++) {
        String key = i % 2 == 0 ? null : "k" + i;
        table.add(nullable.stableHash(key), null, key, 1L);
      }
      assertThat(read(table.finish())).hasSize(1_001).containsEntry(null, 1_000L);
    }
  }

  @Test
  void nullIsRefusedAtOnceWhereTheCoderDoesNotTakeIt() throws IOException {
    try (var strings = after(STRINGS, null, SUMS, LONGS, SMALL);
        var longs = after(LONGS, null, SUMS, LONGS, SMALL);
        var arrays = after(ByteArrayCoder.of(), null, SUMS, LONGS, SMALL)) {
      assertThatThrownBy(() -> strings.add(1, null, null, 1L)).isInstanceOf(CoderException.class);
      assertThatThrownBy(() -> longs.add(1, null, null, 1L))
          .isInstanceOf(CoderException.class)
          .hasMessageContaining("null");
      assertThatThrownBy(() -> arrays.add(1, null, null, 1L)).isInstanceOf(CoderException.class);
      add(strings, "a", 1L);
      assertThat(read(strings.finish())).containsOnly(Map.entry("a", 1L));
    }
  }

  @Test
  void oneKeyInManyNamespacesDoesNotCrowdTheTable() throws IOException {
    try (var table = after(STRINGS, VarIntCoder.of(), SUMS, LONGS, AMPLE)) {
      int hash = STRINGS.stableHash("k");
      for (int i = 0; i < 100_000; i++) {
        table.add(hash, i % 50_000, "k", (long) i);
      }
      Map<Object, Long> seen = new TreeMap<>();
      for (Combined<String, Long> one : all(table.finish())) {
        assertThat(one.keyHash()).isEqualTo(hash);
        seen.put(one.namespace(), one.accumulator());
      }
      assertThat(seen).hasSize(50_000).containsEntry(7, 50_014L);
    }
  }

  @Test
  void namespacesOfOneHashAreToldApart() throws IOException {
    Coder<Long> namespaces = new CollidingLongCoder(1);
    for (long budget : new long[] {SMALL, AMPLE}) {
      try (var table = after(STRINGS, namespaces, SUMS, LONGS, budget)) {
        for (long i = 0; i < 20_000; i++) {
          String key = "k" + i % 100;
          table.add(STRINGS.stableHash(key), i % 7, key, 1L);
        }
        List<Combined<String, Long>> results = all(table.finish());
        assertThat(results).hasSize(700);
        assertThat(results.stream().mapToLong(Combined::accumulator).sum()).isEqualTo(20_000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, AMPLE})
  void everyHashIsGivenOutAsItCame(long budget) throws IOException {
    Coder<Long> keys = new CollidingLongCoder(5);
    try (var table = after(keys, null, SUMS, LONGS, budget)) {
      for (long i = 0; i < 3_000; i++) {
        table.add(keys.stableHash(i), null, i, 1L);
      }
      List<Combined<Long, Long>> results = all(table.finish());
      assertThat(results)
          .hasSize(3_000)
          .isSortedAccordingTo(Combines.order(keys, STRINGS))
          .allSatisfy(one -> assertThat(one.keyHash()).isEqualTo(keys.stableHash(one.key())));
      assertThat(results).extracting(Combined::keyHash).contains(-2, -1, 0, 1, 2);
    }
  }

  @Test
  void addingToAKeyThatIsThereAllocatesNothing() throws IOException {
    for (int kind = 0; kind < Combines.KINDS; kind++) {
      allocatesNothing(Combines.keys(kind));
    }
  }

  private <K> void allocatesNothing(Combines.Keys<K> keys) throws IOException {
    List<K> known = new ArrayList<>();
    int[] hashes = new int[100];
    for (int i = 0; i < 100; i++) {
      known.add(keys.key(i));
      hashes[i] = keys.coder().stableHash(known.get(i));
    }
    try (var after = after(keys.coder(), STRINGS, SUMS, LONGS, AMPLE);
        var before =
            CombineTable.beforeExchange(
                new CombineSpec<>(keys.coder(), STRINGS, SUMS, LONGS),
                1 << 10,
                AMPLE,
                (hash, namespace, key, sum) -> {})) {
      for (var table : List.of(after, before)) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = 0;
        for (int i = 0; i < 40_000; i++) {
          if (i == 20_000) {
            start = threads.getCurrentThreadAllocatedBytes();
          }
          table.add(hashes[i % 100], "w", known.get(i % 100), 1L);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - start;
        assertThat(allocated).as("bytes, keys of %s", keys.coder()).isLessThan(20_000);
      }
    }
  }

  @Test
  void arraysCountAsWhatTheyTake() throws IOException {
    try (var table = after(LONGS, null, SUMS, LONGS, SMALL)) {
      int count = 100_000;
      for (long i = 0; i < count; i++) {
        table.add(LONGS.stableHash(i), null, i, i);
      }
      int bytes = count * (Long.BYTES + Long.BYTES);
      assertThat(((SpillingCombineTable<?, ?, ?>) table).spills())
          .isGreaterThan(bytes / (int) SMALL);
    }
  }

  @Test
  void manyNamespacesAloneMakeATableSpill() throws IOException {
    try (var table = after(STRINGS, VarIntCoder.of(), SUMS, LONGS, SMALL << 2)) {
      for (int i = 0; i < 10_000; i++) {
        table.add(STRINGS.stableHash("k"), i, "k", 1L);
        assertThat(table.allocated()).isLessThanOrEqualTo(SMALL << 2);
      }
      assertThat(all(table.finish())).hasSize(10_000);
    }
  }

  @Test
  void anAccumulatorThatGrowsWithoutEndIsSpilledInParts() throws IOException {
    try (var table = after(STRINGS, null, LISTS, LISTS_CODER, SMALL)) {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        add(table, "hot", "v" + i);
        all.add("v" + i);
        assertThat(table.allocated()).isLessThanOrEqualTo(SMALL);
      }
      assertThat(read(table.finish())).containsOnly(Map.entry("hot", all));
      assertThat(scratch.bytesWritten()).isGreaterThan(100_000);
    }
  }

  @Test
  void aFunctionThatThrowsChangesNothing() throws IOException {
    var failing = new Combines.Failing();
    try (var table = after(STRINGS, null, failing, LISTS_CODER, AMPLE)) {
      add(table, "a", "1");
      for (int i = 0; i < 3; i++) {
        failing.fail = true;
        assertThatThrownBy(() -> add(table, "a", "x")).isSameAs(failing.failure);
        assertThatThrownBy(() -> add(table, "new", "x")).isSameAs(failing.failure);
        assertThatThrownBy(() -> table.merge(STRINGS.stableHash("a"), null, "a", list("x")))
            .isSameAs(failing.failure);
        failing.fail = false;
        add(table, "b", "2");
      }
      add(table, "a", "3");
      assertThat(read(table.finish()))
          .containsOnly(Map.entry("a", list("1", "3")), Map.entry("b", list("2", "2", "2")));
    }
  }

  @Test
  void aFunctionThatThrowsWhileSpillingBreaksTheTableUnchanged() throws IOException {
    var failing = new Combines.Failing();
    try (var table = after(STRINGS, null, failing, LISTS_CODER, SMALL)) {
      failing.failCompacting = true;
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  add(table, "k" + i, "v");
                }
              })
          .isSameAs(failing.failure);
      assertThatThrownBy(() -> add(table, "a", "1"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken by an earlier failure");
    }
    assertThat(scratch.open()).isZero();
  }

  @Test
  void anAccumulatorThatCannotBeSpilledIsReportedWithItsKey() throws IOException {
    try (var table = after(STRINGS, null, LISTS, LISTS_CODER, SMALL)) {
      assertThatThrownBy(
              () -> {
                table.merge(STRINGS.stableHash("bad"), null, "bad", list("x", null));
                for (int i = 0; i < 10_000; i++) {
                  add(table, "k" + i, "v");
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("combine-per-key: cannot write sorted run 1")
          .hasMessageContaining("cannot encode the accumulator of key bad");
    }
    assertThat(scratch.open()).isZero();
  }

  @Test
  void aFullDiskNamesWhatWasBeingDone() throws IOException {
    scratch.failAfter(5_000);
    try (var table = after(LONGS, null, SUMS, LONGS, SMALL)) {
      assertThatThrownBy(
              () -> {
                for (long i = 0; i < 100_000; i++) {
                  table.add(LONGS.stableHash(i), null, i, i);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageMatching("combine-per-key: cannot write sorted run \\d+: no space left");
      assertThatThrownBy(() -> table.add(1, null, 1L, 1L))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken");
    }
    assertThat(scratch.open()).isZero();
  }

  @Test
  void bytesThatAreNoAccumulatorAreReportedWithTheKey() throws IOException {
    try (var table = after(STRINGS, null, LISTS, new Combines.Unreadable(), SMALL)) {
      for (int i = 0; i < 5_000; i++) {
        add(table, "k" + i, "v");
      }
      var results = table.finish();
      assertThatThrownBy(results::next)
          .isInstanceOf(CoderException.class)
          .hasMessageMatching("(?s).*accumulator of key k\\d+ .*cannot be read back.*");
    }
    assertThat(scratch.open()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALL, AMPLE})
  void nothingCanBeReadOnceTheTableIsClosed(long budget) throws IOException {
    var table = after(LONGS, null, SUMS, LONGS, budget);
    for (long i = 0; i < 20_000; i++) {
      table.add(LONGS.stableHash(i), null, i, i);
    }
    var results = table.finish();
    results.next();
    table.close();
    table.close();
    assertThatThrownBy(results::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> table.add(1, null, 1L, 1L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(scratch.open()).isZero();
  }

  @Test
  void misuseIsRefused() throws IOException {
    assertThatThrownBy(() -> after(LONGS, null, SUMS, LONGS, SMALL - 1))
        .hasMessageContaining("at least 16384 bytes, not 16383");
    var table = after(LONGS, null, SUMS, LONGS, SMALL);
    assertThatThrownBy(() -> table.add(0, "w", 1L, 1L))
        .hasMessageContaining("namespace w in a table made without namespaces");
    assertThatThrownBy(() -> after(LONGS, LONGS, SUMS, LONGS, SMALL).add(0, null, 1L, 1L))
        .hasMessageContaining("without namespace in a table that has namespaces");
    assertThatThrownBy(table::flush).hasMessageContaining("by finish, not by flush");
    table.finish();
    assertThatThrownBy(table::finish).hasMessageContaining("finished");
    assertThatThrownBy(() -> table.add(0, null, 1L, 1L)).hasMessageContaining("finished");
  }

  private <K, InputT, AccumT> CombineTable<K, InputT, AccumT> after(
      Coder<K> keys,
      Coder<?> namespaces,
      Accumulators<InputT, AccumT> accumulators,
      Coder<AccumT> coder,
      long budget) {
    return CombineTable.afterExchange(
        new CombineSpec<>(keys, namespaces, accumulators, coder), budget, scratch);
  }

  private static <InputT> void add(CombineTable<String, InputT, ?> table, String key, InputT value)
      throws IOException {
    table.add(STRINGS.stableHash(key), null, key, value);
  }

  private static <K, AccumT> List<Combined<K, AccumT>> all(Emission<Combined<K, AccumT>> results)
      throws IOException {
    List<Combined<K, AccumT>> all = new ArrayList<>();
    for (Combined<K, AccumT> one; (one = results.next()) != null; ) {
      all.add(one);
    }
    return all;
  }

  private static <K, AccumT> Map<K, AccumT> read(Emission<Combined<K, AccumT>> results)
      throws IOException {
    Map<K, AccumT> read = new LinkedHashMap<>();
    for (Combined<K, AccumT> one : all(results)) {
      assertThat(read.put(one.key(), one.accumulator())).isNull();
    }
    return read;
  }

  private static List<String> list(String... values) {
    List<String> list = new ArrayList<>();
    Collections.addAll(list, values);
    return list;
  }
}
