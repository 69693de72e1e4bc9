package io.millrace.runners.distributed.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.cluster.v1.StoreIndex;
import io.millrace.cluster.v1.StoreTables;
import io.millrace.cluster.v1.TableFile;
import io.millrace.runners.core.store.StoreSnapshot;
import io.millrace.runners.distributed.checkpoint.Sha256;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.checkpoint.StateFiles;
import io.millrace.runners.distributed.machine.Scope;
import io.millrace.runners.distributed.machine.WorkResult;
import io.millrace.runners.distributed.worker.SlotStart;
import io.millrace.runners.host.state.TaskStores;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a slot's stores into the store of the cluster for each checkpoint, and back.
 * Only files travel that the last complete checkpoint does not have; the others are named again,
 * under the paths that they have. What is read and written takes place elsewhere, one file after
 * the other, while the slot goes on. Not thread-safe.
 *
 * <p>That a checkpoint was complete is told late, perhaps when others have followed it and its
 * files are gone: whoever makes the manifest looks whether all that is named is there.
 */
final class TableFiles {

  /** A file that stays the same, by the store and its name there. */
  private record Lasting(String store, String name) {}

  private final SlotStart start;
  private final Scope scope;
  private final StateFiles files;

  /** What the last complete checkpoint has. */
  private Map<Lasting, StateFile> complete = new HashMap<>();

  /** What later checkpoints have, by their numbers. */
  private final TreeMap<Long, Map<Lasting, StateFile>> kept = new TreeMap<>();

  private @Nullable Upload current;

  TableFiles(SlotStart start, Scope scope, StateFiles files) {
    this.start = start;
    this.scope = scope;
    this.files = files;
  }

  // ---- To the store

  /** What is under way to the store for one checkpoint. */
  private final class Upload {
    private final long checkpoint;
    private final List<StoreSnapshot> snapshots;
    private final Consumer<List<StateFile>> then;
    private final ArrayDeque<Runnable> left = new ArrayDeque<>();
    private final List<StateFile> written = new ArrayList<>();
    private final Map<Lasting, StateFile> lasting = new HashMap<>();
    private final StoreIndex.Builder index = StoreIndex.newBuilder();
    private boolean waits;
    private boolean over;

    Upload(long checkpoint, List<StoreSnapshot> snapshots, Consumer<List<StateFile>> then) {
      this.checkpoint = checkpoint;
      this.snapshots = snapshots;
      this.then = then;
      for (StoreSnapshot snapshot : snapshots) {
        left.add(() -> index.addStores(StoreTables.newBuilder().setStore(snapshot.store())));
        snapshot.files().forEach(file -> left.add(() -> take(snapshot, file)));
      }
    }

    /** Does what is left, until something has to be waited for. */
    void goOn() {
      waits = false;
      while (!waits && !left.isEmpty()) {
        left.remove().run();
      }
      if (!waits) {
        writeIndex();
      }
    }

    private void take(StoreSnapshot snapshot, StoreSnapshot.File file) {
      Lasting key = new Lasting(snapshot.store(), file.name());
      StateFile there = file.lasting() ? complete.get(key) : null;
      if (there != null && there.size() == file.size()) {
        taken(key, file, there);
        return;
      }
      waits = true;
      scope.offload(
          () -> {
            ByteString bytes = UnsafeByteOperations.unsafeWrap(snapshot.read(file.name()));
            return Sha256.of(bytes).concat(bytes);
          },
          result -> {
            if (over) {
              return;
            }
            if (result instanceof WorkResult.Done done) {
              write(key, file, done.result());
            } else {
              failed(file.name() + " of " + snapshot.store() + " cannot be read: " + result);
            }
          });
    }

    private void write(Lasting key, StoreSnapshot.File file, ByteString digestAndBytes) {
      ByteString bytes = digestAndBytes.substring(Sha256.BYTES);
      StateFile target =
          new StateFile(
              StateFiles.path(
                  start.attempt(), checkpoint, start.slot(), key.store() + "-" + key.name()),
              bytes.size(),
              digestAndBytes.substring(0, Sha256.BYTES));
      files.writeAsIs(
          target,
          bytes,
          isThere -> {
            if (over) {
              return;
            }
            if (isThere) {
              taken(key, file, target);
              goOn();
            } else {
              failed("the store did not take " + target.path());
            }
          });
    }

