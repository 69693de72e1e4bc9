package io.millrace.sdk.io.jdbc.connect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection while it is used, for one transaction after another: what is not committed when it
 * is closed is rolled back. Not thread-safe.
 */
public final class Session implements AutoCloseable {

  private final Connection connection;
  private final boolean autoCommitBefore;
  private final boolean transactional;
  private boolean closed;

  private Session(Connection connection, boolean autoCommitBefore, boolean transactional) {
    this.connection = connection;
    this.autoCommitBefore = autoCommitBefore;
    this.transactional = transactional;
  }

  /** Begins a transaction; the connection is closed with the session. */
  public static Session transaction(Connection connection) throws SQLException {
    return of(connection, true);
  }

  /**
   * Begins to use a connection; it is closed with the session.
   *
   * @param transactional whether statements wait for {@link #commit}; each stands for itself
   *     otherwise
   */
  public static Session of(Connection connection, boolean transactional) throws SQLException {
    try {
      boolean before = connection.getAutoCommit();
      connection.setAutoCommit(!transactional);
      return new Session(connection, before, transactional);
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  /** The connection. */
  public Connection connection() {
    return connection;
  }

  /** Makes lasting what was done since the last call. */
  public void commit() throws SQLException {
    if (transactional) {
      connection.commit();
    }
  }

  /** Undoes what was done since the last {@link #commit}. */
  public void rollback() throws SQLException {
    if (transactional) {
      connection.rollback();
    }
  }

  /** Gives the connection back as it was; closing again does nothing. */
  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try (Connection last = connection) {
      rollback();
      last.setAutoCommit(autoCommitBefore);
    }
  }

  private static void closeAfter(Exception failure, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
