package io.millrace.runners.distributed.rpc;

import io.grpc.BindableService;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes servers and channels: who may connect, and what they may cost, is decided here alone.
 *
 * <p>Connections are not encrypted and nobody is asked who they are. So processes listen on the
 * loopback address unless told otherwise.
 */
public final class Endpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  /** So large a message can be. Frames of machines are sent in parts, see {@link Fragments}. */
  public static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final int MAX_HEADER_BYTES = 8 << 10;
  private static final int MAX_CALLS_PER_CONNECTION = 128;
  private static final int HANDSHAKE_SECONDS = 10;

  /**
   * So much may be under way on a call before the other end has taken it: enough to keep it busy,
   * and not more than caches of processors hold.
   */
  private static final int WINDOW_BYTES = 2 << 20;

  /**
   * So much is given to the kernel in one go: less, and a batch goes in many small pieces, each
   * with a round of calls through all that is told when there is room again.
   */
  private static final WriteBufferWaterMark IN_ONE_GO =
      new WriteBufferWaterMark(512 << 10, 1 << 20);

  /** Who asks more often whether anybody is there is cut off. */
  private static final int LEAST_KEEP_ALIVE_SECONDS = 5;

  /**
   * Calls that are begun and given up at once: so many of them within so long, see the CVE below.
   */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  private static final ServerCallExecutorSupplier LINKS_AT_ONCE =
      new ServerCallExecutorSupplier() {
        @Override
        public <ReqT, RespT> @Nullable Executor getExecutor(
            ServerCall<ReqT, RespT> call, Metadata metadata) {
          return LinkCalls.isLink(call.getMethodDescriptor()) ? Runnable::run : null;
        }
      };

  private Endpoints() {}

  /**
   * A server that listens already.
   *
   * @param version the version of the protocol that it speaks; calls of another one are refused
   * @throws IOException if it cannot listen there; the message names the address
   */
  public static Server listen(
      Address address, int version, List<? extends BindableService> services) throws IOException {
    return listen(address, version, Timeouts.STANDARD, services);
  }

  /** A server that notices after other times who is gone. */
  static Server listen(
      Address address, int version, Timeouts timeouts, List<? extends BindableService> services)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(address.host(), address.port()),
                InsecureServerCredentials.create())
            .flowControlWindow(WINDOW_BYTES)
            .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, IN_ONE_GO)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTime(timeouts.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(timeouts.keepAliveAnswer().toNanos(), TimeUnit.NANOSECONDS)
            .permitKeepAliveTime(LEAST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            // CVE-2023-44487
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            // callbacks of connections hand on to queues and never wait
            .callExecutor(LINKS_AT_ONCE)
            .intercept(new ProtocolCheck(version));
    if (!address.isLoopback()) {
      LOG.warn(
          "{} can be reached by other machines, and whoever reaches it can have code executed:"
              + " nothing is encrypted, and nobody is asked who they are",
          address);
    }
    services.forEach(builder::addService);
    Server server = builder.build();
    try {
      return server.start();
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot listen on " + address + ": " + cause.getMessage(), e);
    }
  }

  /**
   * A channel, which connects when it is first used. Whoever has it closes it.
   *
   * @param version the version of the protocol that the caller speaks
   * @param node the name of the caller, for who is called
   */
  public static ManagedChannel channel(Address address, int version, String node) {
    return channel(address, version, Timeouts.STANDARD, node);
  }

  /** A channel that notices after other times who is gone. */
  static ManagedChannel channel(Address address, int version, Timeouts timeouts, String node) {
    return NettyChannelBuilder.forAddress(
            address.host(), address.port(), InsecureChannelCredentials.create())
        .flowControlWindow(WINDOW_BYTES)
        .withOption(ChannelOption.WRITE_BUFFER_WATER_MARK, IN_ONE_GO)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_HEADER_BYTES)
        .keepAliveTime(timeouts.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(timeouts.keepAliveAnswer().toNanos(), TimeUnit.NANOSECONDS)
        .intercept(ProtocolCheck.headers(version, node), new ConnectInTime(timeouts.connect()))
        // callbacks hand on to queues and never wait
        .directExecutor()
        .disableRetry()
        .build();
  }

  /** Where a server listens, if it was told to take any free port. */
  public static Address address(Address asked, Server server) {
    return new Address(asked.host(), server.getPort());
  }
}
