package io.millrace.runners.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.store.StateStore;
import io.millrace.runners.core.store.StateTable;
import io.millrace.runners.core.store.StoreSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables in RocksDB do what the interface says. */
class RocksStoreTest {

  private static final long CACHE_BYTES = 8 << 20;

  @TempDir Path directory;

  private StateStore open() throws Exception {
    return new RocksBackend().open(directory.resolve("db"), CACHE_BYTES);
  }

  private static byte[] key(SplittableRandom random, int least) {
    byte[] key = new byte[least + random.nextInt(3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) - 2);
    }
    return key;
  }

  /** Small tables, so that scans and ranges meet changes that were made just before. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aTableIsASortedMap(int prefixBytes) throws Exception {
    SplittableRandom random = new SplittableRandom(prefixBytes);
    try (StateStore store = open()) {
      StateTable table = store.table("t", prefixBytes);
      StateTable other = store.table("other", 2 - prefixBytes);
      other.put(new byte[] {1, 2}, new byte[] {3});
      NavigableMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
      for (int step = 0; step < 30_000; step++) {
        byte[] key = key(random, prefixBytes);
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> {
            byte[] value = new byte[random.nextInt(200)];
            table.put(key, value);
            expected.put(key, value);
          }
          case 3 -> {
            table.delete(key);
            expected.remove(key);
          }
          case 4 -> {
            byte[] to = key(random, prefixBytes);
            if (random.nextInt(5) == 0 && Arrays.compareUnsigned(key, to) < 0) {
              table.deleteRange(key, to);
              expected.subMap(key, true, to, false).clear();
            }
          }
          case 5 -> {
            byte[] to = random.nextBoolean() ? null : key(random, prefixBytes);
            if (to == null || Arrays.compareUnsigned(key, to) < 0) {
              int most = 1 + random.nextInt(20);
              assertThat(scan(table, key, to, most))
                  .as("step " + step)
                  .isEqualTo(
                      entries(
                          to == null
                              ? expected.tailMap(key, true)
                              : expected.subMap(key, true, to, false),
                          most));
            }
          }
          default -> assertThat(table.get(key)).as("step " + step).isEqualTo(expected.get(key));
        }
      }
      assertThat(other.get(new byte[] {1, 2})).containsExactly(3);
    }
  }

  private static List<String> scan(StateTable table, byte[] from, byte[] to, int most) {
    List<String> found = new ArrayList<>();
    table.scan(
        from,
        to,
        (key, value) -> {
          found.add(Arrays.toString(key) + value.length);
          return found.size() < most;
        });
    return found;
  }

  private static List<String> entries(NavigableMap<byte[], byte[]> range, int most) {
    List<String> entries = new ArrayList<>();
    range.forEach((key, value) -> entries.add(Arrays.toString(key) + value.length));
    return entries.subList(0, Math.min(most, entries.size()));
  }

  /** More than what is kept in memory, so that it is read from files. */
  @Test
  void whatDoesNotFitIntoMemoryIsOnDisk() throws Exception {
    int count = 100_000;
    try (StateStore store = open()) {
      StateTable table = store.table("t", 4);
      for (int i = 0; i < count; i++) {
        table.put(bytes(i * 0x9e3779b9), new byte[200]);
      }
      for (int i = 0; i < count; i += 7) {
        assertThat(table.get(bytes(i * 0x9e3779b9))).hasSize(200);
        assertThat(table.get(Arrays.copyOf(bytes(i * 0x9e3779b9), 5))).isNull();
      }
      int[] seen = new int[1];
      table.scan(
          new byte[0],
          null,
          (key, value) -> {
            seen[0]++;
            return true;
          });
      assertThat(seen[0]).isEqualTo(count);
      try (var files = java.nio.file.Files.list(directory.resolve("db"))) {
        assertThat(files.filter(file -> file.toString().endsWith(".sst"))).isNotEmpty();
      }
    }
  }

  private static byte[] bytes(int number) {
    return java.nio.ByteBuffer.allocate(4).putInt(number).array();
  }

  @Test
  void aTableThatWasDroppedCanBeMadeAnew() throws Exception {
    try (StateStore store = open()) {
      StateTable table = store.table("t", 0);
      table.put(new byte[] {1}, new byte[] {1});
      table.drop();
      table.drop();
      assertThat(store.table("t", 0).get(new byte[] {1})).isNull();
    }
  }

  @Test
  void memoryIsSharedAndGivenBackAndAClosedStoreSaysSo() throws Exception {
    int before = SharedMemory.sizesInUse();
    RocksBackend backend = new RocksBackend();
    StateStore one = backend.open(directory.resolve("one"), CACHE_BYTES + 1);
    StateStore two = backend.open(directory.resolve("two"), CACHE_BYTES + 1);
    assertThat(SharedMemory.sizesInUse()).isEqualTo(before + 1);
    StateTable table = one.table("t", 0);
    one.close();
    one.close();
    table.drop();
    assertThatThrownBy(() -> table.get(new byte[1])).hasMessageContaining("is closed");
    assertThatThrownBy(() -> one.table("u", 0)).hasMessageContaining("is closed");
    assertThat(two.table("t", 0).get(new byte[1])).isNull();
    two.close();
    assertThat(SharedMemory.sizesInUse()).isEqualTo(before);
  }

  @Test
  void aDirectoryThatHasAStoreIsRefused() throws Exception {
    int before = SharedMemory.sizesInUse();
    open().close();
    assertThatThrownBy(this::open)
        .isInstanceOf(java.io.IOException.class)
        .hasMessageContaining(directory.toString());
    assertThat(SharedMemory.sizesInUse()).isEqualTo(before);
  }

  @Test
  void aSnapshotHasWhatWasThereAndIsOpenedAsAStoreOfItsOwn() throws Exception {
    Path copy = directory.resolve("copy");
    StoreSnapshot first;
    StoreSnapshot second;
    try (StateStore store = open()) {
      StateTable table = store.table("t", 2);
      table.put(new byte[] {1, 2, 3}, new byte[] {4});
      first = store.snapshot();
      table.put(new byte[] {1, 2, 3}, new byte[] {5});
      table.put(new byte[] {1, 3}, new byte[] {6});
      second = store.snapshot();
    }
    // The first snapshot's table is a file of the second, which need not be taken again.
    assertThat(lasting(second))
        .containsAll(lasting(first))
        .hasSizeGreaterThan(lasting(first).size());
    assertThat(first.store()).isEqualTo("db");
    for (StoreSnapshot.File file : first.files()) {
      Files.createDirectories(copy);
      Files.write(copy.resolve(file.name()), first.read(file.name()));
      if (file.lasting()) {
        assertThat(second.read(file.name())).isEqualTo(first.read(file.name()));
      }
    }
    try (StateStore store = new RocksBackend().reopen(copy, CACHE_BYTES)) {
      StateTable table = store.table("t", 2);
      assertThat(table.get(new byte[] {1, 2, 3})).containsExactly(4);
      assertThat(table.get(new byte[] {1, 3})).isNull();
      assertThat(store.table("new", 0).get(new byte[] {1})).isNull();
    }
    first.close();
    second.close();
    try (var left = Files.list(directory)) {
      assertThat(left.filter(path -> path.toString().contains("snapshot"))).isEmpty();
    }
  }

  private static List<String> lasting(StoreSnapshot snapshot) {
    return snapshot.files().stream()
        .filter(StoreSnapshot.File::lasting)
        .map(StoreSnapshot.File::name)
        .toList();
  }

  @Test
  void whatIsNoSnapshotIsNotOpened() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("copy"));
    assertThatThrownBy(() -> new RocksBackend().reopen(copy, CACHE_BYTES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("copy");
    Files.writeString(copy.resolve("CURRENT"), "MANIFEST-000005\n");
    assertThatThrownBy(() -> new RocksBackend().reopen(copy, CACHE_BYTES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("copy");
    assertThat(SharedMemory.sizesInUse()).isZero();
  }
}
