package io.millrace.sdk.io.records;

import java.io.IOException;

/**
 * Takes the records of a {@link RecordReader}.
 *
 * @param <T> the type of the records
 */
public interface RecordOutput<T> {

  /** Takes a record. */
  void good(T record);

  /**
   * Takes a record that could not be read.
   *
   * @throws IOException if there must not be any
   */
  void bad(BadRecord record) throws IOException;

  /** The failure of a job that cannot go on without this record. */
  static IOException failure(BadRecord bad) {
    return new IOException("cannot read " + bad);
  }
}
