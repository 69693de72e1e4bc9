package io.millrace.runners.distributed.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwards connections to a server, until it is told to pause: then they stand, and carry nothing
 * in either direction.
 */
final class Proxy implements AutoCloseable {

  private final Address to;
  private final ServerSocket listening;

  @GuardedBy("this")
  private final List<Socket> sockets = new ArrayList<>();

  @GuardedBy("this")
  private boolean paused;

  Proxy(Address to) throws IOException {
    this.to = to;
    this.listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  String address() {
    return Address.LOOPBACK + ":" + listening.getLocalPort();
  }

  synchronized void pause() {
    paused = true;
  }

  synchronized void resume() {
    paused = false;
    notifyAll();
  }

  private static void start(Runnable action) {
    Thread thread = new Thread(action, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listening.accept();
        Socket called = new Socket(to.host(), to.port());
        synchronized (this) {
          sockets.add(caller);
          sockets.add(called);
        }
        start(() -> forward(caller, called));
        start(() -> forward(called, caller));
      }
    } catch (IOException over) {
      // the test is over
    }
  }

  private void forward(Socket from, Socket to) {
    byte[] bytes = new byte[1 << 14];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        awaitTurn();
        out.write(bytes, 0, count);
      }
      awaitTurn();
      to.shutdownOutput();
    } catch (IOException | InterruptedException over) {
      // one of both ends is gone
    }
  }

  private synchronized void awaitTurn() throws InterruptedException {
    while (paused) {
      wait();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    synchronized (this) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    resume();
  }
}
