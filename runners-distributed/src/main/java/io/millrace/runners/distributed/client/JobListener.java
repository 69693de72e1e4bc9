package io.millrace.runners.distributed.client;

import io.millrace.cluster.v1.JobStatus;

/** Is told about a job, on a thread of the client. */
public interface JobListener {

  /** How it stands. */
  void status(JobStatus status);

  /** It was refused, and why. */
  void refused(String message);
}
