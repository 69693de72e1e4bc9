package io.millrace.sdk.io.jdbc.connect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The connections to one database that its users share. Thread-safe; each user closes its own
 * instance once, when it is done, and the last one of all ends them.
 */
public interface Connections extends AutoCloseable {

  /**
   * A connection, to be closed soon. Waits for one to become free, for a bounded time.
   *
   * @throws SQLException if none can be made, or none became free
   */
  Connection take() throws SQLException;

  /**
   * The permission to keep one connection for as long as it takes to read a result that somebody
   * else consumes. Waits for it, however long that takes: others must be able to come on meanwhile.
   *
   * @throws InterruptedException if the thread is told to end
   */
  Permission permissionToRead() throws InterruptedException;

  /** What somebody may do until it is closed, once. */
  interface Permission extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  void close();
}
