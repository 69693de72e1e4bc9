package io.millrace.runners.distributed.rpc;

import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.millrace.cluster.v1.ErrorDetail;
import io.millrace.cluster.v1.ErrorReason;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Refuses calls of who speaks another version of the protocol, and tells services who calls. */
final class ProtocolCheck implements ServerInterceptor {

  private static final Metadata.Key<String> VERSION =
      Metadata.Key.of("millrace-protocol-version", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> NODE =
      Metadata.Key.of("millrace-node", Metadata.ASCII_STRING_MARSHALLER);

  private static final int MAX_NAME_CHARACTERS = 256;

  /** The name of the caller, within a call; empty if it did not say. */
  static final Context.Key<String> CALLER = Context.keyWithDefault("millrace-node", "");

  private final int version;

  ProtocolCheck(int version) {
    this.version = version;
  }

  /** Says with each call who calls, and in which version. */
  static ClientInterceptor headers(int version, String node) {
    Metadata headers = new Metadata();
    headers.put(VERSION, Integer.toString(version));
    headers.put(NODE, node);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  @Override
  public <RequestT, ResponseT> ServerCall.Listener<RequestT> interceptCall(
      ServerCall<RequestT, ResponseT> call,
      Metadata headers,
      ServerCallHandler<RequestT, ResponseT> next) {
    int theirs = number(headers.get(VERSION));
    String node = headers.get(NODE);
    if (theirs != version) {
      refuse(call, theirs, node == null || node.isEmpty() ? "the caller" : node);
      return new ServerCall.Listener<>() {};
    }
    if (node == null || node.length() > MAX_NAME_CHARACTERS) {
      call.close(
          Status.INVALID_ARGUMENT.withDescription("the caller does not say its name"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(Context.current().withValue(CALLER, node), call, headers, next);
  }

  private void refuse(ServerCall<?, ?> call, int theirs, String node) {
    SocketAddress here = call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
    String told =
        String.format(
            "%s speaks %s of the cluster protocol, %s speaks version %d",
            node,
            theirs == 0 ? "no version" : "version " + theirs,
            here == null ? "this process" : here.toString().replaceFirst("^.*/", ""),
            version);
    ErrorDetail detail =
        ErrorDetail.newBuilder()
            .setReason(ErrorReason.ERROR_REASON_VERSION)
            .setCallerVersion(theirs)
            .setCalledVersion(version)
            .build();
    call.close(Status.FAILED_PRECONDITION.withDescription(told), Refusals.trailers(detail));
  }

  private static int number(@Nullable String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
