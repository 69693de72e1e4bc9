package io.millrace.runners.distributed.coordinator;

import io.millrace.cluster.v1.ControlFrame;
import io.millrace.cluster.v1.JobOutcome;
import io.millrace.runners.distributed.control.ClusterSettings;

/** What a job needs of the coordinator around it. */
interface Cluster {

  ClusterSettings settings();

  String node();

  long generation();

  Workers workers();

  void send(Workers.Worker to, ControlFrame.Builder frame);

  /** Writes into the log of the cluster that there is the job, unless it says so already. */
  void accept(String job, String directory, Runnable then);

  /** Writes into the log of the cluster that the job is over. */
  void ended(String job, JobOutcome outcome);

  /** Another one coordinates by now. */
  void deposed();

  /** Slots are free that were not. */
  void slotsFreed();
}
