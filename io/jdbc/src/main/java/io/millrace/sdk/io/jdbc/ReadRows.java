package io.millrace.sdk.io.jdbc;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.io.jdbc.JdbcIO.RowMapper;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.read.RowReading;
import io.millrace.sdk.io.jdbc.shell.JvmSurroundings;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PInput;
import io.millrace.sdk.values.TypeDescriptor;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.Serializable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What all transforms have that read rows: from which database, and what rows become. Immutable;
 * each {@code with} method gives a changed copy.
 *
 * @param <InputT> what the transform is applied to
 * @param <T> the type of the elements
 * @param <SelfT> the transform
 */
abstract class ReadRows<
        InputT extends PInput, T extends @Nullable Object, SelfT extends ReadRows<InputT, T, SelfT>>
    extends PTransform<InputT, PCollection<T>> {

  private static final long serialVersionUID = 1;

  /** So many rows are fetched at once by default. */
  private static final int DEFAULT_FETCH_SIZE = 10_000;

  /**
   * What they were told so far.
   *
   * @param configuration null if it was not said, or a function makes the data source
   * @param provider null if it was not said, or a configuration says it
   */
  record Told<T extends @Nullable Object>(
      @Nullable DataSourceConfiguration configuration,
      @Nullable SerializableFunction<@Nullable Void, DataSource> provider,
      @Nullable RowMapper<T> rowMapper,
      @Nullable Coder<T> coder,
      int fetchSize,
      boolean disableAutoCommit)
      implements Serializable {

    static <T extends @Nullable Object> Told<T> nothing() {
      return new Told<>(null, null, null, null, DEFAULT_FETCH_SIZE, true);
    }
  }

  private final Told<T> told;

  ReadRows(Told<T> told) {
    this.told = told;
  }

  final Told<T> told() {
    return told;
  }

  /** The same, which was told this. */
  abstract SelfT with(Told<T> told);

  /** How its user calls it. */
  abstract String method();

  /** The same from this database. */
  public final SelfT withDataSourceConfiguration(DataSourceConfiguration configuration) {
    return with(
        new Told<>(
            configuration,
            told.provider,
            told.rowMapper,
            told.coder,
            told.fetchSize,
            told.disableAutoCommit));
  }

  /**
   * The same from the database of the data source that the function makes. It is called for each
   * reader; what it gives is not closed, so let it give the same pool each time.
   */
  public final SelfT withDataSourceProviderFn(
      SerializableFunction<@Nullable Void, DataSource> dataSourceProviderFn) {
    return with(
        new Told<>(
            told.configuration,
            dataSourceProviderFn,
            told.rowMapper,
            told.coder,
            told.fetchSize,
            told.disableAutoCommit));
  }

  /** The same with elements that are made so. */
  public final SelfT withRowMapper(RowMapper<T> rowMapper) {
    return with(
        new Told<>(
            told.configuration,
            told.provider,
            rowMapper,
            told.coder,
            told.fetchSize,
            told.disableAutoCommit));
  }

  /** The same with this coder of the elements; without it the class of the row mapper tells. */
  public final SelfT withCoder(Coder<T> coder) {
    return with(
        new Told<>(
            told.configuration,
            told.provider,
            told.rowMapper,
            coder,
            told.fetchSize,
            told.disableAutoCommit));
  }

  /**
   * The same, fetching so many rows at once; the default is 10,000. So many are in memory, too.
   *
   * @throws IllegalArgumentException if the number is not positive, nor {@link Integer#MIN_VALUE},
   *     which MySQL's driver needs for not fetching all at once
   */
  public final SelfT withFetchSize(int fetchSize) {
    // MySQL's driver streams if it is told this, and only then
    if (fetchSize < 1 && fetchSize != Integer.MIN_VALUE) {
      throw new IllegalArgumentException(
          "withFetchSize(" + fetchSize + "): give at least 1, or Integer.MIN_VALUE for MySQL");
    }
    return with(
        new Told<>(
            told.configuration,
            told.provider,
            told.rowMapper,
            told.coder,
            fetchSize,
            told.disableAutoCommit));
  }

  /**
   * The same, reading within a transaction or not; the default is to do so. PostgreSQL's driver
   * fetches all rows at once otherwise.
   */
  public final SelfT withDisableAutoCommit(boolean disableAutoCommit) {
    return with(
        new Told<>(
            told.configuration,
            told.provider,
            told.rowMapper,
            told.coder,
            told.fetchSize,
            disableAutoCommit));
  }

  /**
   * The database.
   *
   * @throws IllegalArgumentException if none was said, or two were
   */
  final Database database() {
    return Database.of(
        "JdbcIO." + method() + "()", told.configuration, told.provider, JvmSurroundings.INSTANCE);
  }

  /**
   * How rows are read.
   *
   * @throws IllegalArgumentException if it was not said what they become, or with which coder
   */
  final RowReading<T> reading(CoderRegistry registry) {
    RowMapper<T> rowMapper =
        JdbcIO.given(told.rowMapper, method(), "what rows become", "withRowMapper");
    Coder<T> coder = told.coder != null ? told.coder : inferred(rowMapper, registry);
    return new RowReading<>(rowMapper, coder, told.fetchSize, told.disableAutoCommit);
  }

  private Coder<T> inferred(RowMapper<T> rowMapper, CoderRegistry registry) {
    TypeDescriptor<T> type =
        TypeDescriptors.extractFromTypeParameters(
            rowMapper,
            RowMapper.class,
            new TypeDescriptors.TypeVariableExtractor<RowMapper<T>, T>() {});
    try {
      return registry.getCoder(type);
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          "JdbcIO."
              + method()
              + "() cannot tell the coder of its elements from the row mapper (a lambda does not"
              + " say its type): add .withCoder(...)",
          e);
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    if (told.configuration != null) {
      builder.delegate(told.configuration);
    }
  }
}
