package io.millrace.sdk.io.jdbc.write;

import io.millrace.sdk.io.jdbc.JdbcIO.PreparedStatementSetter;
import io.millrace.sdk.io.jdbc.JdbcIO.RetryConfiguration;
import io.millrace.sdk.io.jdbc.JdbcIO.RetryStrategy;
import io.millrace.sdk.io.jdbc.connect.Retries;
import io.millrace.sdk.io.jdbc.connect.Surroundings;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is executed for each element, how many at once, and what happens if that fails.
 *
 * @param sql the statement
 * @param setter makes its parameters
 * @param batchSize how many elements there are in a transaction, at most
 * @param retryStrategy which failures may pass
 * @param retryConfiguration how often to try
 */
public record RowStatement<T extends @Nullable Object>(
    String sql,
    PreparedStatementSetter<T> setter,
    int batchSize,
    RetryStrategy retryStrategy,
    RetryConfiguration retryConfiguration)
    implements Serializable {

  private static final long serialVersionUID = 1;

  Retries retries(Surroundings surroundings) {
    return new Retries(retryStrategy, retryConfiguration, surroundings);
  }

  /** Executes the statement for the elements, in their order. */
  void execute(Connection connection, List<T> elements) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (T element : elements) {
        setter.setParameters(element, statement);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
