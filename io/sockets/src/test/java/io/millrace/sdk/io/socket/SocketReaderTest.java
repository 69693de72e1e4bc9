package io.millrace.sdk.io.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SourceReader.Status;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real server socket; a poll never waits, so the test polls until it has seen enough. */
@Timeout(60)
class SocketReaderTest {

  private static final Reconnection THREE_TIMES = new Reconnection(3, 1_000);

  private ServerSocket server;
  private SourceReader<String, byte[]> reader;
  private Status status = Status.IDLE;
  private long now = 1_000_000;
  private final List<String> lines = new ArrayList<>();

  private final SourceOutput<String> output =
      new SourceOutput<>() {
        @Override
        public void output(String line) {
          lines.add(line);
        }

        @Override
        public void output(String line, long timestampMillis) {
          throw new AssertionError("a socket knows no times");
        }
      };

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
    server.close();
  }

  private void open(Reconnection reconnection, byte[] received) throws IOException {
    SocketSource source = new SocketSource("127.0.0.1", server.getLocalPort(), 1_000, reconnection);
    reader =
        source.createReader(
            new SourceContext(PipelineOptionsFactory.create(), 1, () -> now), received);
  }

  private void poll() throws IOException {
    status = reader.poll(output, 100);
  }

  private void pollUntil(BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("only " + lines + " were read within 30 seconds; " + status);
      }
      poll();
      Thread.onSpinWait();
    }
  }

  private Socket accept() throws IOException {
    poll();
    return server.accept();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Test
  void linesAreGivenAsTheyArriveAndAPollNeverWaits() throws IOException {
    open(Reconnection.NEVER, new byte[0]);
    try (Socket socket = accept()) {
      poll();
      assertThat(status).as("nothing was sent yet").isEqualTo(Status.IDLE);

      send(socket, "one\ntw");
      pollUntil(() -> lines.size() == 1);
      send(socket, "o\r\nthree\n");
      pollUntil(() -> lines.size() == 3);
    }
    assertThat(lines).containsExactly("one", "two", "three");
  }

  @Test
  void theInputEndsWhenTheOtherSideClosesTheConnection() throws IOException {
    open(Reconnection.NEVER, new byte[0]);
    try (Socket socket = accept()) {
      send(socket, "one\nthe last, not ended");
    }

    pollUntil(() -> status == Status.FINISHED);

    assertThat(lines).containsExactly("one", "the last, not ended");
  }

  @Test
  void aPollGivesNoMoreThanItIsAskedFor() throws IOException {
    open(Reconnection.NEVER, "1\n2\n3\n".getBytes(UTF_8));

    assertThat(reader.poll(output, 2)).isEqualTo(Status.MORE);

    assertThat(lines).containsExactly("1", "2");
  }

  @Test
  void nobodyThereIsAnErrorThatSaysWhatToDo() throws IOException {
    server.close();
    open(Reconnection.NEVER, new byte[0]);

    assertThatThrownBy(() -> pollUntil(() -> false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read lines from 127.0.0.1:" + server.getLocalPort())
        .hasMessageContaining("withReconnection");
  }

  @Test
  void aHostThatThereIsNotIsNamed() {
    SocketSource source = new SocketSource("no.such.host.invalid", 1, 100, Reconnection.NEVER);

    assertThatThrownBy(
            () ->
                source.createReader(
                    new SourceContext(PipelineOptionsFactory.create(), 1), new byte[0]))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no.such.host.invalid");
  }

  @Test
  void aConnectionThatIsClosedIsMadeAgainAfterAPause() throws IOException {
    open(THREE_TIMES, new byte[0]);
    try (Socket socket = accept()) {
      send(socket, "one\ncut o");
    }
    pollUntil(() -> lines.size() == 2 && reader.nextPollMillis() > now);
    assertThat(reader.nextPollMillis()).isEqualTo(now + 1_000);
    poll();
    assertThat(status).isEqualTo(Status.IDLE);

    now += 1_000;
    try (Socket socket = accept()) {
      send(socket, "two\n");
      pollUntil(() -> lines.size() == 3);
    }
    assertThat(lines).as("a line of two connections is two").containsExactly("one", "cut o", "two");
  }

  @Test
  void connectingAgainHasAnEnd() throws IOException {
    server.close();
    open(THREE_TIMES, new byte[0]);
    int[] pauses = new int[1];

    assertThatThrownBy(
            () ->
                pollUntil(
                    () -> {
                      if (reader.nextPollMillis() > now) {
                        now = reader.nextPollMillis();
                        pauses[0]++;
                      }
                      return false;
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tried 3 times");
    assertThat(pauses[0]).isEqualTo(3);
  }

  @Test
  void whatWasReceivedAndNotGivenIsInTheSnapshot() throws IOException {
    open(Reconnection.NEVER, new byte[0]);
    try (Socket socket = accept()) {
      send(socket, "one\ntw");
      pollUntil(() -> reader.snapshot().length == 2);
    }
    assertThat(lines).containsExactly("one");
    assertThat(new String(reader.snapshot(), UTF_8)).isEqualTo("tw");
  }

  @Test
  void aReaderGivesWhatWasReceivedBeforeItConnects() throws IOException {
    open(Reconnection.NEVER, "two\nthree\nfo".getBytes(UTF_8));

    assertThat(reader.poll(output, 1)).isEqualTo(Status.MORE);
    assertThat(lines).containsExactly("two");
    assertThat(new String(reader.snapshot(), UTF_8)).isEqualTo("three\nfo");

    try (Socket socket = accept()) {
      send(socket, "five\n");
    }
    pollUntil(() -> status == Status.FINISHED);
    assertThat(lines).containsExactly("two", "three", "fo", "five");
  }

  @Test
  void aLineThatIsTooLongIsAnErrorThatSaysWhatToDo() throws IOException {
    open(Reconnection.NEVER, new byte[0]);
    try (Socket socket = accept()) {
      send(socket, "x".repeat(1_001));

      assertThatThrownBy(() -> pollUntil(() -> false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1")
          .hasMessageContaining("withMaxLineBytes");
    }
  }
}
