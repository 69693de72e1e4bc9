package io.millrace.runners.distributed.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.LinkFrame;
import io.millrace.cluster.v1.Welcome;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.shell.MachineThread;
import io.millrace.runners.distributed.shell.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connects the machine of this process with those of others, whose names are their addresses
 * ({@link Address}). A connection is a stream over a TCP connection of its own; it breaks when that
 * does, and then any number of the frames that were sent last is lost. Thread-safe.
 */
public final class GrpcNetwork implements Network {

  private record End(String owner, Peer peer) {}

  private final int version;
  private final Timeouts timeouts;
  private final Predicate<String> isCoordinator;
  private final Consumer<String> incompatible;

  @GuardedBy("this")
  private final Map<End, Link> links = new HashMap<>();

  @GuardedBy("this")
  private @Nullable MachineThread host;

  @GuardedBy("this")
  private long epoch;

  /**
   * Nobody is connected.
   *
   * @param version the version of the protocol that this process speaks
   * @param isCoordinator whether the node of a name is reached as one that coordinates
   * @param incompatible is told when another node refuses this one for its version
   */
  public GrpcNetwork(int version, Predicate<String> isCoordinator, Consumer<String> incompatible) {
    this(version, Timeouts.STANDARD, isCoordinator, incompatible);
  }

  /** Notices after other times who is gone. */
  GrpcNetwork(
      int version,
      Timeouts timeouts,
      Predicate<String> isCoordinator,
      Consumer<String> incompatible) {
    this.version = version;
    this.timeouts = timeouts;
    this.isCoordinator = isCoordinator;
    this.incompatible = incompatible;
  }

  /** What a node that may coordinate lets others call. */
  public BindableService control() {
    return LinkCalls.service(LinkCalls.CONTROL, this::accept);
  }

  /** What a worker lets others call. */
  public BindableService exchange() {
    return LinkCalls.service(LinkCalls.EXCHANGE, this::accept);
  }

  /** The one node of this process that others may connect to. */
  @Override
  public synchronized void join(MachineThread node) {
    if (host != null) {
      throw new IllegalStateException(host.node() + " is the node of this process already");
    }
    host = node;
  }

  @Override
  public void leave(MachineThread node) {
    List<Link> ended = new ArrayList<>();
    synchronized (this) {
      if (host == node) {
        host = null;
      }
      links.values().removeIf(link -> link.owner == node && ended.add(link));
    }
    ended.forEach(Link::end);
  }

  @Override
  public void connect(MachineThread from, String node) {
    Link link;
    ManagedChannel channel;
    synchronized (this) {
      Peer peer = new Peer(node, ++epoch);
      try {
        channel = Endpoints.channel(Address.parse(node), version, timeouts, from.node());
      } catch (IllegalArgumentException e) {
        from.post(new Event.LinkDown(peer));
        return;
      }
      link = new Link(from, peer, channel);
      links.put(new End(from.node(), peer), link);
    }
    link.opened(
        LinkCalls.call(
            channel, isCoordinator.test(node) ? LinkCalls.CONTROL : LinkCalls.EXCHANGE, link));
  }

  private StreamObserver<LinkFrame> accept(StreamObserver<LinkFrame> out) {
    String caller = ProtocolCheck.CALLER.get();
    Link link;
    synchronized (this) {
      if (host == null || caller.isEmpty()) {
        out.onError(
            Status.UNAVAILABLE
                .withDescription(host == null ? "no node is here" : "the caller has no name")
                .asRuntimeException());
        return new Deaf();
      }
      Peer peer = new Peer(caller, ++epoch);
      link = new Link(host, peer, null);
      links.put(new End(host.node(), peer), link);
    }
    link.welcome(out);
    return link;
  }

  @Override
  public void send(MachineThread from, Peer to, ByteString frame) {
    Link link;
    synchronized (this) {
      link = links.get(new End(from.node(), to));
    }
    if (link != null) {
      link.send(frame);
    }
  }

