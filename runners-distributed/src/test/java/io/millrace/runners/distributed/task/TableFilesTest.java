package io.millrace.runners.distributed.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.runners.core.store.StoreSnapshot;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.checkpoint.StateFiles;
import io.millrace.runners.distributed.machine.Retries;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.testkit.MemoryStore;
import io.millrace.runners.distributed.testkit.StepDriver;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.runners.host.state.StateDirectory;
import io.millrace.runners.host.state.TaskStores;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a store on their way to the store of the cluster and back. */
class TableFilesTest {

  /** Files that are there: tables stay the same, the file "CURRENT" does not. */
  private final class Snapshot implements StoreSnapshot {
    private final TreeMap<String, String> contents = new TreeMap<>();
    private boolean unreadable;

    Snapshot(String... tables) {
      contents.put("CURRENT", String.join(" ", tables));
      for (String table : tables) {
        contents.put(table + ".sst", "the table " + table);
      }
    }

    @Override
    public String store() {
      return "0-Count";
    }

    @Override
    public List<File> files() {
      return contents.entrySet().stream()
          .map(e -> new File(e.getKey(), e.getValue().length(), e.getKey().endsWith(".sst")))
          .toList();
    }

    @Override
    public byte[] read(String name) throws IOException {
      if (unreadable) {
        throw new NoSuchFileException(name);
      }
      return contents.get(name).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      closed.add(contents.get("CURRENT"));
    }
  }

  @TempDir Path directory;

  private final MemoryStore store = new MemoryStore();
  private final StepDriver driver = new StepDriver(store, 1);
  private final List<String> closed = new ArrayList<>();
  private final TreeMap<Long, List<StateFile>> kept = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private TableFiles tables = tables(1, List.of());

  private TableFiles tables(long attempt, List<StateFile> restored) {
    Scope scope = driver.calls().scope();
    SlotStart start =
        new SlotStart("job", "jobs/job", attempt, 0, 1, ByteString.EMPTY, 1, restored, false);
    return new TableFiles(
        start,
        scope,
        new StateFiles("jobs/job", new StoreCalls(scope, new Retries(2, 1_000_000, 1_000_000))));
  }

  private void write(long checkpoint, Snapshot snapshot) {
    tables.write(checkpoint, List.of(snapshot), files -> kept.put(checkpoint, files));
  }

  /** What was written since this was asked last, without the folders. */
  private List<String> written() {
    List<String> names = new ArrayList<>();
    for (StoreOp op : driver.ops) {
      if (op instanceof StoreOp.Put put) {
        names.add(put.key().substring(put.key().lastIndexOf('/') + 1));
      }
    }
    driver.ops.clear();
    return names;
  }

  @Test
  void onlyFilesTravelThatTheLastCompleteCheckpointDoesNotHave() {
    write(1, new Snapshot("a", "b"));
    driver.settle();
    assertThat(written())
        .containsExactly("0-0-Count-CURRENT", "0-0-Count-a.sst", "0-0-Count-b.sst", "0-stores");
    assertThat(closed).containsExactly("a b");
    tables.complete(1);
    write(2, new Snapshot("b", "c"));
    driver.settle();
    assertThat(written()).containsExactly("0-0-Count-CURRENT", "0-0-Count-c.sst", "0-stores");
    assertThat(kept.get(2L).stream().map(StateFile::path))
        .contains("state/1/1/0-0-Count-b.sst", "state/1/2/0-0-Count-c.sst");
  }

  /** It may have been given up, and what only it has is deleted then. */
  @Test
  void whatAnIncompleteCheckpointHasTravelsAgain() {
    write(1, new Snapshot("a"));
    driver.settle();
    written();
    write(2, new Snapshot("a"));
    driver.settle();
    assertThat(written()).contains("0-0-Count-a.sst");
  }

  @Test
  void whatIsUnderWayForACheckpointThatWasGivenUpIsLeft() {
    write(1, new Snapshot("a", "b", "c", "d"));
    driver.step();
    write(2, new Snapshot("e"));
    driver.settle();
    assertThat(kept).containsOnlyKeys(2L);
    assertThat(closed).containsExactly("a b c d", "e");
  }

  @Test
  void aFileThatCannotBeReadKeepsTheCheckpointFromBeingMadeAloud() {
    Snapshot snapshot = new Snapshot("a");
    snapshot.unreadable = true;
    write(1, snapshot);
    driver.settle();
    assertThat(kept).isEmpty();
    assertThat(closed).containsExactly("a");
    assertThat(driver.alarms)
        .singleElement()
        .asString()
        .contains("checkpoint 1 of job", "CURRENT of 0-Count");
  }

  private TaskStores restore(List<StateFile> files) {
    TaskStores stores = new StateDirectory(directory).stores(PipelineOptionsFactory.create());
    tables = tables(2, files);
    driver.settle();
    new StateFiles(
            "jobs/job",
            new StoreCalls(driver.calls().scope(), new Retries(2, 1_000_000, 1_000_000)))
        .read(
            files.subList(0, 1),
            contents ->
                tables.read(
                    contents.get(0),
                    stores,
                    new TableFiles.Restoring() {
                      @Override
                      public void gotOn() {}

                      @Override
                      public void restored() {
                        told.add("restored");
                      }

                      @Override
                      public void failed(String cause, boolean corrupt) {
                        told.add((corrupt ? "corrupt: " : "failed: ") + cause);
                      }
                    }),
            failure -> told.add(failure.cause()));
    driver.settle();
    return stores;
  }

  @Test
  void filesComeBackToWhereTheStoreIsOpenedAndNeedNotTravelAgain() throws Exception {
    write(1, new Snapshot("a", "b"));
    driver.settle();
    written();
    TaskStores stores = restore(kept.get(1L));
    assertThat(told).containsExactly("restored");
    assertThat(Files.readString(stores.fileOf("0-Count", "a.sst"))).isEqualTo("the table a");
    assertThat(Files.readString(stores.fileOf("0-Count", "CURRENT"))).isEqualTo("a b");
    write(2, new Snapshot("a", "b"));
    driver.settle();
    assertThat(written()).containsExactly("0-0-Count-CURRENT", "0-stores");
  }

  @Test
  void aFileThatIsGoneIsSaidToBeGone() {
    write(1, new Snapshot("a", "b"));
    driver.settle();
    store.objects.remove("jobs/job/state/1/1/0-0-Count-b.sst");
    restore(kept.get(1L));
    assertThat(told).containsExactly("corrupt: state/1/1/0-0-Count-b.sst is missing");
  }

  @Test
  void aFileThatIsAnotherIsSaidToBeCorrupt() {
    write(1, new Snapshot("a", "b"));
    driver.settle();
    store.objects.put("jobs/job/state/1/1/0-0-Count-b.sst", ByteString.copyFromUtf8("the table B"));
    restore(kept.get(1L));
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("corrupt: state/1/1/0-0-Count-b.sst")
        .contains("SHA-256 differs");
  }

  @Test
  void anIndexThatNamesOtherFilesIsRefused() {
    write(1, new Snapshot("a", "b"));
    driver.settle();
    restore(kept.get(1L).subList(0, 2));
    assertThat(told)
        .containsExactly("corrupt: the index of stores names a file that the slot did not keep");
  }
}
