package io.millrace.sdk.io.jdbc.read;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A split: the rows of a range, in its order, without the first ones. Immutable.
 *
 * @param <P> the type of the values of the column
 * @param range which rows
 * @param given how many of the first rows are left out: those that were given already, all with the
 *     value at which the range begins
 * @param check of the last of those; 0 if it cannot be checked
 */
public record RowPosition<P>(RowRange<P> range, long given, long check) {

  /** The start of a range. */
  static <P> RowPosition<P> startOf(RowRange<P> range) {
    return new RowPosition<>(range, 0, 0);
  }

  /** Whether a row with that value can be one of those that are left out. */
  boolean mayHaveGiven(@Nullable P value) {
    return Objects.equals(value, range.from());
  }
}
