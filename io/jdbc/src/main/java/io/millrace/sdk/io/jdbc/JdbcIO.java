package io.millrace.sdk.io.jdbc;

import com.google.auto.value.AutoValue;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.io.jdbc.connect.Address;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.io.jdbc.read.PartitionColumn;
import io.millrace.sdk.io.jdbc.read.PartitionSource;
import io.millrace.sdk.io.jdbc.read.QuerySource;
import io.millrace.sdk.io.jdbc.read.ReadAllFn;
import io.millrace.sdk.io.jdbc.read.RowReading;
import io.millrace.sdk.io.jdbc.shell.JvmSurroundings;
import io.millrace.sdk.io.jdbc.write.CommitTable;
import io.millrace.sdk.io.jdbc.write.RowSink;
import io.millrace.sdk.io.jdbc.write.RowStatement;
import io.millrace.sdk.io.jdbc.write.WriteFn;
import io.millrace.sdk.options.ValueProvider;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import io.millrace.sdk.values.PBegin;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PDone;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes rows of databases by JDBC. The driver is the user's: its jar has to be on the
 * class path.
 *
 * <pre>{@code
 * JdbcIO.DataSourceConfiguration shop =
 *     JdbcIO.DataSourceConfiguration.create(
 *             "org.postgresql.Driver", "jdbc:postgresql://127.0.0.1:5432/shop")
 *         .withUsername("reader")
 *         .withPassword(password);
 *
 * PCollection<Sale> sales =
 *     p.apply(
 *         JdbcIO.<Sale>readWithPartitions()
 *             .withDataSourceConfiguration(shop)
 *             .withTable("sales")
 *             .withPartitionColumn("id")
 *             .withRowMapper(row -> new Sale(row.getLong("id"), row.getLong("cents")))
 *             .withCoder(saleCoder));
 *
 * sales.apply(
 *     JdbcIO.<Sale>write()
 *         .withDataSourceConfiguration(shop)
 *         .withStatement("INSERT INTO copies VALUES (?, ?) ON CONFLICT (id) DO NOTHING")
 *         .withPreparedStatementSetter(
 *             (sale, statement) -> {
 *               statement.setLong(1, sale.id());
 *               statement.setLong(2, sale.cents());
 *             }));
 * }</pre>
 *
 * <p>Transforms of equal configurations share one pool of connections in each JVM. All transforms
 * here are immutable; each {@code with} method gives a changed copy. See {@code docs/jdbc.md}.
 */
public final class JdbcIO {

  /** So many rows are written at once by default. */
  static final int DEFAULT_BATCH_SIZE = 1_000;

  private JdbcIO() {}

  /** Reads the rows of one query, by one reader. */
  public static <T extends @Nullable Object> Read<T> read() {
    return new Read<>(ReadRows.Told.nothing(), null, null, true);
  }

  /** Reads a table or a query in ranges of a column of whole numbers, by several readers. */
  public static <T extends @Nullable Object> ReadWithPartitions<T, Long> readWithPartitions() {
    return ReadWithPartitions.create(PartitionColumn.OF_LONG);
  }

  /**
   * Reads a table or a query in ranges of a column, by several readers.
   *
   * @param partitionColumnType {@link Long} for whole numbers or {@link java.time.Instant} for
   *     timestamps; those without a zone are taken as times in UTC
   * @throws IllegalArgumentException if the type is another one
   */
  public static <T extends @Nullable Object, PartitionColumnT>
      ReadWithPartitions<T, PartitionColumnT> readWithPartitions(
          TypeDescriptor<PartitionColumnT> partitionColumnType) {
    return ReadWithPartitions.create(PartitionColumn.of(partitionColumnType));
  }

  /** Executes a query for each element of a collection, and reads its rows. */
  public static <ParameterT extends @Nullable Object, OutputT extends @Nullable Object>
      ReadAll<ParameterT, OutputT> readAll() {
    return new ReadAll<>(ReadRows.Told.nothing(), null, null, true);
  }

  /** Executes a statement for each element of a collection, in batches. */
  public static <T extends @Nullable Object> Write<T> write() {
    return new AutoValue_JdbcIO_Write.Builder<T>()
        .setBatchSize(DEFAULT_BATCH_SIZE)
        .setRetryStrategy(new DefaultRetryStrategy())
        .setRetryConfiguration(RetryConfiguration.create(5, null, null))
        .setCommitTableCreated(false)
        .setMaxUncommittedBytes(Write.DEFAULT_MAX_UNCOMMITTED_BYTES)
        .build();
  }

