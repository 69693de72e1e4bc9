package io.millrace.runners.distributed.rpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.millrace.cluster.v1.ErrorDetail;
import io.millrace.cluster.v1.ErrorReason;

/** A status with its reason, as it is sent and as it is read. */
final class Refusals {

  private static final Metadata.Key<ErrorDetail> DETAIL =
      ProtoUtils.keyForProto(ErrorDetail.getDefaultInstance());

  private Refusals() {}

  static Metadata trailers(ErrorDetail detail) {
    Metadata trailers = new Metadata();
    trailers.put(DETAIL, detail);
    return trailers;
  }

  /** What a service throws or answers. */
  static StatusRuntimeException of(Status status, ErrorReason reason, String message) {
    return status
        .withDescription(message)
        .asRuntimeException(trailers(ErrorDetail.newBuilder().setReason(reason).build()));
  }

  /** Why a call failed, if who was called said so. */
  static ErrorReason reason(Throwable thrown) {
    Metadata trailers = Status.trailersFromThrowable(thrown);
    ErrorDetail detail = trailers == null ? null : trailers.get(DETAIL);
    return detail == null ? ErrorReason.ERROR_REASON_UNSPECIFIED : detail.getReason();
  }

  /** Why a call failed, in words. */
  static String words(Throwable thrown) {
    Status status = Status.fromThrowable(thrown);
    StringBuilder words = new StringBuilder();
    String description = status.getDescription();
    words.append(description == null ? status.getCode().name() : description);
    Throwable cause = status.getCause();
    for (int depth = 0; cause != null && depth < 4; depth++) {
      String message = cause.getMessage();
      if (message != null && words.indexOf(message) < 0) {
        words.append(": ").append(message);
      }
      cause = cause.getCause();
    }
    return words.toString();
  }
}
