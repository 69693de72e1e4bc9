package io.millrace.simulation.oracle;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.CheckpointComplete;
import io.millrace.runners.distributed.checkpoint.Manifest;
import io.millrace.runners.distributed.checkpoint.Sha256;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.simulation.job.ModelSlot;
import io.millrace.simulation.job.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * O5 and O2: what the log says is complete can be restored now, and is one cut: the sums are those
 * of exactly the records before the positions. O6: what is kept is all that is left.
 */
final class CheckpointOracle {

  private record Complete(long number, String path, Manifest manifest) {}

  private final String directory;
  private final ModelSpec spec;
  private final int retained;
  private final Supplier<? extends Map<String, ByteString>> store;
  private final TreeMap<Long, Complete> complete = new TreeMap<>();
  private final TreeSet<String> damaged = new TreeSet<>();
  private final TreeSet<Long> bad = new TreeSet<>();

  /** How many slots each attempt has. */
  private final TreeMap<Long, Integer> slots = new TreeMap<>();

  /** What counts as a checkpoint and is a savepoint. */
  private final TreeMap<Long, CutContents> savepoints = new TreeMap<>();

  CheckpointOracle(
      String directory,
      ModelSpec spec,
      int retained,
      Supplier<? extends Map<String, ByteString>> store) {
    this.directory = directory;
    this.spec = spec;
    this.retained = retained;
    this.store = store;
  }

  void damaged(String key) {
    damaged.add(key);
  }

  void bad(long checkpoint) {
    bad.add(checkpoint);
  }

  void deployed(long attempt, int count) {
    slots.put(attempt, count);
  }

  /** The job ends with a savepoint, or began with one: that is its checkpoint of this number. */
  void savepoint(long checkpoint, CutContents contents) {
    savepoints.put(checkpoint, contents);
  }

  boolean isComplete(long checkpoint) {
    return complete.containsKey(checkpoint) || savepoints.containsKey(checkpoint);
  }

  /** The log says that a checkpoint is complete. */
  void complete(CheckpointComplete record) {
    long number = record.getCheckpoint();
    if (!complete.isEmpty() && number <= complete.lastKey()) {
      throw new Violation("O5", "checkpoint " + number + " after " + complete.lastKey());
    }
    Manifest manifest = restorable(record);
    contents(number, manifest);
    complete.put(number, new Complete(number, record.getManifest(), manifest));
  }

  private Manifest restorable(CheckpointComplete record) {
    String key = directory + "/" + record.getManifest();
    ByteString bytes = store.get().get(key);
    if (bytes == null || !Sha256.of(bytes).equals(record.getManifestSha256())) {
      throw new Violation("O5", key + " is missing or not what the log speaks of");
    }
    try {
      Manifest manifest = Manifest.decode(bytes);
      if (manifest.slots().size() != slots.getOrDefault(manifest.attempt(), 0)
          || manifest.checkpoint() != record.getCheckpoint()) {
        throw new Violation("O5", key + " is of another checkpoint");
      }
      return manifest;
    } catch (CorruptException e) {
      throw new Violation("O5", key + ": " + e.getMessage());
    }
  }

  private Optional<CutContents> contents(long checkpoint, Manifest manifest) {
    // what fate has damaged is not the fault of who kept it
    return CutContents.of(
        "checkpoint " + checkpoint, directory, manifest, spec, store.get(), damaged::contains);
  }

  /** O1: the log says that all of a checkpoint's output is visible, and so it is. */
  void applied(long checkpoint) {
    Optional<CutContents> contents = Optional.ofNullable(savepoints.get(checkpoint));
    Complete applied = complete.get(checkpoint);
    if (applied != null && !bad.contains(checkpoint)) {
      contents = contents(checkpoint, applied.manifest);
    }
    // nothing is known of the beginning, and of what was found to be corrupt since
    contents.ifPresent(
        there -> {
          for (String batch : there.waiting().keySet()) {
            String key = ModelSlot.sinkKey(spec.table(), batch);
            if (!store.get().containsKey(key)) {
              throw new Violation(
                  "O1", "the log says that checkpoint " + checkpoint + " is visible; not " + key);
            }
          }
        });
  }

  /** The checkpoints that are still kept, the newest first. */
  private List<Complete> kept() {
    List<Complete> kept = new ArrayList<>(complete.descendingMap().values());
    return kept.subList(0, Math.min(retained, kept.size()));
  }

  private Set<String> referenced() {
    Set<String> referenced = new TreeSet<>();
    for (Complete checkpoint : kept()) {
      if (!bad.contains(checkpoint.number)) {
        referenced.addAll(files(checkpoint));
      }
    }
    return referenced;
  }

  private Set<String> files(Complete checkpoint) {
    Set<String> files = new TreeSet<>();
    checkpoint.manifest.paths().forEach(path -> files.add(directory + "/" + path));
    files.add(directory + "/" + checkpoint.path);
    return files;
  }

  /**
   * Where one was bad, one more before it may be kept; and so may the bad one, for who coordinates
   * next does not know of it.
   */
  private Set<String> mayStay() {
    Set<String> files = new TreeSet<>();
    kept().forEach(checkpoint -> files.addAll(files(checkpoint)));
    int count = 0;
    for (Complete checkpoint : complete.descendingMap().values()) {
      if (!bad.contains(checkpoint.number) && count++ < retained) {
        files.addAll(files(checkpoint));
      }
    }
    return files;
  }

  void deleted(String key) {
    if (referenced().contains(key)) {
      throw new Violation("O5", key + " was deleted, and a kept checkpoint needs it");
    }
  }

  /**
   * The files of the newest checkpoint that no other kept one has: without one, one can fall back.
   */
  List<String> filesOfNewestAlone() {
    List<Complete> kept = kept();
    if (kept.size() < 2) {
      return List.of();
    }
    Set<String> files = files(kept.get(0));
    kept.subList(1, kept.size()).forEach(other -> files.removeAll(files(other)));
    return List.copyOf(files);
  }

  /**
   * At the end: the positions of the newest checkpoint, whose state is right, unless it was
   * damaged.
   */
  Optional<Map<Integer, Integer>> finalPositions() {
    if (complete.isEmpty()) {
      throw new Violation("O5", "the job is over without a checkpoint");
    }
    return bad.contains(complete.lastKey())
        ? Optional.empty()
        : contents(complete.lastKey(), complete.lastEntry().getValue().manifest)
            .map(CutContents::positions);
  }

  /** O6: nothing but what is referenced is left. */
  void nothingLeftOver(Predicate<String> swept) {
    TreeSet<String> there = new TreeSet<>();
    for (String key : store.get().keySet()) {
      if (key.startsWith(directory + "/state/") || key.startsWith(directory + "/checkpoints/")) {
        there.add(key);
      }
    }
    TreeSet<String> missing = new TreeSet<>(referenced());
    missing.removeAll(there);
    missing.removeAll(damaged);
    if (!missing.isEmpty()) {
      throw new Violation("O6", "kept checkpoints need what is not there: " + missing);
    }
    there.removeAll(mayStay());
    there.removeAll(damaged);
    there.removeIf(swept.negate());
    if (!there.isEmpty()) {
      throw new Violation("O6", "left over: " + there);
    }
  }
}
