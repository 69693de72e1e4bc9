package io.millrace.runners.distributed.shell;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connects the machines of one process. Thread-safe. */
public final class InProcessNetwork implements Network {

  /** A connection that stands, as one of its ends knows it. */
  private record End(String owner, Peer peer) {}

  private final Map<String, MachineThread> nodes = new HashMap<>();
  private final Map<End, MachineThread> open = new HashMap<>();
  private long epoch;

  /** Nobody is connected. */
  public InProcessNetwork() {}

  @Override
  public synchronized void join(MachineThread node) {
    nodes.put(node.node(), node);
  }

  @Override
  public synchronized void leave(MachineThread node) {
    nodes.remove(node.node(), node);
    for (End end : Map.copyOf(open).keySet()) {
      if (end.owner().equals(node.node())) {
        hangUp(end);
      }
    }
  }

  @Override
  public synchronized void connect(MachineThread from, String node) {
    MachineThread to = nodes.get(node);
    Peer there = new Peer(node, ++epoch);
    if (to == null) {
      from.post(new Event.LinkDown(there));
      return;
    }
    Peer here = new Peer(from.node(), epoch);
    open.put(new End(from.node(), there), to);
    open.put(new End(node, here), from);
    from.post(new Event.LinkUp(there));
    to.post(new Event.LinkUp(here));
  }

  @Override
  public synchronized void send(MachineThread from, Peer to, ByteString frame) {
    MachineThread receiver = open.get(new End(from.node(), to));
    if (receiver != null) {
      receiver.post(new Event.FrameIn(new Peer(from.node(), to.epoch()), frame));
    }
  }

  @Override
  public synchronized void close(MachineThread from, Peer peer) {
    hangUp(new End(from.node(), peer));
  }

  private void hangUp(End end) {
    @Nullable MachineThread other = open.remove(end);
    Peer here = new Peer(end.owner(), end.peer().epoch());
    if (other != null && open.remove(new End(end.peer().node(), here)) != null) {
      other.post(new Event.LinkDown(here));
    }
  }
}
