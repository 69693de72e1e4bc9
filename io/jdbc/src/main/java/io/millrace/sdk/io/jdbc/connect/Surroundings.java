package io.millrace.sdk.io.jdbc.connect;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import java.io.Serializable;
import java.sql.SQLException;

/**
 * What reading and writing need of the machine that they run on: connections, threads, time that
 * passes, and names that nobody else has. Thread-safe.
 */
public interface Surroundings extends Serializable {

  /**
   * The connections of a configuration that names a driver, shared with all others in this JVM that
   * have an equal one.
   *
   * @throws SQLException if the database cannot be reached, after a bounded time
   */
  Connections connect(DataSourceConfiguration configuration) throws SQLException;

  /**
   * Begins to read rows on a thread of its own.
   *
   * @param name of the thread
   * @param capacity how many rows it may be ahead
   */
  <RowT> RowFeed<RowT> start(String name, RowFeed.Producer<RowT> producer, int capacity);

  /**
   * Lets time pass.
   *
   * @throws InterruptedException if the thread is told to end
   */
  void pause(long millis) throws InterruptedException;

  /** A random number of at least 0 and less than 1. */
  double random();

  /** A name that nobody had before: 32 characters, safe in texts of any kind. */
  String uniqueName();
}
