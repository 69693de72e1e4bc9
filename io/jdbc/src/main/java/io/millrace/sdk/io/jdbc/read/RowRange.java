package io.millrace.sdk.io.jdbc.read;

import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant, by the value of a column. Immutable.
 *
 * @param <P> the type of the values
 */
public sealed interface RowRange<P> {

  /** The value from which on rows are meant; null if the value says nothing. */
  @Nullable P from();

  /** The same range without what comes before a value that is in it. */
  RowRange<P> startingAt(@Nullable P value);

  /** All rows, in the order in which they come. */
  record All<P>() implements RowRange<P> {
    @Override
    public @Nullable P from() {
      return null;
    }

    @Override
    public RowRange<P> startingAt(@Nullable P value) {
      return this;
    }
  }

  /** The rows that have no value. */
  record Null<P>() implements RowRange<P> {
    @Override
    public @Nullable P from() {
      return null;
    }

    @Override
    public RowRange<P> startingAt(@Nullable P value) {
      return this;
    }
  }

  /** The rows with values from one on, before another. */
  record Before<P>(P from, P to) implements RowRange<P> {
    @Override
    public RowRange<P> startingAt(@Nullable P value) {
      return value == null ? this : new Before<>(value, to);
    }
  }

  /** The rows with values from one on, up to and with another. */
  record UpTo<P>(P from, P to) implements RowRange<P> {
    @Override
    public RowRange<P> startingAt(@Nullable P value) {
      return value == null ? this : new UpTo<>(value, to);
    }
  }
}
