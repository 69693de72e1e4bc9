package io.millrace.benchmarks.cluster;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stream of messages from one process to another, and nothing around it. */
final class BareStream {

  private static final int SECONDS = 120;

  private static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
          .setType(MethodType.CLIENT_STREAMING)
          .setFullMethodName("bare.Stream/Send")
          .build();

  private BareStream() {}

  /** Takes messages, and answers at their end how many bytes they had. */
  static ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("bare.Stream")
        .addMethod(
            METHOD,
            ServerCalls.asyncClientStreamingCall(
                answer ->
                    new StreamObserver<byte[]>() {
                      private long received;

                      @Override
                      public void onNext(byte[] message) {
                        received += message.length;
                      }

                      @Override
                      public void onError(Throwable thrown) {}

                      @Override
                      public void onCompleted() {
                        answer.onNext(ByteBuffer.allocate(Long.BYTES).putLong(received).array());
                        answer.onCompleted();
                      }
                    }))
        .build();
  }

  /**
   * Sends messages as fast as they go.
   *
   * @return in how many seconds all had come
   */
  static double send(String address, int messages, int bytes) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(address).usePlaintext().directExecutor().build();
    try {
      byte[] message = new byte[bytes];
      CompletableFuture<Long> received = new CompletableFuture<>();
      long start = System.nanoTime();
      ClientCalls.asyncClientStreamingCall(
          channel.newCall(METHOD, CallOptions.DEFAULT),
          new ClientResponseObserver<byte[], byte[]>() {
            @Override
            public void beforeStart(ClientCallStreamObserver<byte[]> out) {
              int[] sent = new int[1];
              out.setOnReadyHandler(
                  () -> {
                    while (out.isReady() && sent[0] < messages) {
                      out.onNext(message);
                      if (++sent[0] == messages) {
                        out.onCompleted();
                      }
                    }
                  });
            }

            @Override
            public void onNext(byte[] answer) {
              received.complete(ByteBuffer.wrap(answer).getLong());
            }

            @Override
            public void onError(Throwable thrown) {
              received.completeExceptionally(thrown);
            }

            @Override
            public void onCompleted() {}
          });
      long all = received.get(SECONDS, TimeUnit.SECONDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (all != (long) messages * bytes) {
        throw new IllegalStateException(all + " bytes came");
      }
      return seconds;
    } finally {
      channel.shutdownNow();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