  @Override
  public void close(MachineThread from, Peer peer) {
    Link link;
    synchronized (this) {
      link = links.remove(new End(from.node(), peer));
    }
    if (link != null) {
      link.end();
    }
  }

  private synchronized void forget(Link link) {
    links.remove(new End(link.owner.node(), link.peer), link);
  }

  /** One connection, seen from this end; it is also the receiver of what the other end sends. */
  private final class Link implements StreamObserver<LinkFrame> {

    private final MachineThread owner;
    private final Peer peer;

    /** Of the end that called. */
    private final @Nullable ManagedChannel channel;

    private final Fragments fragments = new Fragments();

    @GuardedBy("this")
    private @Nullable StreamObserver<LinkFrame> out;

    @GuardedBy("this")
    private boolean stands;

    @GuardedBy("this")
    private boolean over;

    Link(MachineThread owner, Peer peer, @Nullable ManagedChannel channel) {
      this.owner = owner;
      this.peer = peer;
      this.channel = channel;
    }

    /** The call was made; it stands when who was called says so. */
    synchronized void opened(StreamObserver<LinkFrame> to) {
      out = to;
      if (over) {
        close(null);
      }
    }

    synchronized void welcome(StreamObserver<LinkFrame> to) {
      out = to;
      stands = true;
      owner.post(new Event.LinkUp(peer));
      to.onNext(LinkFrame.newBuilder().setWelcome(Welcome.getDefaultInstance()).build());
    }

    void send(ByteString frame) {
      try {
        synchronized (this) {
          StreamObserver<LinkFrame> to = out;
          if (to != null && stands && !over) {
            Fragments.cut(frame, to::onNext);
          }
        }
      } catch (RuntimeException e) {
        // the call is over, and says so only now
        broken("the connection is gone");
      }
    }

    /** This end closes: what was sent before still goes out. */
    void end() {
      synchronized (this) {
        if (over) {
          return;
        }
        over = true;
        close(null);
      }
      if (channel != null) {
        channel.shutdown();
      }
    }

    @GuardedBy("this")
    private void close(@Nullable Status failure) {
      StreamObserver<LinkFrame> to = out;
      if (to == null) {
        return;
      }
      try {
        if (failure == null) {
          to.onCompleted();
        } else {
          to.onError(failure.asRuntimeException());
        }
      } catch (RuntimeException e) {
        // the other end was faster
      }
    }

    @Override
    public void onNext(LinkFrame frame) {
      try {
        receive(frame);
      } catch (IllegalArgumentException e) {
        owner.alarm("the connection to " + peer.node() + " is cut: " + e.getMessage());
        broken(String.valueOf(e.getMessage()));
      }
    }

    private void receive(LinkFrame frame) {
      ByteString whole;
      synchronized (this) {
        if (over) {
          return;
        }
        if (!stands) {
          if (!frame.hasWelcome()) {
            throw new IllegalArgumentException("the first that came is no welcome");
          }
          stands = true;
          owner.post(new Event.LinkUp(peer));
          return;
        }
        whole = fragments.add(frame);
      }
      if (whole != null) {
        owner.post(new Event.FrameIn(peer, whole));
      }
    }

    @Override
    public void onError(Throwable thrown) {
      if (Refusals.reason(thrown) == ErrorReason.ERROR_REASON_VERSION) {
        incompatible.accept(Refusals.words(thrown));
      }
      broken("the connection is gone");
    }

    @Override
    public void onCompleted() {
      over(null);
    }

    /** It cannot go on: the other end, if it is there, is told that this is no orderly end. */
    private void broken(String cause) {
      over(Status.CANCELLED.withDescription(cause));
    }

    /** It is gone, or the other end has closed it; this end closes as well. */
    private void over(@Nullable Status failure) {
      synchronized (this) {
        if (!over) {
          over = true;
          forget(this);
          owner.post(new Event.LinkDown(peer));
        }
        close(failure);
      }
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }

  /** Hears nothing. */
  private static final class Deaf implements StreamObserver<LinkFrame> {
    @Override
    public void onNext(LinkFrame frame) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }
}
