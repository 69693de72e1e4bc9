package io.millrace.sdk.io.jdbc.write;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table that has the ids of the batches that are written.
 *
 * @param name as it stands in statements
 * @param createIfAbsent whether it is created if it is not there
 */
public record CommitTable(String name, boolean createIfAbsent) implements Serializable {

  private static final long serialVersionUID = 1;

  /** The longest id. */
  static final int ID_CHARACTERS = 255;

  /**
   * Looks whether the table is there, and creates it if it is to.
   *
   * @param connection commits each statement by itself
   * @throws SQLException if it is not there in the end
   */
  void prepare(Connection connection) throws SQLException {
    try {
      look(connection);
    } catch (SQLException e) {
      if (!createIfAbsent) {
        throw e;
      }
      create(connection);
    }
  }

  private void look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT id FROM " + name + " WHERE 1 = 0").close();
    }
  }

  private void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + name
              + " (id VARCHAR("
              + ID_CHARACTERS
              + ") NOT NULL PRIMARY KEY,"
              + " committed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
    } catch (SQLException e) {
      // Another task may have been faster. Not all databases can be asked to create it then only.
      try {
        look(connection);
      } catch (SQLException absent) {
        throw e;
      }
    }
  }

  /** Adds an id; fails if it is there, or waits for who is about to add it. */
  void add(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO " + name + " (id) VALUES (?)")) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  boolean contains(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM " + name + " WHERE id = ?")) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
