package io.millrace.runners.direct.job;

import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.runners.core.stage.StageException;
import io.millrace.sdk.Pipeline.PipelineExecutionException;

/** Tells users what went wrong, in one line that names their transform. */
final class FailureReport {

  private FailureReport() {}

  static PipelineExecutionException of(Throwable failure) {
    if (failure instanceof UserCodeException user) {
      Throwable cause = user.getCause();
      return new PipelineExecutionException(
          "Transform " + user.transformName() + " failed: " + cause, cause);
    }
    if (failure instanceof StageException stage) {
      return new PipelineExecutionException(
          "Transform " + stage.transformName() + " failed: " + stage.getMessage(),
          stage.getCause() != null ? stage.getCause() : stage);
    }
    return new PipelineExecutionException("The pipeline failed: " + failure, failure);
  }
}
