package io.millrace.runners.distributed.task;

import io.millrace.cluster.v1.FailureKind;
import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.runners.core.stage.StageException;
import io.millrace.runners.distributed.worker.SlotHost;

/** Tells why a slot cannot go on, naming the user's transform first. */
final class Failure {

  private Failure() {}

  static void report(SlotHost host, Throwable failure) {
    if (failure instanceof UserCodeException user) {
      host.failed(
          FailureKind.FAILURE_KIND_USER,
          "Transform " + user.transformName() + " failed: " + user.getCause());
    } else if (failure instanceof StageException stage) {
      host.failed(
          FailureKind.FAILURE_KIND_USER,
          "Transform " + stage.transformName() + " failed: " + stage.getMessage());
    } else {
      host.failed(FailureKind.FAILURE_KIND_USER, "The pipeline failed: " + failure);
    }
  }
}
