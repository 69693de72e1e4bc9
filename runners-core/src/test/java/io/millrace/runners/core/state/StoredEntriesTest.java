package io.millrace.runners.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.core.store.SortedStore;
import io.millrace.runners.core.store.StateTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries at hand and in a table look like a sorted map. */
class StoredEntriesTest {

  private static final byte[] PLACE = {7, 7, 7, 7, 0};

  private static byte[] key(SplittableRandom random) {
    byte[] key = new byte[random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) - 2);
    }
    return key;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void entriesAreTheSameBeforeAndAfterTheyAreWrittenBack(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SortedStore store = new SortedStore();
    StoreSpace space = new StoreSpace(store);
    StateTable table = space.tableOfScopes("t");
    table.put(new byte[] {7, 7, 7, 7, -1}, new byte[] {1});
    StoredEntries entries = new StoredEntries(space, table, PLACE, false);
    TreeMap<byte[], Byte> expected = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 5000; i++) {
      byte[] key = key(random);
      switch (random.nextInt(12)) {
        case 0 -> {
          boolean any = entries.writeBack();
          assertThat(any).as("seed " + seed + ", step " + i).isEqualTo(!expected.isEmpty());
          entries = new StoredEntries(space, table, PLACE, any);
          assertThat(store.size()).isEqualTo(1 + expected.size());
        }
        case 1 -> {
          if (random.nextInt(6) == 0) {
            entries.clear();
            expected.clear();
          }
        }
        case 2, 3, 4 -> {
          entries.remove(key);
          expected.remove(key);
        }
        case 5, 6, 7 -> {
          byte value = (byte) random.nextInt();
          entries.put(key, new byte[] {value});
          expected.put(key, value);
        }
        case 8 -> {
          byte[] to = key(random);
          List<String> found = new ArrayList<>();
          entries.list(key, to).forEach(e -> found.add(text(e.subKey(), e.value()[0])));
          List<String> wanted =
              Arrays.compareUnsigned(key, to) >= 0
                  ? List.of()
                  : texts(expected.subMap(key, true, to, false));
          assertThat(found).as("seed " + seed + ", step " + i).isEqualTo(wanted);
        }
        case 9 -> {
          int most = 1 + random.nextInt(3);
          List<String> found = new ArrayList<>();
          entries.scan(
              key,
              null,
              (subKey, value) -> {
                found.add(text(subKey, value[0]));
                return found.size() < most;
              });
          List<String> wanted = texts(expected.tailMap(key, true));
          assertThat(found).isEqualTo(wanted.subList(0, Math.min(most, wanted.size())));
        }
        default -> {
          byte[] value = entries.get(key);
          Byte wanted = expected.get(key);
          assertThat(value == null ? null : (Byte) value[0]).isEqualTo(wanted);
        }
      }
    }
  }

  private static String text(byte[] key, byte value) {
    return Arrays.toString(key) + "=" + value;
  }

  private static List<String> texts(Map<byte[], Byte> entries) {
    List<String> texts = new ArrayList<>();
    entries.forEach((key, value) -> texts.add(text(key, value)));
    return texts;
  }
}
