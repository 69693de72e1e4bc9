package io.millrace.sdk;

import io.millrace.sdk.metrics.MetricResults;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A pipeline that was handed to a runner. Implementations are thread-safe. */
public interface PipelineResult {
  /** How far it has come. */
  State getState();

  /**
   * Stops it without waiting for it to finish, and returns the state it is in afterwards. Has no
   * effect on a pipeline in a terminal state.
   *
   * @throws IOException if the runner could not be reached
   * @throws UnsupportedOperationException if the runner cannot cancel
   */
  State cancel() throws IOException;

  /**
   * Lets it come to its end without losing anything: sources without end stop where they are, event
   * time goes to its end, and all windows and event-time timers fire. Sources that end are read to
   * their end. Returns the state it is in now, without waiting; once drained it is {@link
   * State#DONE}, or {@link State#FAILED}. Has no effect on a pipeline in a terminal state, or one
   * that is being drained.
   *
   * @throws IOException if the runner could not be reached
   * @throws UnsupportedOperationException if the runner cannot drain
   */
  default State drain() throws IOException {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " cannot drain a pipeline; cancel() stops it and gives up its state");
  }

  /**
   * Waits until it is in a terminal state, which is returned, or until the time is over: then the
   * result is null. A duration of zero or less waits as long as it takes.
   */
  @Nullable State waitUntilFinish(Duration duration);

  /** Waits until it is in a terminal state, which is returned, however long it takes. */
  State waitUntilFinish();

  /** The metrics reported so far; final once the state is terminal. */
  MetricResults metrics();

  /** How far a pipeline has come. */
  enum State {
    /** The runner could not find out. */
    UNKNOWN(false, false),
    /** Not running, but may be resumed. */
    STOPPED(false, false),
    /** Running. */
    RUNNING(false, false),
    /** Finished with success. */
    DONE(true, false),
    /** Finished with an error. */
    FAILED(true, false),
    /** Stopped on request. */
    CANCELLED(true, false),
    /** Replaced by an updated pipeline, which goes on with its state. */
    UPDATED(true, true),
    /** The runner answered with a state that this version does not know. */
    UNRECOGNIZED(false, false);

    private final boolean terminal;
    private final boolean hasReplacement;

    State(boolean terminal, boolean hasReplacement) {
      this.terminal = terminal;
      this.hasReplacement = hasReplacement;
    }

    /** Whether the pipeline will never leave this state. */
    public final boolean isTerminal() {
      return terminal;
    }

    /** Whether another pipeline has taken this one's place. */
    public final boolean hasReplacementJob() {
      return hasReplacement;
    }
  }
}
