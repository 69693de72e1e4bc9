package io.millrace.sdk.io.jdbc.connect;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Which database is meant, and how it is reached. Immutable; its text has no secrets.
 *
 * <p>Where a driver is named, connections are pooled here. What users give as a {@link DataSource}
 * is theirs: it is used as it is, and not closed.
 */
public final class Database implements Serializable, HasDisplayData {

  private static final long serialVersionUID = 1;

  private final @Nullable DataSourceConfiguration configuration;
  private final @Nullable SerializableFunction<@Nullable Void, DataSource> provider;
  private final Surroundings surroundings;

  private Database(
      @Nullable DataSourceConfiguration configuration,
      @Nullable SerializableFunction<@Nullable Void, DataSource> provider,
      Surroundings surroundings) {
    this.configuration = configuration;
    this.provider = provider;
    this.surroundings = surroundings;
  }

  /**
   * The database of a transform that was told one or the other.
   *
   * @param transform how its user calls it, for the message
   * @throws IllegalArgumentException if it was told neither or both
   */
  public static Database of(
      String transform,
      @Nullable DataSourceConfiguration configuration,
      @Nullable SerializableFunction<@Nullable Void, DataSource> provider,
      Surroundings surroundings) {
    if (configuration == null && provider == null) {
      throw new IllegalArgumentException(
          transform
              + " needs to be told which database: add"
              + " .withDataSourceConfiguration(DataSourceConfiguration.create(driver, url)) or"
              + " .withDataSourceProviderFn(...)");
    }
    if (configuration != null && provider != null) {
      throw new IllegalArgumentException(
          transform
              + " was told two databases: keep one of withDataSourceConfiguration(...) and"
              + " withDataSourceProviderFn(...)");
    }
    return new Database(configuration, provider, surroundings);
  }

  /** What else is needed of this machine. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /**
   * The connections to it; to be closed by the caller.
   *
   * @throws SQLException if it cannot be reached
   */
  @SuppressWarnings("NullAway") // does not see that the function takes null
  public Connections connect() throws SQLException {
    if (provider != null) {
      DataSource given = provider.apply(null);
      if (given == null) {
        throw new SQLException("the function for the data source, " + provider + ", gave null");
      }
      return new Given(given);
    }
    if (configuration == null) {
      throw new IllegalStateException("no database");
    }
    DataSource given = configuration.getDataSource();
    return given == null ? surroundings.connect(configuration) : new Given(given);
  }

  /** The text without the password, should it be in there. */
  String withoutPassword(String text) {
    String password = configuration == null ? null : configuration.getPassword();
    return password == null || password.isEmpty() ? text : text.replace(password, "***");
  }

  /** A data source of a user. */
  private record Given(DataSource source) implements Connections {

    @Override
    public Connection take() throws SQLException {
      return source.getConnection();
    }

    @Override
    public Permission permissionToRead() {
      return () -> {};
    }

    @Override
    public void close() {}
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    if (configuration != null) {
      builder.delegate(configuration);
    }
    if (provider != null) {
      builder.add(
          DisplayData.item("dataSourceProviderFn", provider.getClass())
              .withLabel("Function for the data source"));
    }
  }

  @Override
  public String toString() {
    return configuration != null
        ? configuration.toString()
        : "the data source of " + (provider == null ? "nobody" : provider.getClass().getName());
  }
}
