package io.millrace.runners.distributed.coordinator;

/** Where a job stands. */
enum JobState {
  /** Its log is being read and won. Next: any other. */
  RECOVERING,
  /** It needs more slots than are free. Next: {@link #DEPLOYING}. */
  WAITING_FOR_SLOTS,
  /** Slots take their state back. Next: {@link #RUNNING} or {@link #RESTARTING}. */
  DEPLOYING,
  /** All slots work. Next: {@link #RESTARTING}, {@link #SUSPENDED} or an end. */
  RUNNING,
  /** An attempt has failed, another one follows after a delay. Next: {@link #WAITING_FOR_SLOTS}. */
  RESTARTING,
  /**
   * It has its checkpoint and waits for somebody to resume it. Next: {@link #WAITING_FOR_SLOTS}.
   */
  SUSPENDED,
  /** All output is visible. The end. */
  FINISHED,
  /** Somebody cancelled it. The end. */
  CANCELLED,
  /** Somebody stopped it with a savepoint. The end. */
  STOPPED;

  boolean isEnd() {
    return this == FINISHED || this == CANCELLED || this == STOPPED;
  }
}
