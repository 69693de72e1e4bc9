package io.millrace.sdk.io.csv;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rows are as elements, and elements as rows. Immutable.
 *
 * @param <T> the type of the elements
 */
interface Rows<T> extends Serializable {

  /** A coder of the elements. */
  Coder<T> coder(CoderRegistry coders) throws CannotProvideCoderException;

  /**
   * A handler of the rows of one file.
   *
   * @param columns how its columns are called; null if nobody says
   * @throws IllegalArgumentException if elements cannot be made of such columns
   */
  RowHandler<T> handler(@Nullable List<String> columns);

  /** How rows are written. */
  RowWriting<T> writing();

  /**
   * How elements become rows, within one file.
   *
   * @param <T> the type of the elements
   */
  interface RowWriting<T> {

    /** How the columns are called; null if they have no names. */
    @Nullable List<String> columns();

    /**
     * The fields of a row, null for what has no value.
     *
     * @throws IllegalArgumentException if the element is no row of these columns
     */
    @Nullable String[] fields(T element);

    /** Whether an empty text in this column must be told from no value. */
    boolean tellsEmptyFromNull(int column);
  }
}
