package io.millrace.simulation.kernel;

/** What can go wrong in a simulation. */
public enum FaultKind {
  /** The target dies and comes back after the duration. */
  KILL,
  /** All nodes die at once and come back after the duration. */
  KILL_ALL,
  /** The target stands still for the duration, and then goes on as if nothing was. */
  PAUSE,
  /** Nothing comes from the target to the other for the duration; nothing is lost for that. */
  CUT_ONE_WAY,
  /** Nothing comes from either to the other for the duration. */
  CUT,
  /** The connections between the target and the other break. */
  RESET,
  /** Frames take up to the parameter in milliseconds for the duration. */
  SLOW_NETWORK,
  /** Operations of the target fail without effect, so many of a thousand as the parameter says. */
  STORE_ERRORS,
  /** Operations of the target take effect and are answered with "unknown". */
  STORE_LOST_REPLIES,
  /** Operations of the target are answered with "unknown" and take effect up to 30 s later. */
  STORE_LATE,
  /** Operations of all take up to the parameter in milliseconds for the duration. */
  STORE_SLOW,
  /** Reads of the target have a wrong byte, so many of a thousand as the parameter says. */
  READ_FLIPS,
  /** Listings leave out names. */
  LISTING_LIES,
  /** A file of the newest checkpoint rots in the store. */
  ROT,
  /** A file of the newest checkpoint is lost from the store. */
  LOSE_FILE,
  /** The wall clock of the target jumps by the parameter, in milliseconds. */
  CLOCK_JUMP,
  /** User code of the job fails on the target for the duration. */
  USER_FAILURE,
  /** Somebody has the job drained. */
  DRAIN,
  /** Somebody cancels the job. */
  CANCEL,
  /**
   * Somebody asks for a savepoint: in the directory of the target, if it names one, and once more
   * after the duration. Another job with as many slots as the parameter says begins with it. The
   * other may have words: with "stop" the job ends with it; with "written" who coordinates dies
   * when its manifest is in the store, and with "logged" all die when the log says that it is
   * there.
   */
  SAVEPOINT,
  /** Somebody has the job go on with as many slots as the parameter says. */
  RESCALE
}
