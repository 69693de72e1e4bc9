package io.millrace.runners.core.stage;

import io.millrace.runners.core.batch.Batch;
import io.millrace.runners.core.panes.TracedGroups;
import io.millrace.runners.core.snapshot.Section;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the elements of a stage come from. */
interface RootOperator {

  /**
   * Takes a batch of an input edge.
   *
   * @param from the first row
   * @param to the row after the last
   */
  default void accept(Batch batch, int from, int to) {
    throw new IllegalStateException("This stage has no input edges");
  }

  /**
   * Pushes elements of its own into the chain: those of a source, or the results of a grouping
   * after the input ended.
   *
   * @param limit how many, about
   * @return how many there were
   */
  int emit(int limit);

  /** Whether {@link #emit} has something to give before the input edges ended. */
  default boolean isSource() {
    return false;
  }

  /** Whether {@link #emit} will give nothing more. For groupings, asked after the input ended. */
  boolean isExhausted();

  /** Whether batches are only stored, so that they can be taken before side inputs are ready. */
  default boolean storesInput() {
    return false;
  }

  /** Whether it may be given a batch; if not, it will be able to {@link #resume} before it may. */
  default boolean hasRoom() {
    return true;
  }

  /** Whether it keeps input that it could not process yet: the end of the input must wait. */
  default boolean hasInputWaiting() {
    return false;
  }

  /** Whether input that it kept can be processed now. */
  default boolean canResume() {
    return false;
  }

  /**
   * The last instant of the earliest window of what it keeps to work on later; {@link
   * Long#MAX_VALUE} if there is none. Side inputs are kept for it.
   */
  default long earliestWindowKept() {
    return Long.MAX_VALUE;
  }

  /**
   * Whether event time behind it is no longer that of the input once the input has ended: what it
   * keeps then decides how far event time has come.
   */
  default boolean outlivesInput() {
    return false;
  }

  /**
   * Processes input that it kept. Pushes elements into the chain.
   *
   * @param limit how many, at most
   * @return how many there were
   */
  default int resume(int limit) {
    return 0;
  }

  /**
   * Whether time alone makes it push elements into the chain. Only then is it told of time in a
   * bundle: where it does not, time opens none.
   */
  default boolean firesInTime() {
    return false;
  }

  /**
   * Tells how far event time has come on the input edges. May push elements into the chain.
   *
   * @param watermarkMillis larger than at the last call
   */
  default void advanceWatermark(long watermarkMillis) {}

  /**
   * How far event time has come behind this root, given how far it has come on the input edges.
   * Sources answer for themselves.
   *
   * @param inputWatermarkMillis {@link io.millrace.runners.core.watermark.Watermarks#IDLE} if all
   *     input is idle: then only what the root holds back counts, so that the answer is the same if
   *     there is nothing
   */
  default long outputWatermark(long inputWatermarkMillis) {
    return inputWatermarkMillis;
  }

  /** Tells the processing time. May push elements into the chain. */
  default void advanceProcessingTime(long nowMillis) {}

  /** When {@link #advanceProcessingTime} has something to do next. */
  default long nextProcessingTime() {
    return Long.MAX_VALUE;
  }

  /**
   * Tells that the job is being drained. A source without end stops where it is and is exhausted; a
   * source that ends goes on to its end (rule D4).
   */
  default void drain() {}

  /**
   * When a source that has just emitted nothing is to be asked again, in milliseconds after the
   * epoch.
   */
  default long nextPollMillis() {
    return Long.MIN_VALUE;
  }

  /** Whether what is kept can be saved now, between two batches. */
  default boolean canSave() {
    return true;
  }

  /** Whether something must be saved even when the task has ended. */
  default boolean outlivesTask() {
    return false;
  }

  /**
   * Writes what is kept. Changes nothing.
   *
   * @throws IOException if a coder or the sink fails
   */
  default void save(StateSink sink) throws IOException {}

  /**
   * Takes back an entry that a task of the same stage wrote. All come before the first batch and
   * before time is told.
   *
   * @param keyHash 0 for an entry that belongs to no key
   * @throws IOException if the bytes are not those of an entry
   */
  default void load(Section section, int keyHash, DecodeBuffer in) throws IOException {}

  /**
   * Tells how far event time had come when what was given back was saved, after the last entry.
   * Nothing fires by that: what was due then has fired, and what is due now is told of time later.
   */
  default void loaded(long watermarkMillis) {
    advanceWatermark(watermarkMillis);
  }

  /** Tells that what it keeps was just saved for a checkpoint. */
  default void saved(long checkpoint) {}

  /** Tells that a checkpoint is complete: what it had for the outside may become visible. */
  default void checkpointComplete(long checkpoint) {}

  /** Whether everything is visible that complete checkpoints had for the outside. */
  default boolean hasApplied() {
    return true;
  }

  /** The groups that take notes; null if there are none. */
  default @Nullable TracedGroups<?, ?> traced() {
    return null;
  }

  /** When the task ends, well or not. */
  default void close(boolean failed) {}

  /** When another task will go on from what was saved. */
  default void suspend() {
    close(false);
  }
}
