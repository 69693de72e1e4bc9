package io.millrace.sdk.io.jdbc.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.Retries;
import io.millrace.sdk.io.jdbc.connect.Session;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.io.sink.SinkCommitter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches, each in a transaction that adds its id to the commit table first. If the id is
 * there, so are the rows. Whether a commit that was cut off took place need not be known: the batch
 * is tried again.
 */
final class RowCommitter<T extends @Nullable Object>
    implements SinkCommitter<RowBatch, @Nullable Void> {

  private final Database database;
  private final Connections connections;
  private final RowStatement<T> statement;
  private final Coder<T> coder;
  private final CommitTable table;
  private final Retries retries;

  RowCommitter(
      Database database,
      Connections connections,
      RowStatement<T> statement,
      Coder<T> coder,
      CommitTable table) {
    this.database = database;
    this.connections = connections;
    this.statement = statement;
    this.coder = coder;
    this.table = table;
    this.retries = statement.retries(database.surroundings());
  }

  @Override
  public List<@Nullable Void> commit(List<RowBatch> batches) throws IOException {
    for (RowBatch batch : batches) {
      List<T> elements = elements(batch);
      try {
        retries.run("write " + batch + " to " + database, () -> write(batch, elements));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
            new InterruptedIOException("interrupted while writing rows to " + database);
        interrupted.initCause(e);
        throw interrupted;
      } catch (Exception e) {
        throw SqlFailures.failed("write rows to", database, e);
      }
    }
    return List.of();
  }

  private List<T> elements(RowBatch batch) throws IOException {
    DecodeBuffer in = new DecodeBuffer(batch.rows());
    List<T> elements = new ArrayList<>(batch.count());
    for (int i = 0; i < batch.count(); i++) {
      elements.add(coder.decode(in));
    }
    return elements;
  }

  private void write(RowBatch batch, List<T> elements) throws Exception {
    try (Session session = Session.transaction(connections.take())) {
      try {
        table.add(session.connection(), batch.id());
      } catch (SQLException e) {
        session.rollback();
        if (SqlFailures.isOfConstraint(e) && table.contains(session.connection(), batch.id())) {
          return;
        }
        throw e;
      }
      statement.execute(session.connection(), elements);
      session.commit();
    }
  }

  /** Batches that are not committed are nowhere but in memory. */
  @Override
  public void abort(List<RowBatch> batches) {}

  @Override
  public void close() {
    connections.close();
  }
}