    private void taken(Lasting key, StoreSnapshot.File file, StateFile as) {
      written.add(as);
      if (file.lasting()) {
        lasting.put(key, as);
      }
      index
          .getStoresBuilder(index.getStoresCount() - 1)
          .addFiles(
              TableFile.newBuilder()
                  .setName(file.name())
                  .setPath(as.path())
                  .setLasting(file.lasting()));
    }

    private void writeIndex() {
      files.write(
          StateFiles.path(start.attempt(), checkpoint, start.slot(), "stores"),
          index.build().toByteString(),
          file -> {
            if (over) {
              return;
            }
            release();
            file.ifPresent(
                there -> {
                  kept.put(checkpoint, lasting);
                  written.add(0, there);
                  then.accept(written);
                });
          });
    }

    private void failed(String cause) {
      scope.context().alarm("checkpoint " + checkpoint + " of " + start.job() + ": " + cause);
      release();
    }

    void release() {
      over = true;
      snapshots.forEach(snapshot -> SlotTasks.closeQuietly("files of a snapshot", snapshot));
    }
  }

  /**
   * Brings what stores had into the store of the cluster, and lets go of it then. What is still
   * under way for a checkpoint before is not waited for: that one was given up, or barriers of the
   * next would not have come.
   *
   * @param then told the files, the index before all others, unless something fails; none if there
   *     are no stores
   */
  void write(long checkpoint, List<StoreSnapshot> snapshots, Consumer<List<StateFile>> then) {
    if (snapshots.isEmpty()) {
      then.accept(List.of());
      return;
    }
    if (current != null && !current.over) {
      current.release();
    }
    Upload upload = new Upload(checkpoint, snapshots, then);
    current = upload;
    upload.goOn();
  }

  /** A checkpoint is complete: what it has need not be written again. */
  void complete(long checkpoint) {
    Map<Lasting, StateFile> there = kept.get(checkpoint);
    if (there != null) {
      complete = there;
    }
    kept.headMap(checkpoint, true).clear();
  }

  // ---- And back

  /** What a slot does with stores that were written. */
  interface Restoring {
    /** Another file is there. */
    void gotOn();

    /** All files are where stores are opened with them. */
    void restored();

    /**
     * It cannot be.
     *
     * @param corrupt whether trying again is no use
     */
    void failed(String cause, boolean corrupt);
  }

  /**
   * Brings the files of stores to where they are opened.
   *
   * @param content of the index
   */
  void read(ByteString content, TaskStores stores, Restoring then) {
    StoreIndex index;
    try {
      index = StoreIndex.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      then.failed("the index of stores: " + e.getMessage(), true);
      return;
    }
    Map<String, StateFile> byPath = new HashMap<>();
    start.restoredFiles().forEach(file -> byPath.put(file.path(), file));
    ArrayDeque<Download> left = new ArrayDeque<>();
    for (StoreTables tables : index.getStoresList()) {
      for (TableFile table : tables.getFilesList()) {
        StateFile file = byPath.get(table.getPath());
        if (file == null) {
          then.failed("the index of stores names a file that the slot did not keep", true);
          return;
        }
        try {
          left.add(new Download(file, stores.fileOf(tables.getStore(), table.getName())));
        } catch (IllegalArgumentException e) {
          then.failed("the index of stores: " + e.getMessage(), true);
          return;
        }
        if (table.getLasting()) {
          complete.put(new Lasting(tables.getStore(), table.getName()), file);
        }
      }
    }
    readNext(left, then);
  }

  private record Download(StateFile file, Path to) {}

  private void readNext(ArrayDeque<Download> left, Restoring then) {
    Download next = left.poll();
    if (next == null) {
      then.restored();
      return;
    }
    files.readAsIs(
        next.file(),
        bytes ->
            scope.offload(
                () -> {
                  write(bytes, next.to());
                  return ByteString.EMPTY;
                },
                result -> {
                  if (result instanceof WorkResult.Failed failed) {
                    then.failed(next.to() + ": " + failed.cause(), false);
                  } else {
                    then.gotOn();
                    readNext(left, then);
                  }
                }),
        failure -> then.failed(failure.cause(), failure.corrupt()));
  }

  private static void write(ByteString bytes, Path to) throws IOException {
    Path parent = to.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (OutputStream out = Files.newOutputStream(to)) {
      bytes.writeTo(out);
    }
  }
}
