package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes and reads the manifests of one job. */
public final class CheckpointStore {

  /** Bytes that look wrong are read again so many times before they count as corrupt. */
  private static final int READS = 6;

  private final String directory;
  private final StoreCalls store;

  /** The checkpoints below the directory of a job. */
  public CheckpointStore(String directory, StoreCalls store) {
    this.directory = directory;
    this.store = store;
  }

  /** A checkpoint that can be restored, so far as its manifest shows. */
  public record Restorable(CheckpointComplete record, Manifest manifest) {}

  /**
   * Writes a manifest under a name that nobody else uses; it counts for nothing until the log says
   * so.
   *
   * @param then told what the log has to say, or nothing if the store has failed
   */
  public void publish(Manifest manifest, Consumer<Optional<CheckpointComplete>> then) {
    String path = Manifest.path(manifest.checkpoint(), manifest.attempt());
    ByteString bytes = manifest.encode();
    CheckpointComplete record =
        CheckpointComplete.newBuilder()
            .setCheckpoint(manifest.checkpoint())
            .setManifest(path)
            .setManifestSha256(Sha256.of(bytes))
            .build();
    store.call(
        new StoreOp.Put(directory + "/" + path, bytes),
        reply -> then.accept(Optional.of(record).filter(r -> reply instanceof StoreReply.Ok)));
  }

  /** Reads the manifest of a checkpoint, or says why that cannot be. */
  public void read(CheckpointComplete record, Consumer<Manifest> then, Consumer<String> failed) {
    read(record, 1, then, failed);
  }

  private void read(
      CheckpointComplete record, int number, Consumer<Manifest> then, Consumer<String> failed) {
    if (!StoreKeys.isKey(record.getManifest())) {
      failed.accept("its manifest leads elsewhere");
      return;
    }
    store.call(
        StoreOp.Get.all(directory + "/" + record.getManifest()),
        reply -> {
          if (!(reply instanceof StoreReply.Ok ok)) {
            failed.accept(record.getManifest() + ": " + reply);
            return;
          }
          try {
            then.accept(verified(record, ok.bytes()));
          } catch (CorruptException e) {
            if (number < READS) {
              read(record, number + 1, then, failed);
            } else {
              failed.accept(e.what());
            }
          }
        });
  }

  private static Manifest verified(CheckpointComplete record, ByteString bytes)
      throws CorruptException {
    if (!Sha256.of(bytes).equals(record.getManifestSha256())) {
      throw new CorruptException(
          record.getManifest() + " is not the one that the log speaks of: its SHA-256 differs");
    }
    return Manifest.decode(bytes);
  }
}
