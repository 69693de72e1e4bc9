package io.millrace.sdk.io.jdbc.connect;

import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are read elsewhere, taken without waiting. Used by one thread at a time.
 *
 * @param <RowT> the type of the rows
 */
public interface RowFeed<RowT> extends AutoCloseable {

  /**
   * The next row; null if there is none right now, or none any more.
   *
   * @throws Exception what the producer threw, once all rows before that are taken
   */
  @Nullable RowT poll() throws Exception;

  /** Whether all rows were taken, and no more will come. */
  boolean isFinished();

  /** Ends the producer, if it is still at work, and waits until it is gone. */
  @Override
  void close();

  /** Finds rows, on a thread of its own that may wait. */
  @FunctionalInterface
  interface Producer<RowT> {
    /** Gives all rows to the taker and returns. */
    void run(Taker<RowT> taker) throws Exception;
  }

  /** Takes what a producer finds. */
  interface Taker<RowT> {
    /**
     * Takes a row, when there is room for it.
     *
     * @throws InterruptedException if nobody wants rows any more
     */
    void take(RowT row) throws InterruptedException;

    /** Notes that a statement is executed, to be cancelled when nobody wants its rows any more. */
    void executes(Statement statement);

    /** Notes that the last statement is not executed any more. */
    void isDone();
  }
}
