package io.millrace.sdk.io.jdbc.write;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.Session;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writes each row once: batches are noted in the database, in the transaction that writes them. */
public final class RowSink<T extends @Nullable Object> extends Sink<T, RowBatch, @Nullable Void> {
  private static final long serialVersionUID = 1;

  private final Database database;
  private final RowStatement<T> statement;
  private final Coder<T> coder;
  private final CommitTable table;
  private final long maxUncommittedBytes;

  /**
   * A sink.
   *
   * @param coder of the elements, which are kept in that form until they are committed
   * @param maxUncommittedBytes how much of it a writer may keep
   */
  public RowSink(
      Database database,
      RowStatement<T> statement,
      Coder<T> coder,
      CommitTable table,
      long maxUncommittedBytes) {
    this.database = database;
    this.statement = statement;
    this.coder = coder;
    this.table = table;
    this.maxUncommittedBytes = maxUncommittedBytes;
  }

  @Override
  public Coder<RowBatch> getCommittableCoder() {
    return RowBatchCoder.of();
  }

  @Override
  public Coder<@Nullable Void> getResultCoder() {
    return VoidCoder.of();
  }

  /**
   * Looks whether the database and the table are there, so that it is known before work is done.
   */
  @Override
  public SinkWriter<T, RowBatch> createWriter(SinkContext context) throws IOException {
    open().close();
    // What a writer wrote that failed may yet be committed: the next one needs ids of its own.
    String ids =
        String.format(
            "%s/%08x/%d-%s/",
            context.jobId(),
            context.transformName().hashCode(),
            context.taskIndex(),
            database.surroundings().uniqueName());
    return new RowSinkWriter<>(ids, coder, statement.batchSize(), maxUncommittedBytes);
  }

  @Override
  public SinkCommitter<RowBatch, @Nullable Void> createCommitter(SinkContext context)
      throws IOException {
    return new RowCommitter<>(database, open(), statement, coder, table);
  }

  private Connections open() throws IOException {
    Connections connections;
    try {
      connections = database.connect();
    } catch (SQLException e) {
      throw SqlFailures.failed("write rows to", database, e);
    }
    try (Session session = Session.of(connections.take(), false)) {
      table.prepare(session.connection());
      return connections;
    } catch (SQLException e) {
      connections.close();
      throw SqlFailures.failed("find the commit table " + table.name() + " in", database, e);
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .delegate(database)
        .add(DisplayData.item("statement", statement.sql()).withLabel("Statement"))
        .add(DisplayData.item("commitTable", table.name()).withLabel("Commit table"));
  }
}
