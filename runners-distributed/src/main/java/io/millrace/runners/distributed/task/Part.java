package io.millrace.runners.distributed.task;

/**
 * What of a slot is saved and restored by itself: a task, or where the splits of a source are
 * found.
 *
 * @param stage the id of the stage
 * @param task the index of the task in its stage, or {@link #SPLITS}
 */
record Part(int stage, int task) {

  /** Stands for where the splits of the stage's source are found. */
  static final int SPLITS = -1;

  /** Where the splits of a stage's source are found. */
  static Part splitsOf(int stage) {
    return new Part(stage, SPLITS);
  }

  @Override
  public String toString() {
    return (task == SPLITS ? "the splits" : "task " + task) + " of stage " + stage;
  }
}
