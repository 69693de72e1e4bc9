package io.millrace.runners.core.grouping;

import static io.millrace.runners.core.grouping.Combines.COUNTS;
import static io.millrace.runners.core.grouping.Combines.LISTS;
import static io.millrace.runners.core.grouping.Combines.LISTS_CODER;
import static io.millrace.runners.core.grouping.Combines.LONGS;
import static io.millrace.runners.core.grouping.Combines.STRINGS;
import static io.millrace.runners.core.grouping.Combines.SUMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombineBeforeExchangeTest {
  private static final long SMALL = 16 << 10;
  private static final long AMPLE = 64 << 20;

  @Test
  void keysThatFitAreGivenOutOnceAndOnlyByFlush() throws IOException {
    Sent<String, Long> sent = new Sent<>(STRINGS);
    try (var table = before(STRINGS, null, SUMS, LONGS, 1 << 12, AMPLE, sent)) {
      for (int i = 0; i < 100_000; i++) {
        add(table, "k" + i % 1_000, 1L);
      }
      assertThat(sent.all).isEmpty();
      table.flush();
      assertThat(sent.all).hasSize(1_000);
      assertThat(sent.all).extracting(Combined::accumulator).containsOnly(100L);
      table.flush();
      assertThat(sent.all).hasSize(1_000);
    }
  }

  @Test
  void aTableCanBeUsedAgainAfterAFlush() throws IOException {
    Sent<String, Long> sent = new Sent<>(STRINGS);
    try (var table = before(STRINGS, null, SUMS, LONGS, 1 << 12, AMPLE, sent)) {
      for (long round = 1; round <= 3; round++) {
        add(table, "a", round);
        add(table, "a", round);
        table.flush();
      }
      assertThat(sent.all).extracting(Combined::accumulator).containsExactly(2L, 4L, 6L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18})
  void nothingIsLostOrDoubled(long seed) throws IOException {
    checkNothingIsLost(seed, Combines.keys(seed));
  }

  private <K> void checkNothingIsLost(long seed, Combines.Keys<K> keys) throws IOException {
    Random random = new Random(seed);
    int maxEntries = 1 << random.nextInt(12);
    long budget = SMALL << random.nextInt(6);
    int distinct = 1 + random.nextInt(5_000);
    boolean namespaced = random.nextBoolean();
    Sent<K, List<String>> sent = new Sent<>(keys.coder());
    Map<KV<String, List<Byte>>, List<String>> model = new HashMap<>();
    long worst = 0;
    Coder<String> namespaces = namespaced ? STRINGS : null;
    try (var table =
        before(keys.coder(), namespaces, LISTS, LISTS_CODER, maxEntries, budget, sent)) {
      for (int i = 0; i < 40_000; i++) {
        // now and then only distinct keys for a while
        boolean wide = i / 10_000 % 2 == 1;
        K key = keys.key(wide ? i : (int) Math.abs(random.nextGaussian() * distinct));
        String namespace = namespaced ? "w" + random.nextInt(3) : null;
        int hash = keys.coder().stableHash(key);
        var values =
            model.computeIfAbsent(
                KV.of(namespace, Combines.bytes(keys.coder(), key)), k -> new ArrayList<>());
        if (random.nextInt(4) == 0) {
          table.merge(hash, namespace, key, list("m" + i, "n" + i));
          values.add("m" + i);
          values.add("n" + i);
        } else {
          table.add(hash, namespace, key, "v" + i);
          values.add("v" + i);
        }
        worst = Math.max(worst, table.allocated());
        if (random.nextInt(15_000) == 0) {
          table.flush();
        }
      }
      table.flush();
    }
    assertThat(worst).as("bytes, seed %s", seed).isLessThanOrEqualTo(budget);
    Map<KV<String, List<Byte>>, List<String>> seen = new HashMap<>();
    for (Combined<K, List<String>> one : sent.all) {
      seen.computeIfAbsent(
              KV.of((String) one.namespace(), Combines.bytes(keys.coder(), one.key())),
              k -> new ArrayList<>())
          .addAll(one.accumulator());
    }
    // pass-through elements overtake those of their key that are held
    seen.values().forEach(Collections::sort);
    model.values().forEach(Collections::sort);
    assertThat(seen).as("seed %s", seed).isEqualTo(model);
  }

  @Test
  void hotKeysStayWhileColdOnesMakeWay() throws IOException {
    Random random = new Random(3);
    Sent<String, Long> sent = new Sent<>(STRINGS);
    int count = 300_000;
    int hot = 0;
    // so little that keys which went must not count any longer
    long budget = SMALL << 4;
    try (var table = before(STRINGS, null, COUNTS, LONGS, 1 << 10, budget, sent)) {
      for (int i = 0; i < count; i++) {
        boolean isHot = random.nextInt(2) == 0;
        hot += isHot ? 1 : 0;
        add(table, isHot ? "hot" + random.nextInt(300) : "cold" + i, "x");
      }
      table.flush();
    }
    long hotSent = sent.all.stream().filter(one -> one.key().startsWith("hot")).count();
    assertThat(hotSent).isLessThan(hot / 20);
    assertThat(sent.all.stream().mapToLong(Combined::accumulator).sum()).isEqualTo(count);
  }

  @Test
  void accumulatorsThatWentDoNotCountAnyLonger() throws IOException {
    Sent<Long, String> sent = new Sent<>(LONGS);
    String value = "v".repeat(100);
    try (var table = before(LONGS, null, Combines.LAST, STRINGS, 1 << 8, SMALL << 3, sent)) {
      for (long i = 0; i < 20_000; i++) {
        long key = i % 2 == 0 ? i % 100 : i;
        table.add(LONGS.stableHash(key), null, key, value);
      }
    }
    long even = sent.all.stream().filter(one -> one.key() % 2 == 0).count();
    assertThat(even).isLessThan(500);
  }

  @Test
  void namespacesOfOneHashAreToldApart() throws IOException {
    Sent<String, Long> sent = new Sent<>(STRINGS);
    Coder<Long> namespaces = new CollidingLongCoder(1);
    try (var table = before(STRINGS, namespaces, SUMS, LONGS, 1 << 10, AMPLE, sent)) {
      for (long i = 0; i < 7_000; i++) {
        table.add(STRINGS.stableHash("k"), i % 7, "k", 1L);
      }
      table.flush();
    }
    assertThat(sent.all).hasSize(7);
    assertThat(sent.all).extracting(Combined::accumulator).containsOnly(1_000L);
  }

  @Test
  void aTableThatIsFullMakesRoomForOneKeyAtATime() throws IOException {
    Sent<Long, Long> sent = new Sent<>(LONGS);
    try (var table = before(LONGS, null, COUNTS, LONGS, 1 << 8, AMPLE, sent)) {
      for (long i = 0; i < 400; i++) {
        int before = sent.all.size();
        table.add(LONGS.stableHash(i), null, i, "x");
        assertThat(sent.all.size() - before).isLessThanOrEqualTo(1);
      }
      // the table was used to the full before the first went
      assertThat(sent.all.size()).isLessThan(250);
    }
  }

  @Test
  void keysThatAllDifferGoByAndAreLookedForAgainLater() throws IOException {
    Sent<Long, Long> sent = new Sent<>(LONGS);
    int entries = 1 << 8;
    try (var table = before(LONGS, null, COUNTS, LONGS, entries, AMPLE, sent)) {
      long key = 0;
      for (; key < 2 * entries + 1; key++) {
        table.add(LONGS.stableHash(key), null, key, "x");
      }
      for (int i = 0; i < 100; i++, key++) {
        table.add(LONGS.stableHash(key), null, key, "x");
        Combined<Long, Long> last = sent.all.get(sent.all.size() - 1);
        assertThat(last.key()).isEqualTo(key);
        assertThat(last.accumulator()).isOne();
      }
      // what combines well is noticed
      int before = sent.all.size();
      for (int i = 0; i < 100_000; i++) {
        table.add(LONGS.stableHash(1L), null, 1L, "x");
      }
      assertThat(sent.all.size() - before).isLessThan(4 * 2 * entries + 1);
    }
  }

  @Test
  void accumulatorsAreCompactedBeforeTheyAreGivenOut() throws IOException {
    Accumulators<String, List<String>> marking =
        new Combines.Failing() {
          @Override
          public List<String> compact(List<String> accumulator) {
            return list("compacted " + accumulator.size());
          }
        };
    Sent<String, List<String>> sent = new Sent<>(STRINGS);
    try (var table = before(STRINGS, null, marking, LISTS_CODER, 16, AMPLE, sent)) {
      for (int i = 0; i < 1_000; i++) {
        add(table, "k" + i, "x");
      }
      table.flush();
    }
    assertThat(sent.all).hasSize(1_000);
    assertThat(sent.all).extracting(Combined::accumulator).containsOnly(list("compacted 1"));
  }

  @Test
  void accumulatorsThatGrowWithoutEndAreGivenOutInTime() throws IOException {
    Sent<String, List<String>> sent = new Sent<>(STRINGS);
    try (var table = before(STRINGS, null, LISTS, LISTS_CODER, 1 << 10, SMALL, sent)) {
      for (int i = 0; i < 20_000; i++) {
        add(table, "k" + i % 3, "v" + i);
        assertThat(table.allocated()).isLessThanOrEqualTo(SMALL);
      }
      table.flush();
    }
    assertThat(sent.all).hasSizeGreaterThan(50);
    assertThat(sent.all.stream().mapToInt(one -> one.accumulator().size()).sum()).isEqualTo(20_000);
  }

  @Test
  void namespacesThatNeverEndDoNotFillTheMemory() throws IOException {
    long worst = 0;
    Sent<String, Long> sent = new Sent<>(STRINGS);
    try (var table = before(STRINGS, VarIntCoder.of(), SUMS, LONGS, 1 << 10, AMPLE, sent)) {
      int hash = STRINGS.stableHash("k");
      for (int i = 0; i < 100_000; i++) {
        table.add(hash, i / 10, "k", 1L);
        worst = Math.max(worst, table.allocated());
      }
      assertThat(worst).isLessThan(1 << 20);
      table.flush();
    }
    Map<Object, Long> sums = new LinkedHashMap<>();
    sent.all.forEach(one -> sums.merge(one.namespace(), one.accumulator(), Long::sum));
    assertThat(sums).hasSize(10_000);
    assertThat(sums.values()).containsOnly(10L);
  }

  @Test
  void aFunctionThatThrowsChangesNothing() throws IOException {
    var failing = new Combines.Failing();
    Sent<String, List<String>> sent = new Sent<>(STRINGS);
    try (var table = before(STRINGS, null, failing, LISTS_CODER, 16, AMPLE, sent)) {
      for (int i = 0; i < 100; i++) {
        add(table, "k" + i, "v");
        failing.fail = true;
        String key = "k" + i;
        assertThatThrownBy(() -> add(table, key, "x")).isSameAs(failing.failure);
        assertThatThrownBy(() -> add(table, "new", "x")).isSameAs(failing.failure);
        failing.fail = false;
      }
      table.flush();
    }
    assertThat(sent.all).hasSize(100);
    assertThat(sent.all).extracting(Combined::accumulator).containsOnly(list("v"));
  }

  @Test
  void aReceiverThatThrowsBreaksTheTableUnchanged() throws IOException {
    RuntimeException failure = new IllegalStateException("full");
    try (var table =
        CombineTable.beforeExchange(
            new CombineSpec<>(STRINGS, null, SUMS, LONGS),
            16,
            AMPLE,
            (hash, namespace, key, accumulator) -> {
              throw failure;
            })) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  add(table, "k" + i, 1L);
                }
              })
          .isSameAs(failure);
      assertThatThrownBy(table::flush)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broken by an earlier failure");
    }
  }

  @Test
  void misuseIsRefused() throws IOException {
    Sent<Long, Long> sent = new Sent<>(LONGS);
    assertThatThrownBy(() -> before(LONGS, null, SUMS, LONGS, 0, AMPLE, sent))
        .hasMessageContaining("maxEntries=0");
    assertThatThrownBy(() -> before(LONGS, null, SUMS, LONGS, 16, 1, sent))
        .hasMessageContaining("at least 16384 bytes, not 1");
    var table = before(LONGS, null, SUMS, LONGS, 16, AMPLE, sent);
    assertThatThrownBy(() -> table.add(0, "w", 1L, 1L))
        .hasMessageContaining("namespace w in a table made without namespaces");
    assertThatThrownBy(table::finish).hasMessageContaining("by flush, not by finish");
    table.close();
    table.close();
    assertThatThrownBy(() -> table.add(0, null, 1L, 1L)).hasMessageContaining("closed");
    assertThatThrownBy(table::flush).hasMessageContaining("closed");
    assertThat(sent.all).isEmpty();
  }

  /** What came out, checked for its hash. */
  private static final class Sent<K, AccumT> implements CombineTable.Emitter<K, AccumT> {
    private final Coder<K> coder;
    private final List<Combined<K, AccumT>> all = new ArrayList<>();

    Sent(Coder<K> coder) {
      this.coder = coder;
    }

    @Override
    public void emit(int keyHash, Object namespace, K key, AccumT accumulator) {
      assertThat(keyHash).isEqualTo(coder.stableHash(key));
      all.add(new Combined<>(keyHash, namespace, key, accumulator));
    }
  }

  private static <K, InputT, AccumT> CombineTable<K, InputT, AccumT> before(
      Coder<K> keys,
      Coder<?> namespaces,
      Accumulators<InputT, AccumT> accumulators,
      Coder<AccumT> coder,
      int maxEntries,
      long budget,
      Sent<K, AccumT> sent) {
    return CombineTable.beforeExchange(
        new CombineSpec<>(keys, namespaces, accumulators, coder), maxEntries, budget, sent);
  }

  private static <InputT> void add(CombineTable<String, InputT, ?> table, String key, InputT value)
      throws IOException {
    table.add(STRINGS.stableHash(key), null, key, value);
  }

  private static List<String> list(String... values) {
    List<String> list = new ArrayList<>();
    Collections.addAll(list, values);
    return list;
  }
}
