package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.SavepointAsked;
import io.millrace.cluster.v1.SavepointEnded;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.StoreKeys;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.simulation.job.ModelSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * O5, of savepoints: what the log says is there can be restored now and ever after, by any number
 * of slots. Nobody deletes anything of it, and nothing of it changes.
 */
final class SavepointOracle {

  /**
   * A savepoint that is there.
   *
   * @param directory as it was asked for
   */
  record Made(
      String job,
      SavepointAsked asked,
      String directory,
      Manifest manifest,
      ModelSpec spec,
      CutContents contents) {}

  private final Supplier<? extends Map<String, ByteString>> store;
  private final TreeMap<String, Made> made = new TreeMap<>();

  /** What must stay as it is, by key. */
  private final TreeMap<String, ByteString> lasting = new TreeMap<>();

  SavepointOracle(Supplier<? extends Map<String, ByteString>> store) {
    this.store = store;
  }

  /** The log of a job says that a savepoint is there. */
  Made complete(String job, ModelSpec spec, SavepointAsked asked, SavepointEnded ended) {
    String base = StoreKeys.ofPlace(asked.getDirectory());
    String what = "the savepoint in " + asked.getDirectory();
    ByteString bytes = store.get().get(base + "/manifest");
    if (bytes == null) {
      throw new Violation("O5", what + " is said to be there, and has no manifest");
    }
    Manifest manifest;
    try {
      manifest = Manifest.decodeSavepoint(bytes);
    } catch (CorruptException e) {
      throw new Violation("O5", what + ": " + e.getMessage());
    }
    if (!manifest.job().equals(job) || manifest.checkpoint() != ended.getCheckpoint()) {
      throw new Violation(
          "O5",
          String.format(
              "%s is of job %s at %d, not of job %s at %d",
              what, manifest.job(), manifest.checkpoint(), job, ended.getCheckpoint()));
    }
    if (!manifest.byKey() || !manifest.stages().equals(spec.stages())) {
      throw new Violation("O5", what + " is not by key, or does not say what it is of");
    }
    CutContents contents =
        CutContents.of(what, base, manifest, spec, store.get(), key -> false).orElseThrow();
    Made now = new Made(job, asked, asked.getDirectory(), manifest, spec, contents);
    made.put(asked.getDirectory(), now);
    lasting.put(base + "/manifest", bytes);
    for (String path : new TreeSet<>(manifest.paths())) {
      lasting.put(base + "/" + path, store.get().get(base + "/" + path));
    }
    return now;
  }

  Made in(String directory) {
    Made there = made.get(directory);
    if (there == null) {
      throw new IllegalArgumentException("no savepoint is complete in " + directory);
    }
    return there;
  }

  /** Something happens to the store. */
  void applied(StoreOp op) {
    ByteString lasts = lasting.get(op.key());
    boolean changes =
        op instanceof StoreOp.Delete
            || (op instanceof StoreOp.Put put && !put.bytes().equals(lasts));
    if (lasts != null && changes) {
      throw new Violation("O5", op.key() + " was changed or deleted, and is of a savepoint");
    }
  }

  /** In the end all of them can be restored. */
  void lasted() {
    for (Made each : made.values()) {
      CutContents.of(
          "the savepoint in " + each.directory,
          StoreKeys.ofPlace(each.directory),
          each.manifest,
          each.spec,
          store.get(),
          key -> false);
    }
  }
}
