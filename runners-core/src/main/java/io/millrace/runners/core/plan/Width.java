package io.millrace.runners.core.plan;

/** In how many tasks a stage runs. */
public enum Width {
  /** In a single task. */
  ONE,
  /** In as many tasks as the runner's parallelism says. */
  MANY
}
