package io.millrace.sdk.io.sink;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes visible what writers wrote. Used by one thread at a time.
 *
 * @param <CommitT> the type of committables
 * @param <ResultT> the type of results
 */
public interface SinkCommitter<CommitT, ResultT extends @Nullable Object> extends AutoCloseable {

  /**
   * Makes the described writes visible. Idempotent: may be called again with the same committables
   * after a failure.
   *
   * @param committables of all writers, those since the last call; after a failure, those that the
   *     restored checkpoint has; for input that ends, all there are, even if that is none
   * @return what the rest of the pipeline is told
   * @throws IOException if committing fails; the message names the target
   */
  List<ResultT> commit(List<CommitT> committables) throws IOException;

  /**
   * Removes writes that will never be committed because the job failed. Idempotent: may be called
   * several times, also with committables that were removed already.
   */
  void abort(List<CommitT> committables) throws IOException;

  /**
   * Tells that everything is committed that the job will ever write, so that what is left of
   * writers that failed can be removed. May be called again after a failure.
   *
   * @throws IOException if removing fails
   */
  default void finish() throws IOException {}

  @Override
  void close() throws IOException;
}
