package io.millrace.runners.distributed.shell;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Peer;

/**
 * Connections between nodes. Thread-safe; what happens is told to the nodes' machines as events.
 */
public interface Network {

  /** Lets others connect to a node. */
  void join(MachineThread node);

  /** Breaks all connections of a node, and lets nobody connect to it any more. */
  void leave(MachineThread node);

  /** Asks for a connection; whether it came about is told. */
  void connect(MachineThread from, String node);

  /** Sends a frame; over a connection that is gone it is lost. */
  void send(MachineThread from, Peer to, ByteString frame);

  /** Closes a connection; the other end is told. */
  void close(MachineThread from, Peer peer);
}
