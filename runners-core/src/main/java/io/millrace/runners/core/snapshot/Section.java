package io.millrace.runners.core.snapshot;

/** Which part of a task an entry is about. */
public enum Section {
  /** How far the task has come. */
  TASK,
  /** What its root keeps. */
  ROOT,
  /** What waits in front of its root for side inputs. */
  WAITING,
  /** What others read of it: side inputs. */
  PUBLISHED,
  /** What the host has for it that it did not take yet. */
  INPUT,
  /** The metrics of its steps, for hosts that keep them. */
  METRICS,
  /** What its root keeps besides the tables of its store, where these are kept as they are. */
  TABLES,
  /** What waits at its outputs until there is room. */
  OUTPUT
}
