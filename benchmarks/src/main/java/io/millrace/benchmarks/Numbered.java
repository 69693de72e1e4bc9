package io.millrace.benchmarks;

import io.millrace.sdk.coders.Coder;
import java.io.Serializable;

/**
 * Elements that are pure functions of their numbers, which begin with 0: what a {@link
 * NumberedSource} reads.
 *
 * <p>Implementations are immutable and thread-safe.
 *
 * @param <T> the type of the elements
 */
public interface Numbered<T> extends Serializable {

  /** Element {@code i}. */
  T element(long i);

  /** The event time of element {@code i}, in milliseconds after the epoch. */
  long timestampMillis(long i);

  /** A time such that element {@code i} and all that follow are not older: in order by default. */
  default long watermarkMillis(long i) {
    return timestampMillis(i);
  }

  /** The coder of the elements. */
  Coder<T> coder();
}
