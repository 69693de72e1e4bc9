package io.millrace.sdk.testing.contract.kit;

/**
 * What a runner may refuse. It must do so when a pipeline is submitted, with an exception whose
 * message names the feature, in parentheses, and the transform that needs it.
 */
public enum Feature {
  /** Collections without end. */
  UNBOUNDED_COLLECTIONS,
  /** Side inputs made of collections without end. */
  UNBOUNDED_SIDE_INPUTS,
  /** Sinks whose input has no end. */
  UNBOUNDED_SINKS,
  /** State of functions, and methods that are called when windows expire. */
  STATE,
  /** Timers of functions. */
  TIMERS,
  /** Functions whose work on one element can be split. */
  SPLITTABLE,
  /** Input in order of event time. */
  TIME_SORTED_INPUT,
  /** Input that is the same when a bundle is retried. */
  STABLE_INPUT,
  /** Triggers other than the default one. */
  TRIGGERS,
  /** Windows that merge when they are grouped. */
  MERGING_WINDOWS,
  /** Outputs for what is dropped because it comes too late. */
  LATE_DATA_OUTPUTS
}
