package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.io.jdbc.JdbcIO.PreparedStatementSetter;
import io.millrace.sdk.io.jdbc.JdbcIO.RowMapper;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.Session;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Executes a query for each element; a connection and a statement last for a bundle. */
public final class ReadAllFn<ParameterT extends @Nullable Object, OutputT extends @Nullable Object>
    extends DoFn<ParameterT, OutputT> {
  private static final long serialVersionUID = 1;

  private final Database database;
  private final String query;
  private final @Nullable PreparedStatementSetter<ParameterT> setter;
  private final RowReading<OutputT> reading;
  private transient @Nullable Connections connections;
  private transient @Nullable Session session;
  private transient @Nullable PreparedStatement statement;

  /**
   * A function.
   *
   * @param setter null if the query has no parameters
   */
  public ReadAllFn(
      Database database,
      String query,
      @Nullable PreparedStatementSetter<ParameterT> setter,
      RowReading<OutputT> reading) {
    this.database = database;
    this.query = query;
    this.setter = setter;
    this.reading = reading;
  }

  /** Looks whether the database is there. */
  @Setup
  public void setup() throws IOException {
    try {
      connections = database.connect();
    } catch (SQLException e) {
      throw SqlFailures.failed("read from", database, e);
    }
  }

  /** Executes the query. */
  @ProcessElement
  public void process(@Element ParameterT element, OutputReceiver<OutputT> receiver)
      throws IOException {
    PreparedStatement prepared = prepared();
    RowMapper<OutputT> mapper = reading.rowMapper();
    try {
      if (setter != null) {
        prepared.clearParameters();
        setter.setParameters(element, prepared);
      }
    } catch (Exception e) {
      throw failed(e);
    }
    try (ResultSet rows = prepared.executeQuery()) {
      while (true) {
        OutputT output;
        try {
          if (!rows.next()) {
            return;
          }
          output = mapper.mapRow(rows);
        } catch (Exception e) {
          throw failed(e);
        }
        // What fails behind is no failure of the database.
        receiver.output(output);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private PreparedStatement prepared() throws IOException {
    PreparedStatement prepared = statement;
    Connections opened = connections;
    if (prepared != null) {
      return prepared;
    }
    if (opened == null) {
      throw new IllegalStateException("not set up");
    }
    try {
      Session begun = Session.of(opened.take(), reading.transactional());
      session = begun;
      prepared = reading.prepare(begun.connection(), query);
      statement = prepared;
      return prepared;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private IOException failed(Exception cause) {
    return SqlFailures.failed("read the rows of \"" + query + "\" from", database, cause);
  }

  /** Gives the connection back. */
  @FinishBundle
  public void finishBundle() throws IOException {
    Session begun = session;
    session = null;
    statement = null;
    if (begun != null) {
      try (begun) {
        // a query may have written
        begun.commit();
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }

  /** Lets go of the database. */
  @Teardown
  public void teardown() throws SQLException {
    Session begun = session;
    session = null;
    statement = null;
    try {
      if (begun != null) {
        begun.close();
      }
    } finally {
      Connections opened = connections;
      connections = null;
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.delegate(database).add(DisplayData.item("query", query).withLabel("Query"));
  }
}
