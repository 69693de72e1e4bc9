package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.io.jdbc.JdbcIO.RowMapper;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import io.millrace.sdk.io.jdbc.connect.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One query, executed from its start to its end. It waits for the database, and for whoever takes
 * the rows.
 */
final class RowQuery<T extends @Nullable Object, P> implements RowFeed.Producer<Row<T, P>> {

  /** Sets the parameters. */
  @FunctionalInterface
  interface Parameters {
    void set(PreparedStatement statement) throws Exception;
  }

  /** Finds the value of the partition column. */
  @FunctionalInterface
  interface Value<P> {
    @Nullable P of(ResultSet row) throws SQLException;
  }

  private final Database database;
  private final String query;
  private final Parameters parameters;
  private final Value<P> value;
  private final RowReading<T> reading;

  RowQuery(
      Database database,
      String query,
      Parameters parameters,
      Value<P> value,
      RowReading<T> reading) {
    this.database = database;
    this.query = query;
    this.parameters = parameters;
    this.value = value;
    this.reading = reading;
  }

  @Override
  @SuppressWarnings("try") // the permission is held, not used
  public void run(RowFeed.Taker<Row<T, P>> taker) throws Exception {
    try (Connections connections = database.connect();
        Connections.Permission permission = connections.permissionToRead();
        Session session = Session.of(connections.take(), reading.transactional());
        PreparedStatement statement = reading.prepare(session.connection(), query)) {
      parameters.set(statement);
      taker.executes(statement);
      try (ResultSet rows = statement.executeQuery()) {
        RowMapper<T> mapper = reading.rowMapper();
        while (rows.next()) {
          P found = value.of(rows);
          taker.take(new Row<>(mapper.mapRow(rows), found));
        }
      } finally {
        taker.isDone();
      }
    }
  }
}
