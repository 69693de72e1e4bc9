package io.millrace.runners.distributed.control;

import io.millrace.runners.distributed.machine.Retries;
import java.util.List;

/**
 * What all nodes of a cluster are told alike. Times are in nanoseconds of each node's monotonic
 * clock.
 *
 * @param directory where in the store the log of the cluster is
 * @param coordinators the nodes that may coordinate
 * @param heartbeatNanos from one sign of life to the next
 * @param timeoutNanos who was not heard for so long is taken to be dead
 * @param takeoverNanos so long after the last word of who coordinates another one tries
 * @param deployNanos so long the slots of an attempt may take to stand, or to get on with it
 * @param checkpointRetries of what belongs to a checkpoint, which is given up after that
 */
public record ClusterSettings(
    String directory,
    List<String> coordinators,
    long heartbeatNanos,
    long timeoutNanos,
    long takeoverNanos,
    long deployNanos,
    Retries checkpointRetries) {

  private static final long MILLI = 1_000_000;

  /** The protocol that this version speaks; nodes of another one are refused. */
  public static final int PROTOCOL_VERSION = 1;

  /** So large a frame between nodes can be: a batch of elements, or what a job is. */
  public static final int MAX_FRAME_BYTES = 256 << 20;

  /** Copies the list. */
  public ClusterSettings {
    coordinators = List.copyOf(coordinators);
    if (heartbeatNanos < 1 || timeoutNanos < 2 * heartbeatNanos || takeoverNanos < timeoutNanos) {
      throw new IllegalArgumentException(
          String.format(
              "a heartbeat of %d ns, a timeout of %d ns and a takeover after %d ns do not fit",
              heartbeatNanos, timeoutNanos, takeoverNanos));
    }
  }

  /** The settings that are right for most. */
  public static ClusterSettings of(String directory, List<String> coordinators) {
    return new ClusterSettings(
        directory,
        coordinators,
        1_000 * MILLI,
        5_000 * MILLI,
        6_000 * MILLI,
        30_000 * MILLI,
        new Retries(6, 50 * MILLI, 2_000 * MILLI));
  }

  /** For what must not be given up. */
  public Retries patientRetries() {
    return Retries.forever(checkpointRetries.firstDelayNanos(), checkpointRetries.maxDelayNanos());
  }
}
