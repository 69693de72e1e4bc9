package io.millrace.sdk.io.records;

import java.io.Closeable;
import java.io.IOException;

/**
 * Reads the records of a {@link RecordRange}. Used by one thread at a time.
 *
 * @param <T> the type of the records
 */
public interface RecordReader<T> extends Closeable {

  /**
   * Gives the next record to the output, good or bad: exactly one.
   *
   * @return false if there is none any more
   * @throws IOException if the file cannot be read, or if the output does not bear a bad record;
   *     the message names the file
   */
  boolean next(RecordOutput<T> output) throws IOException;

  /** A range that has exactly the records that were not given out yet. */
  RecordRange rest();

  /** How many bytes are left to read, or -1 if that is not known. */
  long backlogBytes();
}
