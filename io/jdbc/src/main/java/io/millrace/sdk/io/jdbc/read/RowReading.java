package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.jdbc.JdbcIO.RowMapper;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How rows are read, whichever they are.
 *
 * @param rowMapper makes elements of rows
 * @param coder of the elements
 * @param fetchSize how many rows the driver fetches at once
 * @param transactional whether they are read within a transaction
 */
public record RowReading<T extends @Nullable Object>(
    RowMapper<T> rowMapper, Coder<T> coder, int fetchSize, boolean transactional)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** A statement whose rows are fetched piece by piece. */
  PreparedStatement prepare(Connection connection, String query) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(query, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(fetchSize);
    return statement;
  }
}
