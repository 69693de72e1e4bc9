package io.millrace.sdk.io.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.sdk.testing.SourceLaws;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a connection brought cannot be asked for again: what a reader that is lost had received may
 * be missing. All other laws of sources hold, and nothing comes twice.
 */
@Timeout(120)
class SocketSourceLawsTest {

  /** Gives each connection other lines, for as long as it takes them. */
  private static final class Numbers implements AutoCloseable {
    private final ServerSocket server;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private int next;

    Numbers() throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      Thread thread = new Thread(this::serve, "numbers");
      thread.setDaemon(true);
      thread.start();
    }

    /** Connections stay open until the other side, or all, is closed. */
    private void serve() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          open.add(socket);
          StringBuilder lines = new StringBuilder();
          for (int i = 0; i < 60; i++) {
            lines.append("line ").append(next++).append('\n');
          }
          socket.getOutputStream().write(lines.toString().getBytes(UTF_8));
          socket.getOutputStream().flush();
        } catch (IOException e) {
          // that reader is gone, or all is over
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void nothingComesTwiceWhateverFails() throws IOException {
    try (Numbers numbers = new Numbers()) {
      SourceLaws.of(
              new SocketSource(
                  "127.0.0.1", numbers.server.getLocalPort(), 1_000, Reconnection.NEVER))
          .withElementsPerSplit(40)
          .withoutReplay()
          .assertAll();
    }
  }
}
