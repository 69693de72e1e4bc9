package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.jdbc.JdbcIO.StatementPreparator;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one query, as one split. */
public final class QuerySource<T extends @Nullable Object> extends Source<T, RowPosition<Long>> {
  private static final long serialVersionUID = 1;

  private final Database database;
  private final String query;
  private final @Nullable StatementPreparator preparator;
  private final RowReading<T> reading;

  /**
   * A source.
   *
   * @param preparator null if the query has no parameters
   */
  public QuerySource(
      Database database,
      String query,
      @Nullable StatementPreparator preparator,
      RowReading<T> reading) {
    this.database = database;
    this.query = query;
    this.preparator = preparator;
    this.reading = reading;
  }

  @Override
  public IsBounded isBounded() {
    return IsBounded.BOUNDED;
  }

  @Override
  public Coder<T> getOutputCoder() {
    return reading.coder();
  }

  @Override
  public Coder<RowPosition<Long>> getSplitCoder() {
    return new RowPositionCoder<>(VarLongCoder.of());
  }

  @Override
  public SplitEnumerator<RowPosition<Long>> createEnumerator(
      SourceContext context, byte @Nullable [] state) {
    return SplitEnumerator.of(List.of(RowPosition.startOf(new RowRange.All<>())), state);
  }

  @Override
  public SourceReader<T, RowPosition<Long>> createReader(
      SourceContext context, RowPosition<Long> position) {
    RowQuery<T, Long> rows =
        new RowQuery<>(
            database,
            query,
            statement -> {
              if (preparator != null) {
                preparator.setParameters(statement);
              }
            },
            row -> null,
            reading);
    return new RowReader<>(
        database,
        "the rows of \"" + query + "\"",
        position,
        reading.coder(),
        () -> RowFeeds.start(database, reading, rows));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .delegate(database)
        .add(DisplayData.item("query", query).withLabel("Query"))
        .add(DisplayData.item("fetchSize", reading.fetchSize()).withLabel("Rows fetched at once"));
  }

  @Override
  public String toString() {
    return "the rows of \"" + query + "\" from " + database;
  }
}
