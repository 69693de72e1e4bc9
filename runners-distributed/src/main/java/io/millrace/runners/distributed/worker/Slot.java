package io.millrace.runners.distributed.worker;

import com.google.protobuf.ByteString;

/**
 * One slot of one attempt of a job: all that the coordinator knows of the work. It is told what to
 * do and answers through its {@link SlotHost}. Not thread-safe.
 */
public interface Slot {

  /** Takes back what it kept, and then says {@link SlotHost#started}. Told once, and first. */
  void start(SlotStart start);

  /** All slots of the attempt stand: from now on it may send to them. */
  void run();

  /** A frame of another slot of this attempt, in the order in which that one sent them. */
  void receive(int fromSlot, ByteString frame);

  /**
   * A message of another slot of this attempt in the same process, as it was handed over; in the
   * order in which that one sent messages and frames.
   */
  void takeOver(int fromSlot, Object message);

  /**
   * A checkpoint or a savepoint begins; if it has sources, they are snapshotted now and barriers
   * follow.
   */
  void trigger(Cut cut);

  /**
   * A checkpoint is complete: what it had for the outside can be made visible. Until that is done
   * it belongs to each later checkpoint as well.
   */
  void complete(long checkpoint);

  /** Sources are to stop; then it says {@link SlotHost#drained} when the rest is worked off. */
  void stopSources();

  /** The attempt is over: it lets go of everything, and has no effect any more. */
  void stop();

  /** A hash of its state. */
  long stateHash();
}
