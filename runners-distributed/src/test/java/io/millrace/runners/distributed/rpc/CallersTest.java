package io.millrace.runners.distributed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.millrace.cluster.v1.ErrorReason;
import io.millrace.cluster.v1.ExchangeGrpc;
import io.millrace.cluster.v1.LinkFrame;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.shell.NetworkContract.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who calls a node by other means than its own, and what it says to them. */
@Timeout(60)
class CallersTest {

  private static final int VERSION = 7;
  private static final Address ANY_PORT = new Address(Address.LOOPBACK, 0);

  private Node node;
  private Server server;
  private Address address;
  private ManagedChannel channel;

  @BeforeEach
  void startANodeAndCallIt() throws Exception {
    GrpcNetwork network = new GrpcNetwork(VERSION, other -> false, reason -> {});
    server = Endpoints.listen(ANY_PORT, VERSION, List.of(network.exchange()));
    address = Endpoints.address(ANY_PORT, server);
    node = new Node(address.toString(), network);
    connect();
  }

  private void connect() {
    channel = NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    node.stop();
    server.shutdownNow().awaitTermination();
  }

  /** The answers to a call: the first that came, or why it is over. */
  private static final class Heard implements StreamObserver<LinkFrame> {
    private final CompletableFuture<LinkFrame> first = new CompletableFuture<>();
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    @Override
    public void onNext(LinkFrame frame) {
      first.complete(frame);
    }

    @Override
    public void onError(Throwable thrown) {
      end.complete(thrown);
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK.asException());
    }

    private Throwable end() throws Exception {
      return end.get(30, TimeUnit.SECONDS);
    }
  }

  private StreamObserver<LinkFrame> call(Heard heard, String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return ExchangeGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .connect(heard);
  }

  /** The node is there for others as it was. */
  private void assertTheNodeLivesOn() throws Exception {
    Heard heard = new Heard();
    StreamObserver<LinkFrame> out =
        call(heard, "millrace-protocol-version", "7", "millrace-node", "127.0.0.1:1");
    assertThat(heard.first.get(30, TimeUnit.SECONDS).hasWelcome()).isTrue();
    node.nextUp();
    out.onCompleted();
    assertThat(node.next()).isInstanceOf(Event.LinkDown.class);
  }

  @Test
  void whoSaysNoVersionIsToldTheOneThatIsSpoken() throws Exception {
    Heard heard = new Heard();
    call(heard);
    assertThat(Refusals.reason(heard.end())).isEqualTo(ErrorReason.ERROR_REASON_VERSION);
    assertThat(Refusals.words(heard.end()))
        .isEqualTo(
            "the caller speaks no version of the cluster protocol, %s speaks version 7", address);
    assertTheNodeLivesOn();
  }

  @ParameterizedTest
  @CsvSource({
    "'',no version",
    "seven,no version",
    "7.0,no version",
    "99999999999999999999,no version",
    "-7,version -7",
    "8,version 8"
  })
  void whatIsNotTheVersionIsRefusedHoweverItIsWritten(String header, String named)
      throws Exception {
    Heard heard = new Heard();
    call(heard, "millrace-protocol-version", header, "millrace-node", "10.0.0.1:5");
    assertThat(Refusals.reason(heard.end())).isEqualTo(ErrorReason.ERROR_REASON_VERSION);
    assertThat(Refusals.words(heard.end()))
        .startsWith("10.0.0.1:5 speaks " + named + " of the cluster protocol, ");
    assertTheNodeLivesOn();
  }

  @Test
  void whoHasNoNameIsNotConnected() throws Exception {
    for (String[] headers :
        List.of(
            new String[] {"millrace-protocol-version", "7"},
            new String[] {"millrace-protocol-version", "7", "millrace-node", ""},
            new String[] {"millrace-protocol-version", "7", "millrace-node", "n".repeat(257)})) {
      Heard heard = new Heard();
      call(heard, headers);
      assertThat(Refusals.words(heard.end())).contains("name");
    }
    assertTheNodeLivesOn();
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws Exception {
    Heard heard = new Heard();
    call(
        heard,
        "millrace-protocol-version",
        "7",
        "millrace-node",
        "127.0.0.1:1",
        "more",
        "m".repeat(20_000));
    assertThat(Status.fromThrowable(heard.end()).isOk()).isFalse();
    assertTheNodeLivesOn();
  }

  /** A caller that does not cut its frames. */
  @Test
  void aMessageOverTheLimitEndsTheConnectionAndTheNodeLivesOn() throws Exception {
    Heard heard = new Heard();
    StreamObserver<LinkFrame> out =
        call(heard, "millrace-protocol-version", "7", "millrace-node", "127.0.0.1:1");
    node.nextUp();
    int size = Endpoints.MAX_MESSAGE_BYTES + 1;
    out.onNext(LinkFrame.newBuilder().setPart(ByteString.copyFrom(new byte[size])).build());
    assertThat(node.next()).isInstanceOf(Event.LinkDown.class);
    assertThat(Status.fromThrowable(heard.end()).getCode()).isEqualTo(Status.Code.CANCELLED);
    // what was still under way may cost the whole connection, as gRPC counts what it rejects
    channel.shutdownNow();
    connect();
    assertTheNodeLivesOn();
  }

  @Test
  void aServiceThatIsNotThereIsNamed() {
    try (JobsClient client = new JobsClient(Coordinators.of(address), VERSION, "a test")) {
      assertThatThrownBy(client::list)
          .isInstanceOf(CoordinatorException.class)
          .hasCauseInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith(address + " is no coordinator: ")
          .hasMessageContaining("millrace.cluster.v1.Jobs/ListJobs");
    }
  }
}
