package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.ExchangeGrpc;
import io.millrace.cluster.v1.LinkFrame;
import io.millrace.cluster.v1.Welcome;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.shell.NetworkContract;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each node has a network and a server of its own, as processes have. */
class GrpcNetworkTest extends NetworkContract {

  private static final int VERSION = 7;
  private static final Address ANY_PORT = new Address(Address.LOOPBACK, 0);

  private final List<Server> servers = new ArrayList<>();
  private final BlockingQueue<String> incompatible = new LinkedBlockingQueue<>();

  @Override
  protected Node start(String hint) throws Exception {
    return start(VERSION);
  }

  private Node start(int version) throws Exception {
    GrpcNetwork network = new GrpcNetwork(version, node -> false, incompatible::add);
    Server server = Endpoints.listen(ANY_PORT, version, List.of(network.exchange()));
    servers.add(server);
    return new Node(Endpoints.address(ANY_PORT, server).toString(), network);
  }

  @Override
  protected String nobody() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return "127.0.0.1:" + free.getLocalPort();
    }
  }

  @AfterEach
  void stopServers() throws Exception {
    for (Server server : servers) {
      server.shutdownNow();
      server.awaitTermination();
    }
  }

  @Test
  void anotherVersionIsRefusedAndBothAreNamed() throws Exception {
    Node older = start(6);
    Node newer = start(VERSION);
    older.does(context -> context.connect(newer.name()));
    assertThat(older.next()).isInstanceOf(Event.LinkDown.class);
    assertThat(incompatible.poll(10, TimeUnit.SECONDS))
        .isEqualTo(
            "%s speaks version 6 of the cluster protocol, %s speaks version 7"
                .formatted(older.name(), newer.name()));
    older.stop();
    newer.stop();
  }

  @Test
  void aNameThatIsNoAddressIsAConnectionThatDoesNotComeAbout() throws Exception {
    Node node = start(VERSION);
    node.does(context -> context.connect("somewhere"));
    assertThat(node.next()).isInstanceOf(Event.LinkDown.class);
    node.stop();
  }

  @Test
  void garbageOnThePortHarmsNobody() throws Exception {
    Node node = start(VERSION);
    Address address = Address.parse(node.name());
    byte[] noise = new byte[100_000];
    new Random(5).nextBytes(noise);
    byte[] http = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    for (byte[] garbage : List.of(noise, http)) {
      try (Socket socket = new Socket(address.host(), address.port())) {
        try {
          socket.getOutputStream().write(garbage);
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException cutOff) {
          // as it should be
        }
      }
    }
    Node other = start(VERSION);
    other.does(context -> context.connect(node.name()));
    other.nextUp();
    node.nextUp();
    other.stop();
    node.stop();
  }

  @Test
  void whoAnswersInAnotherLanguageIsNobody() throws Exception {
    Node node = start(VERSION);
    try (ServerSocket strange = new ServerSocket(0)) {
      Thread answering =
          new Thread(
              () -> {
                try (Socket socket = strange.accept()) {
                  socket.getOutputStream().write("SSH-2.0-strange\r\n".getBytes());
                  socket.getInputStream().readAllBytes();
                } catch (IOException over) {
                  // the test is over
                }
              });
      answering.setDaemon(true);
      answering.start();
      node.does(context -> context.connect("127.0.0.1:" + strange.getLocalPort()));
      assertThat(node.next()).isInstanceOf(Event.LinkDown.class);
    }
    node.stop();
  }

  /** It speaks the protocol, and then says what nobody understands. */
  @Test
  void whoSendsWhatIsNoFrameLosesTheConnectionAndNobodyElseDoes() throws Exception {
    Node node = start(VERSION);
    Address address = Address.parse(node.name());
    List<List<LinkFrame>> nonsense =
        List.of(
            List.of(LinkFrame.getDefaultInstance()),
            List.of(LinkFrame.newBuilder().setWelcome(Welcome.getDefaultInstance()).build()));
    for (List<LinkFrame> frames : nonsense) {
      ManagedChannel channel = Endpoints.channel(address, VERSION, "127.0.0.1:1");
      try {
        StreamObserver<LinkFrame> out = ExchangeGrpc.newStub(channel).connect(new Ignored());
        node.nextUp();
        frames.forEach(out::onNext);
        assertThat(node.next()).isInstanceOf(Event.LinkDown.class);
      } finally {
        channel.shutdownNow();
      }
    }
    Node other = start(VERSION);
    other.does(context -> context.connect(node.name()));
    other.nextUp();
    node.nextUp();
    other.stop();
    node.stop();
  }

  private static final class Ignored implements StreamObserver<LinkFrame> {
    @Override
    public void onNext(LinkFrame frame) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }
}
