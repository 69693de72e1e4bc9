package io.millrace.runners.distributed.machine;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.StoreOp;

/**
 * All that a machine can do. Nothing here waits, and nothing throws because the world outside has
 * failed: answers come as events.
 */
public interface Context {

  /** Monotonic time of this process, in nanoseconds. Means nothing in any other process. */
  long nowNanos();

  /** The wall clock, in milliseconds since 1970. May jump: nothing may be decided by it. */
  long wallMillis();

  /** Asks for {@link Event.TimerFired} with this token after a delay in nanoseconds. */
  void timer(long delayNanos, long token);

  /** Takes a timer back; one that has fired or is not known is no error. */
  void cancelTimer(long token);

  /** Asks for a connection: {@link Event.LinkUp} or {@link Event.LinkDown} is the answer. */
  void connect(String node);

  /** Sends a frame; over a connection that is gone it is lost without a word. */
  void send(Peer to, ByteString frame);

  /** Closes a connection. This side is not told {@link Event.LinkDown} of it. */
  void close(Peer peer);

  /** Starts an operation on the store; {@link Event.StoreDone} with this token is the answer. */
  void store(StoreOp op, long token);

  /** Has work done elsewhere; {@link Event.WorkDone} with this token is the answer. */
  void offload(Work work, long token);

  /**
   * A random number that depends on the node, its incarnation, the tag, and how often this was
   * asked for that tag: asking for one more somewhere shifts no other.
   */
  long random(String tag);

  /** Notes what was decided, for tests and traces. */
  void trace(String kind, long... values);

  /** Tells people loudly that something is wrong which was survived, or which they must mend. */
  void alarm(String message);

  /** Ends this process: no event is told any more. */
  void halt(String reason);
}
