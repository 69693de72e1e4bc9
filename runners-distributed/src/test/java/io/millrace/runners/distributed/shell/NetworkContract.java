package io.millrace.runners.distributed.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.runners.distributed.machine.Context;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Machine;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.testkit.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What machines expect of connections, whatever carries them. */
public abstract class NetworkContract {

  private static final int PATIENCE_SECONDS = 30;

  /** A node that notes what it is told, and does what tests want. */
  public static final class Node implements Machine {

    private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
    private final MachineThread thread;

    /** A node that was started. */
    public Node(String name, Network network) {
      thread =
          new MachineThread(
              name,
              new MachineThread.Surroundings(
                  network, new MemoryStore()::execute, Runnable::run, reason -> {}),
              context -> this);
      thread.start();
      assertThat(next()).isInstanceOf(Event.Start.class);
    }

    @Override
    public void on(Event event, Context context) {
      if (event instanceof Event.Told action) {
        action.action().run();
      } else {
        told.add(event);
      }
    }

    @Override
    public long stateHash() {
      return 0;
    }

    public void does(Consumer<Context> action) {
      thread.post(new Event.Told(() -> action.accept(thread)));
    }

    public Event next() {
      try {
        Event event = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("what " + thread.node() + " is told").isNotNull();
        return event;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    public Peer nextUp() {
      Event event = next();
      assertThat(event).isInstanceOf(Event.LinkUp.class);
      return ((Event.LinkUp) event).peer();
    }

    public String name() {
      return thread.node();
    }

    public void stop() throws InterruptedException {
      thread.stop();
      thread.join();
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private Node left;
  private Node right;

  /** Starts a node that others can reach by its name. */
  protected abstract Node start(String hint) throws Exception;

  /** A name by which nobody can be reached. */
  protected abstract String nobody() throws Exception;

  @BeforeEach
  void startTwoNodes() throws Exception {
    left = started("left");
    right = started("right");
  }

  private Node started(String hint) throws Exception {
    Node node = start(hint);
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stopAll() throws Exception {
    for (Node node : nodes) {
      node.stop();
    }
  }

  /** Two ends of a connection. */
  private record Link(Peer seenByLeft, Peer seenByRight) {}

  private Link connect() {
    left.does(context -> context.connect(right.name()));
    return new Link(left.nextUp(), right.nextUp());
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void bothEndsAreToldThatAConnectionStands() {
    Link link = connect();
    assertThat(link.seenByLeft().node()).isEqualTo(right.name());
    assertThat(link.seenByRight().node()).isEqualTo(left.name());
  }

  @Test
  void whoConnectsToNobodyIsToldThatThereIsNoConnection() throws Exception {
    String nobody = nobody();
    left.does(context -> context.connect(nobody));
    Event told = left.next();
    assertThat(told).isInstanceOf(Event.LinkDown.class);
    assertThat(((Event.LinkDown) told).peer().node()).isEqualTo(nobody);
  }

  @Test
  void framesArriveInTheOrderInWhichTheyWereSentInBothDirections() {
    Link link = connect();
    int count = 1_000;
    left.does(
        context -> {
          for (int i = 0; i < count; i++) {
            context.send(link.seenByLeft(), text("to the right " + i));
          }
        });
    right.does(
        context -> {
          for (int i = 0; i < count; i++) {
            context.send(link.seenByRight(), text("to the left " + i));
          }
        });
    for (int i = 0; i < count; i++) {
      assertThat(right.next())
          .isEqualTo(new Event.FrameIn(link.seenByRight(), text("to the right " + i)));
      assertThat(left.next())
          .isEqualTo(new Event.FrameIn(link.seenByLeft(), text("to the left " + i)));
    }
  }

  @Test
  void aLargeFrameArrivesAsItWasSent() {
    Link link = connect();
    byte[] bytes = new byte[5_000_001];
    new Random(17).nextBytes(bytes);
    ByteString large = ByteString.copyFrom(bytes);
    left.does(
        context -> {
          context.send(link.seenByLeft(), large);
          context.send(link.seenByLeft(), ByteString.EMPTY);
        });
    assertThat(((Event.FrameIn) right.next()).frame()).isEqualTo(large);
    assertThat(((Event.FrameIn) right.next()).frame()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void whoClosesIsNotToldAndTheOtherEndIsAfterAllThatWasSentBefore() {
    Link link = connect();
    left.does(
        context -> {
          context.send(link.seenByLeft(), text("farewell"));
          context.close(link.seenByLeft());
        });
    assertThat(right.next()).isEqualTo(new Event.FrameIn(link.seenByRight(), text("farewell")));
    assertThat(right.next()).isEqualTo(new Event.LinkDown(link.seenByRight()));
    // the next that the left end is told is of the next connection
    connect();
  }

  @Test
  void whoWasCalledCanCloseAsWell() {
    Link link = connect();
    right.does(
        context -> {
          context.send(link.seenByRight(), text("no"));
          context.close(link.seenByRight());
        });
    assertThat(left.next()).isEqualTo(new Event.FrameIn(link.seenByLeft(), text("no")));
    assertThat(left.next()).isEqualTo(new Event.LinkDown(link.seenByLeft()));
    connect();
  }

  @Test
  void framesOverAConnectionThatIsGoneAreLost() {
    Link before = connect();
    left.does(context -> context.close(before.seenByLeft()));
    assertThat(right.next()).isEqualTo(new Event.LinkDown(before.seenByRight()));
    Link now = connect();
    assertThat(now.seenByLeft().epoch()).isGreaterThan(before.seenByLeft().epoch());
    assertThat(now.seenByRight().epoch()).isGreaterThan(before.seenByRight().epoch());
    left.does(
        context -> {
          context.send(before.seenByLeft(), text("too late"));
          context.send(now.seenByLeft(), text("in time"));
        });
    assertThat(right.next()).isEqualTo(new Event.FrameIn(now.seenByRight(), text("in time")));
  }

  @Test
  void connectionsOfANodeThatEndsBreak() throws Exception {
    Link link = connect();
    right.stop();
    assertThat(left.next()).isEqualTo(new Event.LinkDown(link.seenByLeft()));
    left.does(context -> context.connect(right.name()));
    assertThat(left.next()).isInstanceOf(Event.LinkDown.class);
  }

  @Test
  void aNodeHasConnectionsWithSeveralOthers() throws Exception {
    Node third = started("third");
    Link link = connect();
    third.does(context -> context.connect(right.name()));
    Peer seenByThird = third.nextUp();
    Peer thirdSeen = right.nextUp();
    third.does(context -> context.send(seenByThird, text("from the third")));
    assertThat(right.next()).isEqualTo(new Event.FrameIn(thirdSeen, text("from the third")));
    left.does(context -> context.send(link.seenByLeft(), text("from the left")));
    assertThat(right.next())
        .isEqualTo(new Event.FrameIn(link.seenByRight(), text("from the left")));
  }
}
