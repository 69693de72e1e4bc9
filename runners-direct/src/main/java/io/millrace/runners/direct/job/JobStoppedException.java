package io.millrace.runners.direct.job;

/** Thrown to leave the middle of an element when the job has failed elsewhere or was cancelled. */
final class JobStoppedException extends RuntimeException {

  JobStoppedException() {
    super("The job is being stopped", null, false, false);
  }
}
