package io.millrace.sdk.io.sink;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where elements go: written in two phases, so that nothing is visible before it is complete.
 *
 * <p>{@link SinkWriter}s write where nobody looks yet and give <em>committables</em>, which
 * describe what they wrote. When the job's checkpoint is complete (for input that ends: when
 * everything is written) the one {@link SinkCommitter} makes them visible. After a failure a
 * committer may be given the same committables again, so committing is idempotent.
 *
 * <p>Immutable and serialisable.
 *
 * @param <T> the type of the elements
 * @param <CommitT> the type of committables
 * @param <ResultT> what committing tells the rest of the pipeline, e.g. the names of files
 */
public abstract class Sink<T extends @Nullable Object, CommitT, ResultT extends @Nullable Object>
    implements Serializable, HasDisplayData {

  private static final long serialVersionUID = 1;

  /** The coder of committables. */
  public abstract Coder<CommitT> getCommittableCoder();

  /** The coder of results. */
  public abstract Coder<ResultT> getResultCoder();

  /**
   * Checks the configuration, at construction of the pipeline and without I/O.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public void validate() {}

  /**
   * Makes the writer of one task.
   *
   * @throws IOException if the target cannot be written; the message names it
   */
  public abstract SinkWriter<T, CommitT> createWriter(SinkContext context) throws IOException;

  /** Makes the one committer of the job. */
  public abstract SinkCommitter<CommitT, ResultT> createCommitter(SinkContext context)
      throws IOException;

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {}
}
