package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.Session;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in ranges of a column, each a split, read in the order of the column. Where
 * no bounds are given, rows that have no value in the column are a split too, unless there can be
 * none.
 *
 * <p>Each range is a query of its own: what others write meanwhile may be seen in some of them.
 */
public final class PartitionSource<T extends @Nullable Object, P>
    extends Source<T, RowPosition<P>> {
  private static final long serialVersionUID = 1;

  private final Database database;
  private final String from;
  private final String column;
  private final PartitionColumn<P> type;
  private final @Nullable P lowerBound;
  private final @Nullable P upperBound;
  private final int partitions;
  private final RowReading<T> reading;

  /**
   * A source.
   *
   * @param from what stands behind FROM
   * @param lowerBound null to ask for it
   * @param upperBound null to ask for it
   * @param partitions 0 for as many as there are readers
   */
  public PartitionSource(
      Database database,
      String from,
      String column,
      PartitionColumn<P> type,
      @Nullable P lowerBound,
      @Nullable P upperBound,
      int partitions,
      RowReading<T> reading) {
    this.database = database;
    this.from = from;
    this.column = column;
    this.type = type;
    this.lowerBound = lowerBound;
    this.upperBound = upperBound;
    this.partitions = partitions;
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
  public Coder<RowPosition<P>> getSplitCoder() {
    return new RowPositionCoder<>(type.coder());
  }

  @Override
  public void validate() {
    if (lowerBound != null && upperBound != null) {
      if (type.number(upperBound) < type.number(lowerBound)) {
        throw new IllegalArgumentException(
            "JdbcIO.readWithPartitions(): the upper bound, "
                + upperBound
                + ", is below the lower bound, "
                + lowerBound);
      }
    }
  }

  @Override
  public SplitEnumerator<RowPosition<P>> createEnumerator(
      SourceContext context, byte @Nullable [] state) throws IOException {
    SplitEnumerator<RowPosition<P>> before = SplitEnumerator.of(List.of(), state);
    if (before.isFinished()) {
      return before;
    }
    int count = partitions == 0 ? context.parallelism() : partitions;
    List<RowRange<P>> ranges;
    try {
      ranges = ranges(Math.max(1, count));
    } catch (SQLException e) {
      throw SqlFailures.failed("find the bounds of " + column + " in " + from + " of", database, e);
    }
    return SplitEnumerator.of(ranges.stream().map(RowPosition::startOf).toList(), state);
  }

  private List<RowRange<P>> ranges(int count) throws SQLException {
    if (lowerBound != null && upperBound != null) {
      return type.ranges(lowerBound, upperBound, count);
    }
    try (Connections connections = database.connect();
        Session session = Session.transaction(connections.take())) {
      List<RowRange<P>> ranges = new ArrayList<>();
      boolean withoutValue = false;
      try (PreparedStatement statement =
              session
                  .connection()
                  .prepareStatement(
                      "SELECT MIN(%1$s), MAX(%1$s) FROM %2$s".formatted(column, from));
          ResultSet row = statement.executeQuery()) {
        row.next();
        P lower = lowerBound != null ? lowerBound : type.read(row, 1);
        P upper = upperBound != null ? upperBound : type.read(row, 2);
        if (lower != null && upper != null) {
          ranges.addAll(type.ranges(lower, upper, count));
        }
      }
      if (lowerBound == null && upperBound == null) {
        withoutValue = mayHaveNone(session);
      }
      if (withoutValue) {
        ranges.add(new RowRange.Null<>());
      }
      return ranges;
    }
  }

  private boolean mayHaveNone(Session session) throws SQLException {
    try (PreparedStatement statement =
            session
                .connection()
                .prepareStatement("SELECT %s FROM %s WHERE 1 = 0".formatted(column, from));
        ResultSet rows = statement.executeQuery()) {
      return rows.getMetaData().isNullable(1) != ResultSetMetaData.columnNoNulls;
    }
  }

  @Override
  public SourceReader<T, RowPosition<P>> createReader(
      SourceContext context, RowPosition<P> position) {
    RowRange<P> range = position.range();
    RowQuery<T, P> rows =
        new RowQuery<>(
            database,
            query(range),
            statement -> bind(statement, range),
            row -> type.read(row, row.findColumn(label())),
            reading);
    return new RowReader<>(
        database,
        "the rows of " + from + " with " + described(range),
        position,
        reading.coder(),
        () -> RowFeeds.start(database, reading, rows));
  }

  private String query(RowRange<P> range) {
    String all = "SELECT * FROM " + from;
    if (range instanceof RowRange.Before<P>) {
      return all + " WHERE %1$s >= ? AND %1$s < ? ORDER BY %1$s".formatted(column);
    }
    if (range instanceof RowRange.UpTo<P>) {
      return all + " WHERE %1$s >= ? AND %1$s <= ? ORDER BY %1$s".formatted(column);
    }
    return range instanceof RowRange.Null<P> ? all + " WHERE " + column + " IS NULL" : all;
  }

  private void bind(PreparedStatement statement, RowRange<P> range) throws SQLException {
    if (range instanceof RowRange.Before<P> before) {
      type.bind(statement, 1, before.from());
      type.bind(statement, 2, before.to());
    } else if (range instanceof RowRange.UpTo<P> upTo) {
      type.bind(statement, 1, upTo.from());
      type.bind(statement, 2, upTo.to());
    }
  }

  private String described(RowRange<P> range) {
    if (range instanceof RowRange.Before<P> before) {
      return column + " from " + before.from() + " and before " + before.to();
    }
    if (range instanceof RowRange.UpTo<P> upTo) {
      return column + " from " + upTo.from() + " to " + upTo.to();
    }
    return "no " + column;
  }

  /** The name that the column has in results: without a table before it, and without quotes. */
  private String label() {
    String name = column.substring(column.lastIndexOf('.') + 1).strip();
    boolean quoted = name.length() > 2 && "\"`[".indexOf(name.charAt(0)) >= 0;
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .delegate(database)
        .add(DisplayData.item("from", from).withLabel("From"))
        .add(DisplayData.item("partitionColumn", column).withLabel("Partition column"))
        .addIfNotNull(
            DisplayData.item("lowerBound", lowerBound == null ? null : lowerBound.toString())
                .withLabel("Lower bound"))
        .addIfNotNull(
            DisplayData.item("upperBound", upperBound == null ? null : upperBound.toString())
                .withLabel("Upper bound"))
        .addIfNotDefault(
            DisplayData.item("partitions", partitions).withLabel("Number of partitions"), 0)
        .add(DisplayData.item("fetchSize", reading.fetchSize()).withLabel("Rows fetched at once"));
  }

  @Override
  public String toString() {
    return "the rows of " + from + " by " + column + " from " + Objects.toString(database);
  }
}
