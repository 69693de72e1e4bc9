package io.millrace.simulation.oracle;

import io.millrace.cluster.v1.Rescaled;
import io.millrace.cluster.v1.SavepointAsked;
import io.millrace.cluster.v1.SavepointEnded;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * O11, in the log of a job: what was asked for with one request is one savepoint, which has one
 * outcome. Whether wishes come true in time is for whoever knows when nothing goes wrong any more.
 */
final class WishOracle {

  private final String job;
  private final TreeMap<String, String> directories = new TreeMap<>();
  private @Nullable SavepointAsked pending;
  private int parallelism;
  private long changedNanos;

  WishOracle(String job) {
    this.job = job;
  }

  void asked(SavepointAsked asked, long now) {
    if (pending != null) {
      throw new Violation("O11", job + " was asked for two savepoints at a time: " + asked);
    }
    String before = directories.putIfAbsent(asked.getRequest(), asked.getDirectory());
    if (before != null) {
      throw new Violation(
          "O11",
          String.format(
              "%s was asked for a savepoint in %s, and for another one in %s, with one request",
              job, before, asked.getDirectory()));
    }
    pending = asked;
    changedNanos = now;
  }

  /** The savepoint that was asked for has an outcome. */
  SavepointAsked ended(SavepointEnded ended) {
    SavepointAsked asked = pending;
    pending = null;
    if (asked == null || asked.getNumber() != ended.getNumber()) {
      throw new Violation("O11", job + " has an outcome of what nobody waits for: " + ended);
    }
    return asked;
  }

  void rescaled(Rescaled rescaled, long now) {
    parallelism = rescaled.getParallelism();
    changedNanos = now;
  }

  /** The job is over: nothing can come of wishes any more. */
  void over() {
    pending = null;
    parallelism = 0;
  }

  /** The savepoint that has no outcome yet. */
  Optional<SavepointAsked> pending() {
    return Optional.ofNullable(pending);
  }

  /** How many slots it is to have, if that was changed. */
  OptionalInt parallelism() {
    return parallelism == 0 ? OptionalInt.empty() : OptionalInt.of(parallelism);
  }

  /** When something was asked for last. */
  long changedNanos() {
    return changedNanos;
  }
}
