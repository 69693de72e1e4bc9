package io.millrace.simulation.kernel;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Connections as HTTP/2 over TCP gives them, and no better: frames come in order; when a connection
 * breaks, any number of the last ones is lost; one side may not notice for long; a cut delays and
 * loses nothing; what was under way on an old connection may come when a new one stands.
 */
public final class SimNetwork {

  private static final long MILLI = 1_000_000;

  private static final class End {
    final SimNode node;
    final Peer peer;
    boolean open = true;
    long lastArrival;
    final ArrayDeque<ByteString> held = new ArrayDeque<>();

    End(SimNode node, Peer peer) {
      this.node = node;
      this.peer = peer;
    }
  }

  private static final class Connection {
    final End left;
    final End right;
    boolean broken;
    boolean lateFrames;

    Connection(End left, End right) {
      this.left = left;
      this.right = right;
    }

    End of(String node) {
      return left.node.name().equals(node) ? left : right;
    }

    End opposite(End end) {
      return end == left ? right : left;
    }
  }

  private final World world;
  private final TreeMap<Long, Connection> connections = new TreeMap<>();
  private final TreeMap<String, Integer> cuts = new TreeMap<>();
  private long epochs;
  private long slowestMillis;

  SimNetwork(World world) {
    this.world = world;
  }

  private long delay(String from) {
    Draw draw = world.draw();
    String tag = "net/" + from;
    long nanos = draw.between(tag, 100_000, 3 * MILLI);
    if (slowestMillis > 0 && draw.chance(tag, 300)) {
      nanos += draw.below(tag, slowestMillis * MILLI);
    }
    return nanos;
  }

  private boolean isCut(String from, String to) {
    return cuts.containsKey(from + ">" + to);
  }

  void connect(SimNode from, String to) {
    long delay = delay(from.name());
    world
        .scheduler()
        .after(
            delay,
            () -> {
              SimNode other = world.node(to);
              if (other == null
                  || !other.isAlive()
                  || isCut(from.name(), to)
                  || isCut(to, from.name())) {
                world
                    .scheduler()
                    .after(delay(to), () -> from.tell(new Event.LinkDown(new Peer(to, 0))));
                return;
              }
              if (from.isAlive()) {
                establish(from, other);
              }
            });
  }

  private void establish(SimNode from, SimNode other) {
    long epoch = ++epochs;
    Connection connection =
        new Connection(
            new End(from, new Peer(other.name(), epoch)),
            new End(other, new Peer(from.name(), epoch)));
    connections.put(epoch, connection);
    // what the other one says at once comes behind the word that the connection is there
    long arrival = delay(other.name());
    connection.left.lastArrival = world.scheduler().now() + arrival;
    world
        .scheduler()
        .after(
            arrival,
            () -> {
              if (!connection.broken && connection.left.open) {
                from.tell(new Event.LinkUp(connection.left.peer));
              }
            });
    other.tell(new Event.LinkUp(connection.right.peer));
  }

  void send(SimNode from, Peer to, ByteString frame) {
    Connection connection = connections.get(to.epoch());
    if (connection == null) {
      return;
    }
    End sender = connection.of(from.name());
    if (sender.node != from || !sender.open || connection.broken) {
      return;
    }
    End receiver = connection.opposite(sender);
    long now = world.scheduler().now();
    long arrival = Math.max(receiver.lastArrival, now + delay(from.name()));
    receiver.lastArrival = arrival;
    world.scheduler().after(arrival - now, () -> arrive(connection, sender, receiver, frame));
  }

  private void arrive(Connection connection, End sender, End receiver, ByteString frame) {
    if (!receiver.open || (connection.broken && !connection.lateFrames)) {
      return;
    }
    if (isCut(sender.node.name(), receiver.node.name()) || !receiver.held.isEmpty()) {
      receiver.held.add(frame);
      return;
    }
    receiver.node.tell(new Event.FrameIn(receiver.peer, frame));
  }

  void close(SimNode by, Peer peer) {
    Connection connection = connections.get(peer.epoch());
    if (connection != null && connection.of(by.name()).node == by) {
      connection.of(by.name()).open = false;
      end(connection, false);
    }
  }

  /** Breaks a connection; who still has it open is told, sooner or later. */
  private void end(Connection connection, boolean maybeHalfOpen) {
    if (connection.broken) {
      return;
    }
    connection.broken = true;
    Draw draw = world.draw();
    connection.lateFrames = draw.chance("net.late", 300);
    for (End end : new End[] {connection.left, connection.right}) {
      if (!end.open) {
        continue;
      }
      boolean halfOpen = maybeHalfOpen && draw.chance("net.half-open", 200);
      long delay = halfOpen ? draw.between("net.down", 5_000, 40_000) * MILLI : delay("down");
      world
          .scheduler()
          .after(
              delay,
              () -> {
                if (end.open) {
                  end.node.tell(new Event.LinkDown(end.peer));
                  // what is late may come after this; the epoch tells it apart
                  world.scheduler().after(50 * MILLI, () -> end.open = false);
                }
              });
    }
    world.scheduler().after(60_000 * MILLI, () -> connections.remove(connection.left.peer.epoch()));
  }

  void died(SimNode node) {
    for (Connection connection : List.copyOf(connections.values())) {
      if (connection.left.node == node || connection.right.node == node) {
        connection.of(node.name()).open = false;
        end(connection, true);
      }
    }
  }

  void reset(String left, String right) {
    for (Connection connection : List.copyOf(connections.values())) {
      String a = connection.left.node.name();
      String b = connection.right.node.name();
      if ((a.equals(left) && b.equals(right)) || (a.equals(right) && b.equals(left))) {
        end(connection, true);
      }
    }
  }

  void cut(String from, String to) {
    cuts.merge(from + ">" + to, 1, Integer::sum);
  }

  void heal(String from, String to) {
    cuts.computeIfPresent(from + ">" + to, (key, count) -> count == 1 ? null : count - 1);
    if (isCut(from, to)) {
      return;
    }
    for (Connection connection : new ArrayList<>(connections.values())) {
      End sender = connection.of(from);
      End receiver = connection.opposite(sender);
      if (sender.node.name().equals(from) && receiver.node.name().equals(to)) {
        while (!receiver.held.isEmpty() && receiver.open && !connection.broken) {
          receiver.node.tell(new Event.FrameIn(receiver.peer, receiver.held.remove()));
        }
        receiver.held.clear();
      }
    }
  }

  void slow(long millis) {
    slowestMillis = millis;
  }
}
