package io.millrace.runners.distributed.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.SlotFrame;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.wire.Wire;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The connections of a machine, one to a node at most, and the frames of control that pass. What
 * comes over a connection that was replaced, or has come before, is dropped here.
 */
public final class Links {

  private static final class Link {
    final Peer peer;
    long sent;
    long received;

    Link(Peer peer) {
      this.peer = peer;
    }
  }

  private final TreeMap<String, Link> links = new TreeMap<>();
  private final TreeSet<String> connecting = new TreeSet<>();

  /** Asks for a connection, unless there is one or one was asked for. */
  public void connect(Context context, String node) {
    if (!links.containsKey(node) && connecting.add(node)) {
      context.connect(node);
    }
  }

  /**
   * Takes a connection in.
   *
   * @return the connection to the same node that it replaces, which is closed
   */
  public Optional<Peer> up(Context context, Peer peer) {
    connecting.remove(peer.node());
    Link before = links.get(peer.node());
    if (before != null && before.peer.epoch() >= peer.epoch()) {
      context.close(peer);
      return Optional.empty();
    }
    links.put(peer.node(), new Link(peer));
    if (before == null) {
      return Optional.empty();
    }
    context.close(before.peer);
    return Optional.of(before.peer);
  }

  /** Lets go of a connection that broke; false if it did not count any more. */
  public boolean down(Peer peer) {
    connecting.remove(peer.node());
    Link link = links.get(peer.node());
    if (link == null || !link.peer.equals(peer)) {
      return false;
    }
    links.remove(peer.node());
    return true;
  }

  /** Closes a connection. */
  public void close(Context context, Peer peer) {
    if (down(peer)) {
      context.close(peer);
    }
  }

  /** The connection to a node. */
  public Optional<Peer> to(String node) {
    return Optional.ofNullable(links.get(node)).map(link -> link.peer);
  }

  /** All connections, by node. */
  public List<Peer> all() {
    return links.values().stream().map(link -> link.peer).toList();
  }

  /** Sends a frame; if the connection does not count any more it is lost. */
  public void send(Context context, Peer to, long generation, ControlFrame.Builder frame) {
    Link link = links.get(to.node());
    if (link != null && link.peer.equals(to)) {
      context.send(
          to, frame.setGeneration(generation).setRequest(++link.sent).build().toByteString());
    }
  }

  /** Sends a frame of a slot; what it carries is not copied. */
  public void send(Context context, Peer to, long generation, SlotFrame head, ByteString content) {
    Link link = links.get(to.node());
    if (link != null && link.peer.equals(to)) {
      ControlFrame frame =
          ControlFrame.newBuilder().setGeneration(generation).setRequest(++link.sent).build();
      context.send(
          to,
          Wire.append(
              frame.toByteString(),
              ControlFrame.SLOT_FRAME_FIELD_NUMBER,
              Wire.append(head.toByteString(), SlotFrame.FRAME_FIELD_NUMBER, content)));
    }
  }

  /**
   * Reads a frame; empty if it does not count. Over a connection on which something else comes, or
   * a frame is missing, nobody knows what else is missing: it is closed.
   *
   * @param lost told the connection if it is closed
   */
  public Optional<ControlFrame> receive(
      Context context, Event.FrameIn in, Consumer<? super Peer> lost) {
    Peer from = in.from();
    Link link = links.get(from.node());
    if (link == null || !link.peer.equals(from)) {
      context.trace("frame.stale", from.epoch());
      return Optional.empty();
    }
    String wrong;
    try {
      ControlFrame frame = Wire.parse(ControlFrame.parser(), in.frame());
      if (Long.compareUnsigned(frame.getRequest(), link.received) <= 0) {
        context.trace("frame.repeated", frame.getRequest());
        return Optional.empty();
      }
      if (frame.getRequest() == link.received + 1) {
        link.received++;
        return Optional.of(frame);
      }
      wrong = "frame " + frame.getRequest() + ", and " + (link.received + 1) + " was due";
    } catch (InvalidProtocolBufferException e) {
      wrong = "what is no frame: " + e.getMessage();
    }
    context.alarm(from.node() + " sent " + wrong + "; the connection is closed");
    close(context, from);
    lost.accept(from);
    return Optional.empty();
  }
}
