package io.millrace.runners.distributed.coordinator;

import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.worker.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A checkpoint that is being made. */
final class CheckpointRound {

  final long checkpoint;
  final long attempt;
  final Cut cut;

  /** Whether nothing can come after it. */
  final boolean last;

  private final int slots;
  private final TreeMap<Integer, List<StateFile>> kept = new TreeMap<>();

  private boolean byKey = true;

  /** Whether the log may say by now that it is complete: from then on nobody gives it up. */
  boolean deciding;

  CheckpointRound(Cut cut, long attempt, int slots, boolean last) {
    this.cut = cut;
    this.checkpoint = cut.checkpoint();
    this.attempt = attempt;
    this.slots = slots;
    this.last = last;
  }

  /** Whether all slots have kept their part, now that this one has. */
  boolean kept(int slot, List<StateFile> files, boolean isByKey) {
    byKey &= isByKey;
    return kept.putIfAbsent(slot, files) == null && kept.size() == slots;
  }

  /** Whether any number of slots can go on from what was kept. */
  boolean isByKey() {
    return byKey;
  }

  /** The files by slot. */
  List<List<StateFile>> files() {
    return new ArrayList<>(kept.values());
  }
}
