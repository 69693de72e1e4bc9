package io.millrace.runners.distributed.client;

import io.millrace.cluster.v1.JobAction;
import io.millrace.runners.distributed.machine.Event;
import io.millrace.runners.distributed.shell.MachineThread;

/** The client's end of a job that was submitted. Thread-safe. */
public final class SubmittedJob {

  private final MachineThread thread;
  private final JobClient client;

  SubmittedJob(MachineThread thread, JobClient client) {
    this.thread = thread;
    this.client = client;
  }

  /** Asks for something to be done to the job, again and again until it is over. */
  public void ask(JobAction action) {
    thread.post(new Event.Told(() -> client.wish(action)));
  }
}
