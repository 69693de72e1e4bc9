package io.millrace.runners.distributed.checkpoint;

import io.millrace.cluster.v1.CheckpointComplete;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a job's checkpoints is kept, and what may be deleted. Decides by manifests alone: what
 * any kept one names stays, whatever a listing shows.
 */
public final class Retention {

  /** So many complete checkpoints are kept at the least. */
  public static final int LEAST = 3;

  private final int retained;
  private final TreeMap<Long, CheckpointStore.Restorable> kept = new TreeMap<>();

  /**
   * Keeps nothing yet.
   *
   * @throws IllegalArgumentException if fewer than {@link #LEAST} are to be kept
   */
  public Retention(int retained) {
    if (retained < LEAST) {
      throw new IllegalArgumentException(
          "retained=" + retained + ", but at least " + LEAST + " checkpoints must be kept");
    }
    this.retained = retained;
  }

  /** Takes in a checkpoint that the log says is complete, without dropping any. */
  public void restore(CheckpointStore.Restorable checkpoint) {
    kept.put(checkpoint.record().getCheckpoint(), checkpoint);
  }

  /**
   * Lets go of a checkpoint that cannot be restored: it must not count among those that are kept.
   */
  public void forget(long checkpoint) {
    kept.remove(checkpoint);
  }

  /**
   * Takes in a checkpoint that was completed just now.
   *
   * @return the paths that nothing needs any more, in order
   */
  public List<String> completed(CheckpointStore.Restorable checkpoint) {
    restore(checkpoint);
    TreeSet<String> candidates = new TreeSet<>();
    while (kept.size() > retained) {
      CheckpointStore.Restorable dropped = kept.pollFirstEntry().getValue();
      candidates.addAll(dropped.manifest().paths());
      candidates.add(dropped.record().getManifest());
    }
    candidates.removeAll(referenced());
    return new ArrayList<>(candidates);
  }

  /** The newest checkpoint that is kept. */
  public Optional<CheckpointStore.Restorable> newest() {
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.lastEntry().getValue());
  }

  /** All paths that must stay. */
  public SortedSet<String> referenced() {
    TreeSet<String> referenced = new TreeSet<>();
    for (Map.Entry<Long, CheckpointStore.Restorable> entry : kept.entrySet()) {
      CheckpointComplete record = entry.getValue().record();
      referenced.add(record.getManifest());
      referenced.addAll(entry.getValue().manifest().paths());
    }
    return referenced;
  }

  /**
   * Whether no file that a new checkpoint names can have been deleted: each was made for it, or is
   * named by one that is kept.
   */
  public boolean covers(Manifest manifest) {
    SortedSet<String> referenced = referenced();
    return manifest.paths().stream()
        .allMatch(
            path ->
                referenced.contains(path)
                    || madeBy(path)
                        .map(by -> by[0] == manifest.attempt() && by[1] == manifest.checkpoint())
                        .orElse(false));
  }

  /**
   * Of paths that a listing shows, those that are leftovers: no kept checkpoint needs them, and no
   * checkpoint to come can, because an earlier attempt made them, or the checkpoint they were made
   * for is not newer than the newest complete one.
   */
  public List<String> leftovers(List<String> listed, long attempt) {
    SortedSet<String> referenced = referenced();
    long newest = kept.isEmpty() ? 0 : kept.lastKey();
    List<String> leftovers = new ArrayList<>();
    for (String path : listed) {
      boolean over =
          madeBy(path)
              .map(
                  by ->
                      Long.compareUnsigned(by[0], attempt) < 0
                          || (by[0] == attempt && by[1] <= newest))
              .orElse(false);
      if (over && !referenced.contains(path)) {
        leftovers.add(path);
      }
    }
    return leftovers;
  }

  private static Optional<long[]> madeBy(String path) {
    if (path.startsWith("checkpoints/") && path.endsWith(".manifest")) {
      String name = path.substring("checkpoints/".length(), path.length() - ".manifest".length());
      int dash = name.indexOf('-');
      try {
        return Optional.of(
            new long[] {
              Long.parseUnsignedLong(name.substring(dash + 1), 16),
              Long.parseLong(name.substring(0, Math.max(0, dash)))
            });
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return StateFiles.madeBy(path);
  }
}
