package io.millrace.simulation.kernel;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.store.StoreOp;
import io.millrace.runners.distributed.store.StoreReply;

/** Sees all that happens, while it happens. May end the simulation by throwing. */
public interface Watcher {

  /** A node sends a frame. */
  void sent(SimNode from, String to, ByteString frame);

  /** An operation takes effect. */
  void applied(SimNode by, StoreOp op, StoreReply reply);

  /** A machine notes something. */
  void traced(SimNode node, String kind, long[] values);

  /** A machine raises an alarm. */
  void alarmed(SimNode node, String message);

  /** A machine has ended its process. */
  void halted(SimNode node, String reason);

  /** A node has been told an event. */
  void told(SimNode node);
}
