package io.millrace.sdk.io.source;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the splits of a source, once for each job. Used by one thread at a time.
 *
 * @param <SplitT> the type of the splits
 */
public interface SplitEnumerator<SplitT> extends AutoCloseable {

  /**
   * An enumerator of splits that are known from the start.
   *
   * @param state what {@link #snapshot} of such an enumerator gave; null to begin
   */
  static <SplitT> SplitEnumerator<SplitT> of(List<SplitT> splits, byte @Nullable [] state) {
    return new FixedSplits<>(splits, state);
  }

  /**
   * The splits found since the last call; an empty list if there are none right now. Each split is
   * given out once and is from then on in the care of the runner.
   *
   * @param nowMillis processing time in milliseconds after the epoch
   * @throws IOException if the source cannot be reached; the message names it
   */
  List<SplitT> discover(long nowMillis) throws IOException;

  /** Whether no more splits will ever be found. */
  boolean isFinished();

  /** What an enumerator needs to go on from here, besides the splits given out already. */
  byte[] snapshot();

  @Override
  void close() throws IOException;
}
