package io.millrace.runners.core.grouping;

import static io.millrace.runners.core.grouping.Combines.COUNTS;
import static io.millrace.runners.core.grouping.Combines.LISTS;
import static io.millrace.runners.core.grouping.Combines.LISTS_CODER;
import static io.millrace.runners.core.grouping.Combines.LONGS;
import static io.millrace.runners.core.grouping.Combines.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.VarLongCoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTableTest {
  private static final int ENTRIES = 1 << 10;
  private static final long SMALL = 16 << 10;
  private static final long AMPLE = 64 << 20;
  private static final long GAP = 10;

  /** What a table gave out. */
  private record Session<K, A>(int hash, long start, long end, K key, A accumulator) {}

  private final List<Session<String, Long>> sent = new ArrayList<>();

  private SessionTable<String, Object, Long> counts(int maxEntries) {
    return new SessionTable<>(
        new CombineSpec<>(STRINGS, null, COUNTS, LONGS), maxEntries, AMPLE, this::take);
  }

  private void take(int hash, long start, long end, String key, Long accumulator) {
    sent.add(new Session<>(hash, start, end, key, accumulator));
  }

  private static void add(SessionTable<String, Object, Long> table, String key, long time)
      throws IOException {
    table.add(STRINGS.stableHash(key), key, "x", time, time + GAP);
  }

  private static Session<String, Long> session(String key, long start, long end, long count) {
    return new Session<>(STRINGS.stableHash(key), start, end, key, count);
  }

  @Test
  void valuesOfAKeyWhoseSessionsOverlapAreOne() throws IOException {
    var table = counts(ENTRIES);
    add(table, "a", 10);
    add(table, "b", 11);
    add(table, "a", 19);
    add(table, "a", 5);
    assertThat(sent).isEmpty();
    table.flush();
    assertThat(sent).containsExactlyInAnyOrder(session("a", 5, 29, 3), session("b", 11, 21, 1));
    table.flush();
    assertThat(sent).hasSize(2);
  }

  @Test
  void ruleM1SessionsThatOnlyTouchStayTwo() throws IOException {
    var table = counts(ENTRIES);
    add(table, "a", 10);
    add(table, "a", 20);
    assertThat(sent).containsExactly(session("a", 10, 20, 1));
    add(table, "a", 10);
    assertThat(sent).containsExactly(session("a", 10, 20, 1), session("a", 20, 30, 1));
    table.flush();
    assertThat(sent).hasSize(3).endsWith(session("a", 10, 20, 1));
  }

  @Test
  void whatPassesLeavesTheSessionOfItsKeyAlone() throws IOException {
    var table = counts(ENTRIES);
    add(table, "a", 10);
    table.pass(STRINGS.stableHash("a"), "a", "x", 12, 22);
    assertThat(sent).containsExactly(session("a", 12, 22, 1));
    table.flush();
    assertThat(sent).endsWith(session("a", 10, 20, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18})
  void nothingIsLostOrDoubledOrInASessionThatItDoesNotBelongTo(long seed) throws IOException {
    check(seed, Combines.keys(seed));
  }

  private <K> void check(long seed, Combines.Keys<K> keys) throws IOException {
    Random random = new Random(seed);
    int maxEntries = 1 << random.nextInt(12);
    long budget = SMALL << random.nextInt(6);
    int distinct = 1 + random.nextInt(3_000);
    List<Session<K, List<String>>> given = new ArrayList<>();
    Map<String, Session<K, String>> values = new HashMap<>();
    var table =
        new SessionTable<K, String, List<String>>(
            new CombineSpec<>(keys.coder(), null, LISTS, LISTS_CODER),
            maxEntries,
            budget,
            (hash, start, end, key, all) -> given.add(new Session<>(hash, start, end, key, all)));
    for (int i = 0; i < 40_000; i++) {
      // now and then only distinct keys for a while
      boolean wide = i / 10_000 % 2 == 1;
      K key = keys.key(wide ? i : (int) Math.abs(random.nextGaussian() * distinct));
      int hash = keys.coder().stableHash(key);
      long time = i / 100 + random.nextInt(20);
      values.put("v" + i, new Session<>(hash, time, time + GAP, key, "v" + i));
      table.add(hash, key, "v" + i, time, time + GAP);
      assertThat(table.allocated()).as("bytes, seed %s", seed).isLessThanOrEqualTo(budget);
      if (random.nextInt(15_000) == 0) {
        table.flush();
      }
    }
    table.flush();
    for (Session<K, List<String>> session : given) {
      List<Session<K, String>> parts = session.accumulator().stream().map(values::remove).toList();
      assertThat(parts).as("each once, seed %s", seed).doesNotContainNull();
      checkParts(seed, keys, session, parts);
    }
    assertThat(values).as("left over, seed %s", seed).isEmpty();
  }

  private static <K> void checkParts(
      long seed, Combines.Keys<K> keys, Session<K, ?> session, List<Session<K, String>> parts) {
    List<Byte> key = Combines.bytes(keys.coder(), session.key());
    assertThat(parts)
        .as("of one key, seed %s", seed)
        .allMatch(part -> part.hash() == session.hash())
        .allMatch(part -> Combines.bytes(keys.coder(), part.key()).equals(key));
    List<Long> starts = new ArrayList<>(parts.stream().map(Session::start).toList());
    Collections.sort(starts);
    long end = starts.get(0);
    assertThat(session.start()).isEqualTo(end);
    end += 1;
    for (long start : starts) {
      assertThat(start).as("overlaps with those before, seed %s", seed).isLessThan(end);
      end = start + GAP;
    }
    assertThat(session.end()).isEqualTo(end);
  }

  @Test
  void aTableThatIsFullGivesOutAllAndGoesOn() throws IOException {
    var table = counts(16);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 17; i++) {
        add(table, "k" + i, 10);
      }
    }
    assertThat(sent).hasSizeBetween(16, 34);
    table.flush();
    assertThat(sent.stream().mapToLong(Session::accumulator).sum()).isEqualTo(34);
  }

  @Test
  void keysThatHardlyComeAgainGoByAndAreLookedForAgainLater() throws IOException {
    int entries = 1 << 8;
    var table = counts(entries);
    int i = 0;
    for (; i < 2 * entries + 1; i++) {
      add(table, "k" + i, i);
    }
    for (int n = 0; n < 100; n++, i++) {
      add(table, "k" + i, i);
      assertThat(sent.get(sent.size() - 1)).isEqualTo(session("k" + i, i, i + GAP, 1));
    }
    int before = sent.size();
    for (int n = 0; n < 100_000; n++) {
      add(table, "hot", i);
    }
    assertThat(sent.size() - before).isLessThan(4 * 2 * entries + 1);
  }

  @Test
  void valuesInAnyOrderOfTimeGoByToo() throws IOException {
    int entries = 1 << 8;
    var table = counts(entries);
    Random random = new Random(7);
    for (int i = 0; i < 2 * entries + 1; i++) {
      add(table, "k" + i % 10, random.nextInt(1_000_000));
    }
    int before = sent.size();
    add(table, "k1", 5);
    assertThat(sent).hasSize(before + 1).endsWith(session("k1", 5, 15, 1));
  }

  @Test
  void whatItCannotDoIsRefused() {
    assertThatThrownBy(
            () ->
                new SessionTable<>(
                    new CombineSpec<>(STRINGS, VarLongCoder.of(), COUNTS, LONGS),
                    16,
                    AMPLE,
                    this::take))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("namespaces");
    assertThatThrownBy(() -> counts(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxEntries=0");
  }
}
