package io.millrace.sdk.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class SocketIOTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve(String text) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getOutputStream().write(text.getBytes(UTF_8));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void linesAreCountedInTheWindowsOfTheTimesThatTheyTell() {
    serve("1 a\n3 b\n2 a\n12 a\n11 b\n");
    PCollection<KV<String, Long>> counts =
        p.apply(
                SocketIO.readLines("127.0.0.1", server.getLocalPort())
                    .withWatermarkPolicy(
                        WatermarkPolicy.<String>withMaxOutOfOrderness(Duration.ofSeconds(5))
                            .withTimestampFn(
                                line -> Instant.ofEpochSecond(Long.parseLong(line.split(" ")[0])))))
            .apply(MapElements.into(TypeDescriptors.strings()).via(line -> line.split(" ")[1]))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
            .apply(Count.perElement());

    PAssert.that(counts)
        .inWindow(new IntervalWindow(Instant.ofEpochSecond(0), Instant.ofEpochSecond(10)))
        .containsInAnyOrder(KV.of("a", 2L), KV.of("b", 1L));
    PAssert.that(counts)
        .inWindow(new IntervalWindow(Instant.ofEpochSecond(10), Instant.ofEpochSecond(20)))
        .containsInAnyOrder(KV.of("a", 1L), KV.of("b", 1L));
    p.run();
  }

  @Test
  void aConnectionThatCannotBeMadeIsToldByTheNameOfTheTransform() throws IOException {
    server.close();
    p.enableAbandonedNodeEnforcement(false);
    p.apply("Lines", SocketIO.readLines("127.0.0.1", server.getLocalPort()));

    assertThatThrownBy(p::run)
        .hasMessageContaining("Transform Lines/Read(SocketSource) failed")
        .hasMessageContaining("cannot read lines from 127.0.0.1:" + server.getLocalPort());
  }

  @Test
  void aSocketCannotTellWhatIsThereNow() {
    Pipeline now =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--mode=available-now").create());
    now.apply("Lines", SocketIO.readLines("127.0.0.1", server.getLocalPort()));

    assertThatThrownBy(now::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Lines/Read(SocketSource)")
        .hasMessageContaining("--mode=continuous");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketIO.readLines(" ", 9999))
        .withMessageContaining("name of a host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketIO.readLines("localhost", 0))
        .withMessageContaining("65535");
    SocketIO.ReadLines lines = SocketIO.readLines("localhost", 9999);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lines.withReconnection(0, Duration.ZERO))
        .withMessageContaining("at least one attempt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lines.withReconnection(1, Duration.ofMillis(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> lines.withMaxLineBytes(0));
  }
}
