package io.millrace.runners.core.plan;

/** Which task of the receiving stage an element goes to. */
public enum Partitioning {
  /** From task i to task i: the stages have the same width. */
  FORWARD,
  /** Elements are KVs: all with the same key go to the same task. */
  HASH,
  /** To the tasks in turn, evenly. */
  REBALANCE,
  /** To the single task of the receiving stage. */
  GATHER
}
