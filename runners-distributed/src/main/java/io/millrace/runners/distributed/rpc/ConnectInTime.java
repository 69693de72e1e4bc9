package io.millrace.runners.distributed.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Gives up a call that may take as long as it takes if nobody speaks at the other end. gRPC waits
 * for ever where a connection is taken and never answered, and sends no signs of life before it is.
 */
final class ConnectInTime implements ClientInterceptor {

  private final Duration patience;

  ConnectInTime(Duration patience) {
    this.patience = patience;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    return options.getDeadline() == null ? new Impatient<>(call) : call;
  }

  private final class Impatient<Q, A> extends SimpleForwardingClientCall<Q, A> {

    private final CompletableFuture<Boolean> spoke = new CompletableFuture<>();

    Impatient(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for what is done when time is over
    public void start(Listener<A> listener, Metadata headers) {
      super.start(new Hearing(listener), headers);
      spoke
          .completeOnTimeout(false, patience.toNanos(), TimeUnit.NANOSECONDS)
          .thenAccept(
              inTime -> {
                if (!inTime) {
                  cancel("nobody speaks there", null);
                }
              });
    }

    private final class Hearing extends SimpleForwardingClientCallListener<A> {

      Hearing(Listener<A> listener) {
        super(listener);
      }

      @Override
      public void onReady() {
        spoke.complete(true);
        super.onReady();
      }

      @Override
      public void onHeaders(Metadata headers) {
        spoke.complete(true);
        super.onHeaders(headers);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        boolean givenUp = !spoke.complete(true) && !spoke.getNow(true);
        super.onClose(
            givenUp
                ? Status.DEADLINE_EXCEEDED.withDescription(
                    "nobody has spoken there within " + patience.toMillis() + " ms")
                : status,
            trailers);
      }
    }
  }
}
