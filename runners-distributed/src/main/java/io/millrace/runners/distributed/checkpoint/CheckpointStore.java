package io.millrace.runners.distributed.checkpoint;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.runners.distributed.machine.StoreCalls;
import io.millrace.runners.distributed.machine.StoreCalls.Found;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes and reads the manifests of one job. */
public final class CheckpointStore {

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
    if (!StoreKeys.isKey(record.getManifest())) {
      failed.accept("its manifest leads elsewhere");
      return;
    }
    store.read(
        directory + "/" + record.getManifest(),
        bytes -> verified(record, bytes),
        found -> {
          if (found instanceof Found.Whole<Manifest> whole) {
            then.accept(whole.value());
          } else if (found instanceof Found.Corrupt<Manifest> corrupt) {
            failed.accept(corrupt.cause().what());
          } else if (found instanceof Found.Unknown<Manifest> unknown) {
            failed.accept(record.getManifest() + ": " + unknown.reply());
          } else {
            failed.accept(record.getManifest() + " is missing");
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
