package io.millrace.sdk.io.jdbc.write;

import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.Retries;
import io.millrace.sdk.io.jdbc.connect.Session;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executes a statement for each element, in batches that end with the bundle at the latest. */
public final class WriteFn<T extends @Nullable Object> extends DoFn<T, @Nullable Void> {
  private static final long serialVersionUID = 1;

  private final Database database;
  private final RowStatement<T> statement;
  private transient @Nullable Connections connections;
  private transient List<T> batch = new ArrayList<>();

  /** A function. */
  public WriteFn(Database database, RowStatement<T> statement) {
    this.database = database;
    this.statement = statement;
  }

  /** Looks whether the database is there. */
  @Setup
  public void setup() throws IOException {
    batch = new ArrayList<>();
    try {
      connections = database.connect();
    } catch (SQLException e) {
      throw SqlFailures.failed("write rows to", database, e);
    }
  }

  /** Forgets what a bundle left that failed. */
  @StartBundle
  public void startBundle() {
    batch.clear();
  }

  /** Takes an element. */
  @ProcessElement
  public void process(@Element T element) throws IOException, InterruptedException {
    batch.add(element);
    if (batch.size() >= statement.batchSize()) {
      flush();
    }
  }

  /** Writes what is left. */
  @FinishBundle
  public void finishBundle() throws IOException, InterruptedException {
    if (!batch.isEmpty()) {
      flush();
    }
  }

  private void flush() throws IOException, InterruptedException {
    Connections opened = connections;
    if (opened == null) {
      throw new IllegalStateException("not set up");
    }
    Retries retries = statement.retries(database.surroundings());
    try {
      retries.run(
          "write rows to " + database,
          () -> {
            try (Session session = Session.transaction(opened.take())) {
              statement.execute(session.connection(), batch);
              session.commit();
            }
          });
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw SqlFailures.failed("write rows to", database, e);
    }
    batch.clear();
  }

  /** Lets go of the database. */
  @Teardown
  public void teardown() {
    Connections opened = connections;
    connections = null;
    if (opened != null) {
      opened.close();
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .delegate(database)
        .add(DisplayData.item("statement", statement.sql()).withLabel("Statement"));
  }
}
