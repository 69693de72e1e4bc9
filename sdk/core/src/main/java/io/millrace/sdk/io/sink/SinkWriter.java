package io.millrace.sdk.io.sink;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the elements of one task, invisibly. Used by one thread at a time.
 *
 * @param <T> the type of the elements
 * @param <CommitT> the type of committables
 */
public interface SinkWriter<T extends @Nullable Object, CommitT> extends AutoCloseable {

  /**
   * Writes one element.
   *
   * @param timestampMillis its event time, in milliseconds after the epoch
   * @throws IOException if writing fails; the message names the target
   */
  void write(T element, long timestampMillis) throws IOException;

  /**
   * Makes durable what was written since the last call, and describes it. Called at each checkpoint
   * and at the end of input.
   */
  List<CommitT> prepareCommit() throws IOException;

  /** Removes what was written and not yet handed out by {@link #prepareCommit}. */
  void abort() throws IOException;

  @Override
  void close() throws IOException;
}