  /**
   * Makes an element of the row at which a result is.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface RowMapper<T extends @Nullable Object> extends Serializable {
    /** The element; the result must not be moved. Called by one thread at a time. */
    T mapRow(ResultSet resultSet) throws Exception;
  }

  /** Sets the parameters of a query. */
  @FunctionalInterface
  public interface StatementPreparator extends Serializable {
    /** Sets all of them, which count from 1. */
    void setParameters(PreparedStatement preparedStatement) throws Exception;
  }

  /**
   * Sets the parameters of a statement for an element.
   *
   * @param <T> the type of the elements
   */
  @FunctionalInterface
  public interface PreparedStatementSetter<T extends @Nullable Object> extends Serializable {
    /** Sets all of them, which count from 1. Does not execute the statement. */
    void setParameters(T element, PreparedStatement preparedStatement) throws Exception;
  }

  /** Says which failures may pass when the same is tried again. */
  @FunctionalInterface
  public interface RetryStrategy extends Serializable {
    /** Whether to try again. */
    boolean apply(SQLException sqlException);
  }

  /**
   * Tries again after serialisation failures and deadlocks (SQLSTATE 40001 and 40P01), and when the
   * connection or the server was lost (class 08, 57P01 to 57P03).
   */
  public static final class DefaultRetryStrategy implements RetryStrategy {
    private static final long serialVersionUID = 1;

    @Override
    public boolean apply(SQLException sqlException) {
      return SqlFailures.passes(sqlException);
    }
  }

  /** How often and for how long to try again. Immutable. */
  @AutoValue
  public abstract static class RetryConfiguration implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Duration INITIAL = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    RetryConfiguration() {}

    /** How often something is tried, the first time included. */
    public abstract int getMaxAttempts();

    /** How long all pauses are together, at most. */
    public abstract Duration getMaxDuration();

    /** How long the first pause is; each further one is twice as long. */
    public abstract Duration getInitialDuration();

    /**
     * A configuration.
     *
     * @param maxDuration null for an hour
     * @param initialDuration null for a second
     * @throws IllegalArgumentException if there is no attempt, or a duration is not positive
     */
    public static RetryConfiguration create(
        int maxAttempts, @Nullable Duration maxDuration, @Nullable Duration initialDuration) {
      Duration longest = maxDuration == null ? LONGEST : maxDuration;
      Duration initial = initialDuration == null ? INITIAL : initialDuration;
      if (maxAttempts < 1 || longest.toMillis() < 1 || initial.toMillis() < 1) {
        throw new IllegalArgumentException(
            String.format(
                "RetryConfiguration.create(%d, %s, %s): give at least one attempt, and durations of"
                    + " at least a millisecond",
                maxAttempts, longest, initial));
      }
      return new AutoValue_JdbcIO_RetryConfiguration(maxAttempts, longest, initial);
    }
  }

  /**
   * Which database is meant: a driver, an address and who asks, or a data source.
   *
   * <p>Instances that are equal share one pool of connections in a JVM, which is closed with its
   * last user. Neither texts nor display data of an instance have its user, its password or its
   * properties. A pipeline that is saved or sent has them: where that must not be, use {@code
   * withDataSourceProviderFn} and let the function fetch the password where it runs.
   */
  @AutoValue
  public abstract static class DataSourceConfiguration implements Serializable, HasDisplayData {
    private static final long serialVersionUID = 1;
    private static final int DEFAULT_MAX_CONNECTIONS = 10;
    private static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(30);

    DataSourceConfiguration() {}

    /** The name of the driver's class; empty where a data source is given. */
    public abstract String getDriverClassName();

    /** The address as given, with its secrets if it has some; empty with a data source. */
    public abstract String getUrl();

    /** The user; null if the address or the properties say that. */
    public abstract @Nullable String getUsername();

    /** The password; null if there is none. */
    public abstract @Nullable String getPassword();

    /** Properties for the driver, as {@code name=value;name=value}; null if there are none. */
    public abstract @Nullable String getConnectionProperties();

    /** Statements that each new connection executes. */
    @SuppressWarnings("AutoValueImmutableFields") // it is made by List.copyOf
    public abstract List<String> getConnectionInitSqls();

    /** How many connections there are at the same time in a JVM, at most. */
    public abstract int getMaxConnections();

    /** How long to wait for a connection, at most. */
    public abstract Duration getConnectionTimeout();

    /** The data source of the user; null where a driver is named. */
    public abstract @Nullable DataSource getDataSource();

    abstract Builder toBuilder();

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setDriverClassName(String driverClassName);

      abstract Builder setUrl(String url);

      abstract Builder setUsername(@Nullable String username);

      abstract Builder setPassword(@Nullable String password);

      abstract Builder setConnectionProperties(@Nullable String connectionProperties);

      abstract Builder setConnectionInitSqls(List<String> statements);

      abstract Builder setMaxConnections(int maxConnections);

      abstract Builder setConnectionTimeout(Duration timeout);

      abstract Builder setDataSource(@Nullable DataSource dataSource);

      abstract DataSourceConfiguration build();

      static Builder start() {
        return new AutoValue_JdbcIO_DataSourceConfiguration.Builder()
            .setDriverClassName("")
            .setUrl("")
            .setConnectionInitSqls(List.of())
            .setMaxConnections(DEFAULT_MAX_CONNECTIONS)
            .setConnectionTimeout(DEFAULT_CONNECTION_TIMEOUT);
      }
    }

    /**
     * The database that a driver finds at an address.
     *
     * @throws IllegalArgumentException if the driver is not named, or the address is none of JDBC
     */
    public static DataSourceConfiguration create(String driverClassName, String url) {
      if (driverClassName.isBlank() || !url.startsWith("jdbc:")) {
        throw new IllegalArgumentException(
            "DataSourceConfiguration.create(\""
                + driverClassName
                + "\", \""
                + Address.withoutSecrets(url)
                + "\"): give the class of a driver, and an address that begins with jdbc:");
      }
      return Builder.start().setDriverClassName(driverClassName).setUrl(url).build();
    }

    /** The database that a driver finds at an address. */
    public static DataSourceConfiguration create(
        ValueProvider<String> driverClassName, ValueProvider<String> url) {
      return create(driverClassName.get(), url.get());
    }

    /**
     * The database of a data source. It is used as it is, and not closed: pooling, limits and
     * timeouts are its own.
     *
     * @throws IllegalArgumentException if it cannot be serialised
     */
    public static DataSourceConfiguration create(DataSource dataSource) {
      if (!(dataSource instanceof Serializable)) {
        throw new IllegalArgumentException(
            dataSource.getClass().getName()
                + " is not serialisable, so it cannot be sent to where it is used: give a function"
                + " that makes it there, with withDataSourceProviderFn(...)");
      }
      return Builder.start().setDataSource(dataSource).build();
    }

    /** The same for this user. */
    public DataSourceConfiguration withUsername(@Nullable String username) {
      return ofDriver("withUsername").setUsername(username).build();
    }

    /** The same with this password. */
    public DataSourceConfiguration withPassword(@Nullable String password) {
      return ofDriver("withPassword").setPassword(password).build();
    }

    /**
     * The same with properties for the driver.
     *
     * @param connectionProperties as {@code name=value;name=value}
     * @throws IllegalArgumentException if a part of it is not of that form
     */
    public DataSourceConfiguration withConnectionProperties(String connectionProperties) {
      for (String property : connectionProperties.split(";", -1)) {
        if (!property.isBlank() && property.indexOf('=') < 1) {
          throw new IllegalArgumentException(
              "withConnectionProperties(...): give name=value;name=value; one part has no name");
        }
      }
      return ofDriver("withConnectionProperties")
          .setConnectionProperties(connectionProperties)
          .build();
    }

    /** The same with statements that each new connection executes before it is used. */
    public DataSourceConfiguration withConnectionInitSqls(Collection<String> connectionInitSqls) {
      return ofDriver("withConnectionInitSqls")
          .setConnectionInitSqls(List.copyOf(connectionInitSqls))
          .build();
    }

    /**
     * The same with another limit of connections in each JVM; the default is 10. Half of them,
     * rounded up, are at most used by readers of {@link JdbcIO#read} and {@link
     * JdbcIO#readWithPartitions}, which keep theirs for as long as a split takes.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public DataSourceConfiguration withMaxConnections(Integer maxConnections) {
      if (maxConnections < 1) {
        throw new IllegalArgumentException(
            "withMaxConnections(" + maxConnections + "): give at least 1");
      }
      return ofDriver("withMaxConnections").setMaxConnections(maxConnections).build();
    }

    /**
     * The same, waiting for so long at most for a connection; the default is 30 seconds.
     *
     * @throws IllegalArgumentException if it is less than a quarter of a second
     */
    public DataSourceConfiguration withConnectionTimeout(Duration timeout) {
      if (timeout.compareTo(Duration.ofMillis(250)) < 0) {
        throw new IllegalArgumentException(
            "withConnectionTimeout(" + timeout + "): give at least 250 milliseconds");
      }
      return ofDriver("withConnectionTimeout").setConnectionTimeout(timeout).build();
    }

    private Builder ofDriver(String method) {
      if (getDataSource() != null) {
        throw new IllegalArgumentException(
            method + "(...) has no effect on a data source that was given: set it there");
      }
      return toBuilder();
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      DataSource dataSource = getDataSource();
      if (dataSource != null) {
        builder.add(DisplayData.item("dataSource", dataSource.getClass()).withLabel("Data source"));
        return;
      }
      builder
          .add(
              DisplayData.item("jdbcDriverClassName", getDriverClassName())
                  .withLabel("JDBC driver"))
          .add(
              DisplayData.item("jdbcUrl", Address.withoutSecrets(getUrl()))
                  .withLabel("JDBC address"));
    }

    /** The address without secrets. */
    @Override
    public final String toString() {
      DataSource dataSource = getDataSource();
      return dataSource == null
          ? Address.withoutSecrets(getUrl())
          : "the data source " + dataSource.getClass().getName();
    }
  }

  private static IllegalArgumentException missing(String transform, String what, String method) {
    return new IllegalArgumentException(
        "JdbcIO." + transform + "() needs to be told " + what + ": add ." + method + "(...)");
  }

  static <T> T given(@Nullable T value, String transform, String what, String method) {
    if (value == null) {
      throw missing(transform, what, method);
    }
    return value;
  }

  /** See {@link JdbcIO#read}. */
  public static final class Read<T extends @Nullable Object> extends ReadRows<PBegin, T, Read<T>> {
    private static final long serialVersionUID = 1;

    private final @Nullable String query;
    private final @Nullable StatementPreparator preparator;
    private final boolean spreads;

    private Read(
        Told<T> told,
        @Nullable String query,
        @Nullable StatementPreparator preparator,
        boolean spreads) {
      super(told);
      this.query = query;
      this.preparator = preparator;
      this.spreads = spreads;
    }

    @Override
    Read<T> with(Told<T> told) {
      return new Read<>(told, query, preparator, spreads);
    }

    @Override
    String method() {
      return "read";
    }

    /**
     * The same for this query. Where a pipeline goes on from a checkpoint the query is executed
     * again, and as many rows are left out as were given before: let it say the order, by ORDER BY
     * of what is unique. If the last of them is found to be another row than before, the pipeline
     * fails.
     */
    public Read<T> withQuery(String query) {
      return new Read<>(told(), query, preparator, spreads);
    }

    /** The same for this query. */
    public Read<T> withQuery(ValueProvider<String> query) {
      return withQuery(query.get());
    }

    /** The same with these parameters of the query. */
    public Read<T> withStatementPreparator(StatementPreparator statementPreparator) {
      return new Read<>(told(), query, statementPreparator, spreads);
    }

    /**
     * The same, with the rows spread over all tasks or left to the one that reads; the default is
     * to spread them.
     */
    public Read<T> withOutputParallelization(boolean outputParallelization) {
      return new Read<>(told(), query, preparator, outputParallelization);
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      QuerySource<T> source =
          new QuerySource<>(
              database(),
              given(query, method(), "what to ask", "withQuery"),
              preparator,
              reading(input.getPipeline().getCoderRegistry()));
      PCollection<T> rows = input.apply("Read", io.millrace.sdk.io.Read.from(source));
      return spreads ? rows.apply("SpreadRows", Reshuffle.viaRandomKey()) : rows;
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.addIfNotNull(DisplayData.item("query", query).withLabel("Query"));
      super.populateDisplayData(builder);
    }
  }

  /** See {@link JdbcIO#readWithPartitions()}. */
  public static final class ReadWithPartitions<T extends @Nullable Object, PartitionColumnT>
      extends ReadRows<PBegin, T, ReadWithPartitions<T, PartitionColumnT>> {
    private static final long serialVersionUID = 1;
    private static final int AS_MANY_AS_READERS = 0;

    private final Ranges<PartitionColumnT> ranges;

    private ReadWithPartitions(Told<T> told, Ranges<PartitionColumnT> ranges) {
      super(told);
      this.ranges = ranges;
    }

    static <T extends @Nullable Object, PartitionColumnT>
        ReadWithPartitions<T, PartitionColumnT> create(PartitionColumn<PartitionColumnT> type) {
      return new ReadWithPartitions<>(
          Told.nothing(),
          new AutoValue_JdbcIO_Ranges.Builder<PartitionColumnT>()
              .setColumnType(type)
              .setNumPartitions(AS_MANY_AS_READERS)
              .build());
    }

    @Override
    ReadWithPartitions<T, PartitionColumnT> with(Told<T> told) {
      return new ReadWithPartitions<>(told, ranges);
    }

    private ReadWithPartitions<T, PartitionColumnT> with(Ranges.Builder<PartitionColumnT> changed) {
      return new ReadWithPartitions<>(told(), changed.build());
    }

    @Override
    String method() {
      return "readWithPartitions";
    }

    /** The same for all columns of this table, whose name is put into queries as it is. */
    public ReadWithPartitions<T, PartitionColumnT> withTable(String tableName) {
      return with(ranges.toBuilder().setTable(tableName));
    }

    /**
     * The same for the rows of this query, which is put into others as it is. It needs no order,
     * and cannot have parameters.
     */
    public ReadWithPartitions<T, PartitionColumnT> withQuery(String query) {
      return with(ranges.toBuilder().setQuery(query));
    }

    /**
     * The same in ranges of this column, best one that is indexed and whose values are spread
     * evenly. Its name is put into queries as it is.
     *
     * <p>A reader that goes on from a checkpoint goes on from the value where it was. Where several
     * rows have one value, so many of them are left out as were given before; if the last of those
     * is found to be another row, the pipeline fails.
     */
    public ReadWithPartitions<T, PartitionColumnT> withPartitionColumn(String partitionColumn) {
      return with(ranges.toBuilder().setPartitionColumn(partitionColumn));
    }

    /**
     * The same without rows that have a smaller value, and those that have none; by default the
     * smallest value is asked for when the pipeline begins.
     */
    public ReadWithPartitions<T, PartitionColumnT> withLowerBound(PartitionColumnT lowerBound) {
      return with(
          ranges.toBuilder().setLowerBound(Objects.requireNonNull(lowerBound, "lowerBound")));
    }

    /**
     * The same without rows that have a larger value, and those that have none; by default the
     * largest value is asked for when the pipeline begins.
     */
    public ReadWithPartitions<T, PartitionColumnT> withUpperBound(PartitionColumnT upperBound) {
      return with(
          ranges.toBuilder().setUpperBound(Objects.requireNonNull(upperBound, "upperBound")));
    }

    /**
     * The same in so many ranges of equal size; the default is as many as there are readers. Those
     * that no value can be in are left out.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public ReadWithPartitions<T, PartitionColumnT> withNumPartitions(int numPartitions) {
      if (numPartitions < 1) {
        throw new IllegalArgumentException(
            "withNumPartitions(" + numPartitions + "): give at least 1");
      }
      return with(ranges.toBuilder().setNumPartitions(numPartitions));
    }

    @Override
    public PCollection<T> expand(PBegin input) {
      RowReading<T> reading = reading(input.getPipeline().getCoderRegistry());
      return input.apply(
          "Read",
          io.millrace.sdk.io.Read.from(
              new PartitionSource<>(
                  database(),
                  from(),
                  given(
                      ranges.getPartitionColumn(),
                      method(),
                      "by which column",
                      "withPartitionColumn"),
                  ranges.getColumnType(),
                  ranges.getLowerBound(),
                  ranges.getUpperBound(),
                  ranges.getNumPartitions(),
                  reading)));
    }

    /** What stands behind FROM. */
    private String from() {
      String table = ranges.getTable();
      String query = ranges.getQuery();
      if (table != null && query != null) {
        throw new IllegalArgumentException(
            "JdbcIO.readWithPartitions() was told both a table and a query: keep one of them");
      }
      return query != null
          ? "(" + query + ") AS partitioned_rows"
          : given(table, method(), "what to read", "withTable");
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("table", ranges.getTable()).withLabel("Table"))
          .addIfNotNull(DisplayData.item("query", ranges.getQuery()).withLabel("Query"))
          .addIfNotNull(
              DisplayData.item("partitionColumn", ranges.getPartitionColumn())
                  .withLabel("Partition column"))
          .addIfNotDefault(
              DisplayData.item("numPartitions", ranges.getNumPartitions())
                  .withLabel("Number of partitions"),
              AS_MANY_AS_READERS);
      super.populateDisplayData(builder);
    }
  }

  /** Which rows, and the ranges in which they are read. */
  @AutoValue
  abstract static class Ranges<PartitionColumnT> implements Serializable {
    private static final long serialVersionUID = 1;

    Ranges() {}

    abstract PartitionColumn<PartitionColumnT> getColumnType();

    abstract @Nullable String getTable();

    abstract @Nullable String getQuery();

    abstract @Nullable String getPartitionColumn();

    abstract @Nullable PartitionColumnT getLowerBound();

    abstract @Nullable PartitionColumnT getUpperBound();

    abstract int getNumPartitions();

    abstract Builder<PartitionColumnT> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<PartitionColumnT> {
      abstract Builder<PartitionColumnT> setColumnType(PartitionColumn<PartitionColumnT> type);

      abstract Builder<PartitionColumnT> setTable(@Nullable String table);

      abstract Builder<PartitionColumnT> setQuery(@Nullable String query);

      abstract Builder<PartitionColumnT> setPartitionColumn(@Nullable String column);

      abstract Builder<PartitionColumnT> setLowerBound(@Nullable PartitionColumnT lowerBound);

      abstract Builder<PartitionColumnT> setUpperBound(@Nullable PartitionColumnT upperBound);

      abstract Builder<PartitionColumnT> setNumPartitions(int numPartitions);

      abstract Ranges<PartitionColumnT> build();
    }
  }

  /** See {@link JdbcIO#readAll}. */
  public static final class ReadAll<
          ParameterT extends @Nullable Object, OutputT extends @Nullable Object>
      extends ReadRows<PCollection<ParameterT>, OutputT, ReadAll<ParameterT, OutputT>> {
    private static final long serialVersionUID = 1;

    private final @Nullable String query;
    private final @Nullable PreparedStatementSetter<ParameterT> parameterSetter;
    private final boolean spreads;

    private ReadAll(
        Told<OutputT> told,
        @Nullable String query,
        @Nullable PreparedStatementSetter<ParameterT> parameterSetter,
        boolean spreads) {
      super(told);
      this.query = query;
      this.parameterSetter = parameterSetter;
      this.spreads = spreads;
    }

    @Override
    ReadAll<ParameterT, OutputT> with(Told<OutputT> told) {
      return new ReadAll<>(told, query, parameterSetter, spreads);
    }

    @Override
    String method() {
      return "readAll";
    }

    /** The same for this query. */
    public ReadAll<ParameterT, OutputT> withQuery(String query) {
      return new ReadAll<>(told(), query, parameterSetter, spreads);
    }

    /** The same for this query. */
    public ReadAll<ParameterT, OutputT> withQuery(ValueProvider<String> query) {
      return withQuery(query.get());
    }

    /** The same with parameters of the query that are made of elements so. */
    public ReadAll<ParameterT, OutputT> withParameterSetter(
        PreparedStatementSetter<ParameterT> parameterSetter) {
      return new ReadAll<>(told(), query, parameterSetter, spreads);
    }

    /**
     * The same, with the rows spread over all tasks or left to the one that found them; the default
     * is to spread them.
     */
    public ReadAll<ParameterT, OutputT> withOutputParallelization(boolean outputParallelization) {
      return new ReadAll<>(told(), query, parameterSetter, outputParallelization);
    }

    @Override
    public PCollection<OutputT> expand(PCollection<ParameterT> input) {
      RowReading<OutputT> reading = reading(input.getPipeline().getCoderRegistry());
      ReadAllFn<ParameterT, OutputT> fn =
          new ReadAllFn<>(
              database(),
              given(query, method(), "what to ask", "withQuery"),
              parameterSetter,
              reading);
      PCollection<OutputT> rows = input.apply("Query", ParDo.of(fn)).setCoder(reading.coder());
      return spreads ? rows.apply("SpreadRows", Reshuffle.viaRandomKey()) : rows;
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.addIfNotNull(DisplayData.item("query", query).withLabel("Query"));
      super.populateDisplayData(builder);
    }
  }

  /**
   * See {@link JdbcIO#write}.
   *
   * <p>Each batch is one transaction. By default batches are written at the end of bundles at the
   * latest; a bundle that fails comes anew, so rows are written <em>at least once</em>, and the
   * statement should replace what is there. {@link #withExactlyOnce} writes each row once.
   */
  @AutoValue
  public abstract static class Write<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PDone> {
    private static final long serialVersionUID = 1;
    private static final long DEFAULT_MAX_UNCOMMITTED_BYTES = 256L << 20;

    Write() {}

    abstract @Nullable DataSourceConfiguration getDataSourceConfiguration();

    abstract @Nullable SerializableFunction<@Nullable Void, DataSource> getDataSourceProviderFn();

    abstract @Nullable String getStatement();

    abstract @Nullable PreparedStatementSetter<T> getPreparedStatementSetter();

    abstract long getBatchSize();

    abstract RetryStrategy getRetryStrategy();

    abstract RetryConfiguration getRetryConfiguration();

    abstract @Nullable String getCommitTable();

    abstract boolean getCommitTableCreated();

    abstract long getMaxUncommittedBytes();

    abstract Builder<T> toBuilder();

    @AutoValue.Builder
    abstract static class Builder<T extends @Nullable Object> {
      abstract Builder<T> setDataSourceConfiguration(
          @Nullable DataSourceConfiguration configuration);

      abstract Builder<T> setDataSourceProviderFn(
          @Nullable SerializableFunction<@Nullable Void, DataSource> provider);

      abstract Builder<T> setStatement(@Nullable String statement);

      abstract Builder<T> setPreparedStatementSetter(@Nullable PreparedStatementSetter<T> setter);

      abstract Builder<T> setBatchSize(long batchSize);

      abstract Builder<T> setRetryStrategy(RetryStrategy strategy);

      abstract Builder<T> setRetryConfiguration(RetryConfiguration configuration);

      abstract Builder<T> setCommitTable(@Nullable String commitTable);

      abstract Builder<T> setCommitTableCreated(boolean created);

      abstract Builder<T> setMaxUncommittedBytes(long bytes);

      abstract Write<T> build();
    }

    /** The same to this database. */
    public Write<T> withDataSourceConfiguration(DataSourceConfiguration configuration) {
      return toBuilder().setDataSourceConfiguration(configuration).build();
    }

    /** The same to another data source, see {@link Read#withDataSourceProviderFn}. */
    public Write<T> withDataSourceProviderFn(
        SerializableFunction<@Nullable Void, DataSource> dataSourceProviderFn) {
      return toBuilder().setDataSourceProviderFn(dataSourceProviderFn).build();
    }

    /** The same with this statement. */
    public Write<T> withStatement(String statement) {
      return toBuilder().setStatement(statement).build();
    }

    /** The same with parameters of the statement that are made of elements so. */
    public Write<T> withPreparedStatementSetter(PreparedStatementSetter<T> setter) {
      return toBuilder().setPreparedStatementSetter(setter).build();
    }

    /**
     * The same with so many rows in a transaction, at most; the default is 1,000.
     *
     * @throws IllegalArgumentException if the number is not one of 1 to 1,000,000
     */
    public Write<T> withBatchSize(long batchSize) {
      if (batchSize < 1 || batchSize > 1_000_000) {
        throw new IllegalArgumentException(
            "withBatchSize(" + batchSize + "): give 1 to 1,000,000 rows");
      }
      return toBuilder().setBatchSize(batchSize).build();
    }

    /** The same, trying again after other failures than {@link DefaultRetryStrategy} says. */
    public Write<T> withRetryStrategy(RetryStrategy retryStrategy) {
      return toBuilder().setRetryStrategy(retryStrategy).build();
    }

    /** The same, trying again more or less often; the default is 5 attempts, from a second on. */
    public Write<T> withRetryConfiguration(RetryConfiguration retryConfiguration) {
      return toBuilder().setRetryConfiguration(retryConfiguration).build();
    }

    /**
     * The same, writing each row exactly once. Rows are kept in coder form until they are
     * committed: at the end of input that ends, otherwise with each checkpoint. Each batch is then
     * one transaction, which also notes the batch in the commit table; a batch that is noted there
     * is left out.
     *
     * <p>One committer writes all batches. All uncommitted rows are in memory: input that is large
     * and ends is better written at least once, with a statement that replaces rows.
     *
     * @param commitTable a table in the same database with a column {@code id VARCHAR(255) PRIMARY
     *     KEY} and no other that needs a value. Its name is put into statements as it is. Several
     *     transforms and jobs can share it. Rows of a job that will not go on from a checkpoint can
     *     be deleted; their ids begin with the id of the job.
     */
    public Write<T> withExactlyOnce(String commitTable) {
      return toBuilder().setCommitTable(Objects.requireNonNull(commitTable, "commitTable")).build();
    }

    /** The same, creating the table of {@link #withExactlyOnce} if it is not there. */
    public Write<T> withCommitTableCreatedIfAbsent() {
      return toBuilder().setCommitTableCreated(true).build();
    }

    /**
     * The same with another limit of what one writer of {@link #withExactlyOnce} keeps uncommitted;
     * the default is 256 MiB. The pipeline fails if it is exceeded.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public Write<T> withMaxUncommittedBytes(long maxUncommittedBytes) {
      if (maxUncommittedBytes < 1) {
        throw new IllegalArgumentException(
            "withMaxUncommittedBytes(" + maxUncommittedBytes + "): give at least 1");
      }
      return toBuilder().setMaxUncommittedBytes(maxUncommittedBytes).build();
    }

    /**
     * The same with an output, for {@link io.millrace.sdk.transforms.Wait}: it has no elements, and
     * its event time comes as far as rows are written.
     */
    public WriteVoid<T> withResults() {
      return new WriteVoid<>(this);
    }

    @Override
    public PDone expand(PCollection<T> input) {
      write(input);
      return PDone.in(input.getPipeline());
    }

    private PCollection<@Nullable Void> write(PCollection<T> input) {
      Database database =
          Database.of(
              "JdbcIO.write()",
              getDataSourceConfiguration(),
              getDataSourceProviderFn(),
              JvmSurroundings.INSTANCE);
      RowStatement<T> statement =
          new RowStatement<>(
              given(getStatement(), "write", "what to execute", "withStatement"),
              given(
                  getPreparedStatementSetter(),
                  "write",
                  "the parameters of its statement",
                  "withPreparedStatementSetter"),
              (int) getBatchSize(),
              getRetryStrategy(),
              getRetryConfiguration());
      String commitTable = getCommitTable();
      if (commitTable == null) {
        if (getCommitTableCreated()) {
          throw missing("write", "which table to create", "withExactlyOnce");
        }
        return input
            .apply("WriteRows", ParDo.of(new WriteFn<>(database, statement)))
            .setCoder(VoidCoder.of());
      }
      return input.apply(
          "WriteRows",
          io.millrace.sdk.io.Write.to(
              new RowSink<>(
                  database,
                  statement,
                  input.getCoder(),
                  new CommitTable(commitTable, getCommitTableCreated()),
                  getMaxUncommittedBytes())));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .addIfNotNull(DisplayData.item("statement", getStatement()).withLabel("Statement"))
          .add(DisplayData.item("batchSize", getBatchSize()).withLabel("Rows in a batch"))
          .addIfNotNull(
              DisplayData.item("commitTable", getCommitTable()).withLabel("Commit table"));
      DataSourceConfiguration configuration = getDataSourceConfiguration();
      if (configuration != null) {
        builder.delegate(configuration);
      }
    }
  }

  /** See {@link Write#withResults}. */
  public static final class WriteVoid<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<@Nullable Void>> {
    private static final long serialVersionUID = 1;

    private final Write<T> write;

    private WriteVoid(Write<T> write) {
      this.write = write;
    }

    @Override
    public PCollection<@Nullable Void> expand(PCollection<T> input) {
      return write.write(input);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.delegate(write);
    }
  }
}
