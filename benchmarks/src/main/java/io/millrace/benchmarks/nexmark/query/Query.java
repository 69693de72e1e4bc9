package io.millrace.benchmarks.nexmark.query;

import io.millrace.benchmarks.Numbered;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;

/**
 * A question about a stream.
 *
 * <p>Implementations are immutable.
 *
 * @param <I> what the stream consists of
 * @param <R> a row of the answer
 */
public interface Query<I, R> extends Serializable {

  /** What the stream consists of, by number. */
  Numbered<I> input();

  /** The pipeline that answers. */
  PCollection<R> answer(PCollection<I> input);

  /** The hash of a row; those of all rows are added up to compare answers. */
  long hash(R row);
}
