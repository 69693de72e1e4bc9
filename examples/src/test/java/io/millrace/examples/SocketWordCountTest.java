package io.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketWordCountTest {

  @Test
  void wordsOfAConnectionAreCountedAndPrinted() throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      System.setOut(new PrintStream(printed, true, UTF_8));
      CompletableFuture<Void> typing = CompletableFuture.runAsync(() -> type(server));

      SocketWordCount.main(
          new String[] {"--host=127.0.0.1", "--port=" + server.getLocalPort(), "--window=365000d"});

      typing.get(30, TimeUnit.SECONDS);
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(UTF_8).lines())
        .containsExactlyInAnyOrder("to: 2", "be: 2", "or: 1", "not: 1");
  }

  private static void type(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("to be or not\nto be\n".getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
