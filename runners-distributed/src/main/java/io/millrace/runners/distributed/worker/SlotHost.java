package io.millrace.runners.distributed.worker;

import com.google.protobuf.ByteString;
import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.distributed.checkpoint.StateFile;
import io.millrace.runners.distributed.machine.Scope;
import java.util.List;

/** What a slot has from the worker that houses it. */
public interface SlotHost {

  /** For timers, the store and work elsewhere; closed when the slot is stopped. */
  Scope scope();

  /**
   * Sends a frame to a slot of the same attempt, itself included. It is received in a later call.
   */
  void send(int toSlot, ByteString frame);

  /** Whether a slot of the same attempt is in this process, so that messages can be handed over. */
  boolean isLocal(int toSlot);

  /**
   * Hands a message to a slot of this process as it is; the sender does not touch it any more. It
   * is received in a later call.
   */
  void handOver(int toSlot, Object message);

  /**
   * Lets messages come in that wait, from within a call of the slot: {@link Slot#receive} and
   * {@link Slot#takeOver} alone are called.
   *
   * @return whether any came
   */
  boolean relieve();

  /** It has taken back another part of its state: it is slow, perhaps, but it gets on. */
  void restoring();

  /** It has its state back, and waits to run. */
  void started();

  /**
   * It has kept its part of a checkpoint: all files are in the store.
   *
   * @param byKey whether all of it is entries, so that any number of slots can go on from it
   */
  void kept(long checkpoint, List<StateFile> files, boolean byKey);

  /** It could not keep its part of a savepoint, and goes on. */
  void notKept(long checkpoint, String cause);

  /** What a complete checkpoint had for the outside is visible. */
  void applied(long checkpoint);

  /** Nothing is left to do but to keep and to apply. */
  void drained();

  /** It cannot go on. */
  void failed(FailureKind kind, String cause);
}
