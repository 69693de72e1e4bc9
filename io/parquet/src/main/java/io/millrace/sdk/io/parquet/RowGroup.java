package io.millrace.sdk.io.parquet;

import java.util.Objects;
import java.util.function.Function;
import org.apache.parquet.io.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a row group, one after the other. Not thread-safe.
 *
 * @param <R> what rows are read as
 * @param <T> the type of the elements
 */
final class RowGroup<R, T> {

  private final RecordReader<R> reader;
  private final Function<R, T> toElement;
  private @Nullable R row;

  RowGroup(RecordReader<R> reader, Function<R, T> toElement) {
    this.reader = reader;
    this.toElement = toElement;
  }

  /** Goes on to the next row, of which there must be one; false if the filter excludes it. */
  boolean next() {
    row = reader.read();
    return !reader.shouldSkipCurrentRecord();
  }

  /** Makes an element of the row. */
  T element() {
    return toElement.apply(Objects.requireNonNull(row, "next() comes first"));
  }
}
