package io.millrace.sdk.io.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A network connection that never waits, and can be made anew. Not thread-safe. */
final class Connection {

  private final InetSocketAddress address;
  private @Nullable SocketChannel channel;

  private Connection(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * Looks up a host.
   *
   * @throws UnknownHostException if there is none of that name
   */
  static Connection to(String host, int port) throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("there is no host " + host + ": check the name");
    }
    return new Connection(address);
  }

  /**
   * Begins to connect, or goes on with it.
   *
   * @return whether the connection is there
   * @throws IOException if it cannot be made
   */
  boolean connect() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      open = SocketChannel.open();
      channel = open;
      open.configureBlocking(false);
      // So that a machine that is gone is noticed some day, though nothing is ever sent to it.
      open.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      return open.connect(address);
    }
    return open.isConnected() || open.finishConnect();
  }

  /**
   * Reads what has arrived.
   *
   * @return how many bytes; -1 if the other side has closed the connection
   */
  int read(ByteBuffer into) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open.read(into);
  }

  void close() throws IOException {
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort();
  }
}
