package io.millrace.sdk.io.jdbc;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL on 127.0.0.1, one for all tests; each works in tables of its own. */
public final class TestServer {

  public static final String DRIVER = "org.postgresql.Driver";

  private static final EmbeddedPostgres SERVER = start();

  private TestServer() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setServerConfig("fsync", "off")
          .setServerConfig("deadlock_timeout", "50ms")
          .setServerConfig("max_connections", "60")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String url() {
    return "jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/postgres";
  }

  /**
   * The database as a user of it would be told.
   *
   * @param name tells the pool from those of other tests
   */
  public static DataSourceConfiguration database(String name) {
    return DataSourceConfiguration.create(DRIVER, url())
        .withUsername("postgres")
        .withConnectionProperties("ApplicationName=" + name);
  }

  public static Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "");
  }

  public static void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of all rows. */
  public static List<Long> longs(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<Long> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
      return found;
    }
  }

  public static String text(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
