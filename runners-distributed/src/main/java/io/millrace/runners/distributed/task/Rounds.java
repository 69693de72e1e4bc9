package io.millrace.runners.distributed.task;

import io.millrace.runners.core.host.Scratch;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.distributed.worker.Cut;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * The checkpoints that a slot is making. Each begins with the first that the slot hears of it, be
 * it a barrier or the coordinator, and is through when every part of the slot was saved for it.
 * Several may be under way: one that the coordinator has given up is finished all the same, since
 * its barriers are on their way. Not thread-safe.
 */
final class Rounds {

  /** Takes what a slot keeps for a checkpoint. */
  interface Kept {
    void kept(Cut cut, SlotState state);
  }

  private static final class Round {
    final Cut cut;
    final SlotState state;
    final Set<Part> missing;

    Round(Cut cut, Collection<Part> parts, Scratch scratch) {
      this.cut = cut;
      this.state = new SlotState(cut.byKey(), scratch, SlotState.FILE_BYTES);
      this.missing = new LinkedHashSet<>(parts);
    }
  }

  private final Collection<Part> parts;
  private final Scratch scratch;
  private final Kept kept;
  private final TreeMap<Long, Round> rounds = new TreeMap<>();
  private long newest;

  /**
   * No checkpoint.
   *
   * @param parts all that are saved for each
   * @param restored the checkpoint that the slot begins with, 0 for none: later ones have larger
   *     numbers
   * @param scratch space for what is kept until it is written
   * @param kept called when the last part was saved
   */
  Rounds(Collection<Part> parts, long restored, Scratch scratch, Kept kept) {
    this.parts = parts;
    this.scratch = scratch;
    this.newest = restored;
    this.kept = kept;
  }

  /** Begins a checkpoint, unless it was begun before. */
  void begin(Cut cut) {
    if (cut.checkpoint() > newest) {
      newest = cut.checkpoint();
      Round round = new Round(cut, parts, scratch);
      rounds.put(cut.checkpoint(), round);
      handOnIfThrough(cut.checkpoint(), round);
    }
  }

  /** The first checkpoint behind the given one that is being made; 0 if there is none. */
  long after(long checkpoint) {
    Long next = rounds.higherKey(checkpoint);
    return next == null ? 0 : next;
  }

  /** How a checkpoint is kept. */
  Cut cut(long checkpoint) {
    return beingMade(checkpoint).cut;
  }

  /** Whether a checkpoint is kept by key: such a one waits for its barriers. */
  boolean isByKey(long checkpoint) {
    Round round = rounds.get(checkpoint);
    return round != null && round.cut.byKey();
  }

  /** Notes that a barrier overtakes what is in front of it, which is kept as it is. */
  void overtakes(long checkpoint) {
    beingMade(checkpoint).state.notByKey();
  }

  /** Whether somebody may still want what is kept for a checkpoint. */
  boolean isBeingMade(long checkpoint) {
    return rounds.containsKey(checkpoint);
  }

  /** Takes what a part keeps; then {@link #saved} is to be called. */
  StateSink sink(long checkpoint, Part part) {
    return beingMade(checkpoint).state.sink(part);
  }

  /** Notes that all that a part keeps was written. */
  void saved(long checkpoint, Part part) {
    Round round = beingMade(checkpoint);
    if (!round.missing.remove(part)) {
      throw new IllegalStateException(part + " was saved for checkpoint " + checkpoint + " before");
    }
    handOnIfThrough(checkpoint, round);
  }

  private Round beingMade(long checkpoint) {
    Round round = rounds.get(checkpoint);
    if (round == null) {
      throw new IllegalStateException("Checkpoint " + checkpoint + " is not being made");
    }
    return round;
  }

  private void handOnIfThrough(long checkpoint, Round round) {
    if (round.missing.isEmpty()) {
      rounds.remove(checkpoint);
      kept.kept(round.cut, round.state);
    }
  }

  /** A checkpoint is complete: nobody asks for those before it any more. */
  void complete(long checkpoint) {
    letGo(rounds.headMap(checkpoint, true).values());
  }

  /** Nobody asks for any; never throws. */
  void close() {
    letGo(rounds.values());
  }

  private static void letGo(Collection<Round> over) {
    for (Round round : over) {
      round
          .state
          .snapshots()
          .forEach(snapshot -> SlotTasks.closeQuietly("files of a snapshot", snapshot));
      SlotTasks.closeQuietly("what was kept", round.state);
    }
    over.clear();
  }
}
