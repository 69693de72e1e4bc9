package io.millrace.runners.host.run;

import io.millrace.runners.core.invoke.UserCodeException;
import io.millrace.runners.core.stage.StageException;
import io.millrace.sdk.Pipeline.PipelineExecutionException;

/** Tells users what went wrong, in one line that names their transform. */
public final class FailureReport {

  private FailureReport() {}

  /**
   * The report of a failure: its cause is what user code threw, where it was user code.
   *
   * @param advice how to see it again; empty if there is nothing to say
   */
  public static PipelineExecutionException of(Throwable failure, String advice) {
    if (failure instanceof UserCodeException user) {
      Throwable cause = user.getCause();
      return new PipelineExecutionException(
          "Transform " + user.transformName() + " failed: " + cause + advice, cause);
    }
    if (failure instanceof StageException stage) {
      return new PipelineExecutionException(
          "Transform " + stage.transformName() + " failed: " + stage.getMessage() + advice,
          stage.getCause() != null ? stage.getCause() : stage);
    }
    return new PipelineExecutionException("The pipeline failed: " + failure + advice, failure);
  }
}
