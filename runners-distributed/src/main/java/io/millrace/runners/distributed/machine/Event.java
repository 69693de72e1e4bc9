package io.millrace.runners.distributed.machine;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.StoreReply;

/** What a machine can be told. */
public sealed interface Event {

  /** The process has started; told once, before anything else. */
  record Start() implements Event {}

  /** The time of a timer has come. */
  record TimerFired(long token) implements Event {}

  /** A connection stands: one that was asked for, or one that the other end asked for. */
  record LinkUp(Peer peer) implements Event {}

  /**
   * A connection is gone, or one that was asked for did not come about. Of the frames that were
   * sent last, any number have not arrived. Never told of a connection that this side closed.
   */
  record LinkDown(Peer peer) implements Event {}

  /** A frame came in, in the order in which the other end sent them on this connection. */
  record FrameIn(Peer from, ByteString frame) implements Event {}

  /** The answer to an operation on the store. */
  record StoreDone(long token, StoreReply reply) implements Event {}

  /** Work that was done elsewhere is done. */
  record WorkDone(long token, WorkResult result) implements Event {}

  /**
   * A part of this machine that is on another thread says something: the action is run as if it
   * stood in the machine.
   */
  record Told(Runnable action) implements Event {}
}
