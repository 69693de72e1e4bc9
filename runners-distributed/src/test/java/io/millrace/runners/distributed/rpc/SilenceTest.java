package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.Artifact;
import io.millrace.cluster.v1.JobsGrpc;
import io.millrace.cluster.v1.ListJobsRequest;
import io.millrace.cluster.v1.ListJobsResponse;
import io.millrace.runners.distributed.control.ClusterSettings;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.machine.Peer;
import io.millrace.runners.distributed.process.CoordinatorProcess;
import io.millrace.runners.distributed.shell.NetworkContract.Node;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls and connections to who is there and says nothing. */
@Timeout(60)
class SilenceTest {

  private static final int VERSION = ClusterSettings.PROTOCOL_VERSION;
  private static final Address ANY_PORT = new Address(Address.LOOPBACK, 0);

  /** The time to answer is long enough for a machine with much to do. */
  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofMillis(300));

  /** As {@link #SHORT}, for who has to be reached within them. */
  private static final Timeouts LONGER =
      new Timeouts(
          SHORT.keepAlive(),
          SHORT.keepAliveAnswer(),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20));

  @TempDir Path directory;

  /** Connections to it come about, as the kernel takes them; nobody looks after them. */
  private static ServerSocket silent() throws Exception {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static Address address(ServerSocket socket) {
    return new Address(Address.LOOPBACK, socket.getLocalPort());
  }

  private static void assertGivenUp(ThrowingCallable call, Address address) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CoordinatorException.class,
            e -> {
              assertThat(e.isWorthAnotherTry()).isTrue();
              assertThat(Status.fromThrowable(e.getCause()).getCode())
                  .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            })
        .hasMessageStartingWith("no coordinator answers at " + address + ": ");
  }

  @Test
  void noCallWaitsForEverForWhoTakesTheConnectionAndNeverSpeaks() throws Exception {
    Path file = Files.writeString(directory.resolve("a.jar"), "no matter what");
    Artifact artifact = Artifact.newBuilder().setName("a.jar").build();
    try (ServerSocket silent = silent();
        JobsClient client =
            new JobsClient(Coordinators.of(address(silent)), VERSION, SHORT, "a test")) {
      List<ThrowingCallable> calls =
          List.of(
              client::list,
              client::describeCluster,
              () -> client.put(artifact, file),
              () -> client.watch("job", view -> {}));
      for (ThrowingCallable call : calls) {
        assertGivenUp(call, address(silent));
      }
    }
  }

  @Test
  void aCallThatIsTakenAndNotAnsweredEndsAtItsDeadline() throws Exception {
    JobsGrpc.JobsImplBase mute =
        new JobsGrpc.JobsImplBase() {
          @Override
          public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> out) {}
        };
    Server server = Endpoints.listen(ANY_PORT, VERSION, List.of(mute));
    Address address = Endpoints.address(ANY_PORT, server);
    try (JobsClient client = new JobsClient(Coordinators.of(address), VERSION, SHORT, "a test")) {
      assertGivenUp(client::list, address);
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  /** The connection that says nothing stands all the time, and nobody waits for it any more. */
  @Test
  void afterACallThatWasNotAnsweredTheNextOneConnectsAnew() throws Exception {
    ServerSocket silent = silent();
    Address address = address(silent);
    try (JobsClient client = new JobsClient(Coordinators.of(address), VERSION, SHORT, "a test")) {
      Socket taken;
      try (silent) {
        assertGivenUp(client::list, address);
        taken = silent.accept();
      }
      try (Socket mute = taken;
          CoordinatorProcess there =
              CoordinatorProcess.start(
                  address, directory.resolve("store").toString(), reason -> {})) {
        String answered = null;
        while (answered == null) {
          try {
            answered = client.describeCluster().getCoordinator();
          } catch (CoordinatorException e) {
            assertThat(e.isWorthAnotherTry()).isTrue();
          }
        }
        assertThat(answered).isEqualTo(there.address().toString());
        assertThat(mute.isClosed()).isFalse();
      }
    }
  }

  private static Node node(Timeouts timeouts, List<Server> servers) throws Exception {
    GrpcNetwork network = new GrpcNetwork(VERSION, timeouts, node -> false, reason -> {});
    Server server = Endpoints.listen(ANY_PORT, VERSION, timeouts, List.of(network.exchange()));
    servers.add(server);
    return new Node(Endpoints.address(ANY_PORT, server).toString(), network);
  }

  @Test
  void whoTakesAConnectionAndNeverSpeaksIsNobody() throws Exception {
    List<Server> servers = new ArrayList<>();
    Node node = node(SHORT, servers);
    try (ServerSocket silent = silent()) {
      node.does(context -> context.connect(address(silent).toString()));
      assertThat(((Event.LinkDown) node.next()).peer().node())
          .isEqualTo(address(silent).toString());
    } finally {
      node.stop();
      servers.forEach(Server::shutdownNow);
    }
  }

  @Test
  void whoConnectsAndNeverSpeaksIsCutOff() throws Exception {
    List<Server> servers = new ArrayList<>();
    Node node = node(SHORT, servers);
    Address address = Address.parse(node.name());
    try (Socket mute = new Socket(address.host(), address.port())) {
      // comes to an end because the other end closes
      mute.getInputStream().readAllBytes();
    } finally {
      node.stop();
      servers.forEach(Server::shutdownNow);
    }
  }

  /**
   * Neither end is told that the connection is of no use any more. Who called may not ask before 10
   * seconds have passed, which gRPC decides.
   */
  @Test
  void aConnectionThatCarriesNothingAnyMoreIsNoticedAtBothEnds() throws Exception {
    List<Server> servers = new ArrayList<>();
    Node caller = node(LONGER, servers);
    Node called = node(LONGER, servers);
    try (Proxy proxy = new Proxy(Address.parse(called.name()))) {
      caller.does(context -> context.connect(proxy.address()));
      Peer seenByCaller = caller.nextUp();
      Peer seenByCalled = called.nextUp();
      ByteString word = ByteString.copyFromUtf8("a word");
      caller.does(context -> context.send(seenByCaller, word));
      assertThat(called.next()).isEqualTo(new Event.FrameIn(seenByCalled, word));
      proxy.pause();
      assertThat(called.next()).isEqualTo(new Event.LinkDown(seenByCalled));
      assertThat(caller.next()).isEqualTo(new Event.LinkDown(seenByCaller));
      proxy.resume();
      caller.does(context -> context.connect(proxy.address()));
      caller.nextUp();
      called.nextUp();
    } finally {
      caller.stop();
      called.stop();
      servers.forEach(Server::shutdownNow);
    }
  }
}
