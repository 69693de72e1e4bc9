package io.millrace.runners.distributed.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every change of one byte, every cut and every missing file of a whole checkpoint is noticed. */
class CheckpointCorruptionTest {

  private final MemoryStore store = new MemoryStore();
  private final StepDriver driver = new StepDriver(store, 1);
  private final StoreCalls calls =
      new StoreCalls(driver.calls().scope(), new Retries(3, 1_000, 8_000));
  private final CheckpointStore checkpoints = new CheckpointStore("job", calls);
  private final StateFiles files = new StateFiles("job", calls);
  private final List<ByteString> contents = new ArrayList<>();

  private CheckpointComplete make(long number, int size) {
    Random random = new Random(number);
    contents.clear();
    List<List<StateFile>> slots = new ArrayList<>();
    for (int slot = 0; slot < 2; slot++) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      contents.add(ByteString.copyFrom(bytes));
      List<StateFile> written = new ArrayList<>();
      files.write(
          StateFiles.path(1, number, slot, "state"),
          contents.get(slot),
          file -> written.add(file.orElseThrow()));
      driver.settle();
      slots.add(written);
    }
    List<CheckpointComplete> published = new ArrayList<>();
    checkpoints.publish(
        new Manifest("a job", number, 1, slots), record -> published.add(record.orElseThrow()));
    driver.settle();
    return published.get(0);
  }

  /** All contents, or nothing if anything is wrong. */
  private Optional<List<ByteString>> restore(CheckpointComplete record) {
    List<List<ByteString>> restored = new ArrayList<>();
    checkpoints.read(
        record,
        manifest -> {
          List<StateFile> all = new ArrayList<>();
          manifest.slots().forEach(all::addAll);
          files.read(all, restored::add, failure -> assertThat(failure.corrupt()).isTrue());
        },
        cause -> {});
    driver.settle();
    return restored.stream().findFirst();
  }

  @Test
  void everyChangeOfAByteIsNoticed() {
    CheckpointComplete record = make(1, 150);
    assertThat(restore(record)).hasValue(contents);
    int cases = 0;
    for (String key : List.copyOf(store.objects.keySet())) {
      ByteString whole = store.objects.get(key);
      for (int i = 0; i < whole.size(); i++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] bytes = whole.toByteArray();
          bytes[i] ^= (byte) (1 << bit);
          store.objects.put(key, ByteString.copyFrom(bytes));
          assertThat(restore(record)).as(key + " at " + i).isEmpty();
          cases++;
        }
      }
      store.objects.put(key, whole);
    }
    assertThat(cases).isGreaterThan(3_500);
    assertThat(restore(record)).hasValue(contents);
  }

  @Test
  void everyCutAndEveryMissingFileIsNoticed() {
    CheckpointComplete record = make(1, 150);
    for (String key : List.copyOf(store.objects.keySet())) {
      ByteString whole = store.objects.get(key);
      for (int i = 0; i < whole.size(); i++) {
        store.objects.put(key, whole.substring(0, i));
        assertThat(restore(record)).as(key + " cut at " + i).isEmpty();
      }
      store.objects.remove(key);
      assertThat(restore(record)).as(key + " missing").isEmpty();
      store.objects.put(key, whole.concat(ByteString.copyFrom(new byte[1])));
      assertThat(restore(record)).as(key + " with a byte more").isEmpty();
      store.objects.put(key, whole);
    }
  }

  @Test
  void filesInEachOthersPlaceAreNoticed() {
    CheckpointComplete record = make(1, 150);
    String first = "job/" + StateFiles.path(1, 1, 0, "state");
    String second = "job/" + StateFiles.path(1, 1, 1, "state");
    ByteString bytes = store.objects.get(first);
    store.objects.put(first, store.objects.get(second));
    store.objects.put(second, bytes);
    assertThat(restore(record)).isEmpty();
  }

  @Test
  void anOlderManifestUnderTheNameOfANewerIsNoticed() {
    CheckpointComplete first = make(1, 10);
    CheckpointComplete second = make(2, 10);
    store.objects.put(
        "job/" + second.getManifest(), store.objects.get("job/" + first.getManifest()));
    assertThat(restore(second)).isEmpty();
  }

  @Test
  void chunksOfAllSizesComeBack() throws Exception {
    TreeMap<Integer, ByteString> sizes = new TreeMap<>();
    for (int size :
        new int[] {0, 1, ChunkedBytes.CHUNK_BYTES - 1, ChunkedBytes.CHUNK_BYTES, 200_000}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      sizes.put(size, ByteString.copyFrom(bytes));
    }
    for (ByteString content : sizes.values()) {
      assertThat(ChunkedBytes.decode(ChunkedBytes.encode(content))).isEqualTo(content);
    }
  }
}
