package io.millrace.sdk.io.jdbc.shell;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes connections with a driver that is named. */
final class DriverConnections implements DataSource {

  private final DataSourceConfiguration configuration;
  private final Driver driver;

  /** Made to see whether there is a database; the first to ask for one gets it. */
  private final AtomicReference<@Nullable Connection> first = new AtomicReference<>();

  private DriverConnections(DataSourceConfiguration configuration, Driver driver) {
    this.configuration = configuration;
    this.driver = driver;
  }

  /**
   * Makes the first connection.
   *
   * @throws SQLException if there is no such driver, or no connection within the timeout
   */
  static DriverConnections open(DataSourceConfiguration configuration) throws SQLException {
    DriverConnections opened = new DriverConnections(configuration, driver(configuration));
    opened.first.set(opened.connectInTime());
    return opened;
  }

  private static Driver driver(DataSourceConfiguration configuration) throws SQLException {
    String name = configuration.getDriverClassName();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      Class<?> type =
          Class.forName(
              name, true, loader != null ? loader : DriverConnections.class.getClassLoader());
      return (Driver) type.getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new SQLException(
          "there is no class " + name + ": put the jar of the driver on the class path", e);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new SQLException(name + " is no JDBC driver that can be made: " + e, e);
    }
  }

  /** Drivers have timeouts of their own, for some of what may hang, or none. */
  private Connection connectInTime() throws SQLException {
    AtomicBoolean abandoned = new AtomicBoolean();
    FutureTask<Connection> connecting =
        new FutureTask<>(
            () -> {
              Connection made = connect();
              if (abandoned.get()) {
                made.close();
              }
              return made;
            });
    Thread thread = new Thread(connecting, "millrace-jdbc-connect");
    thread.setDaemon(true);
    thread.start();
    long timeout = configuration.getConnectionTimeout().toMillis();
    try {
      return connecting.get(timeout, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      abandoned.set(true);
      throw new SQLTransientConnectionException(
          "there was no connection within " + configuration.getConnectionTimeout(), "08001", e);
    } catch (InterruptedException e) {
      abandoned.set(true);
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while connecting", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new SQLException("the driver failed: " + e.getCause(), e.getCause());
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    String given = configuration.getConnectionProperties();
    if (given != null) {
      for (String property : given.split(";", -1)) {
        int equals = property.indexOf('=');
        if (equals > 0) {
          properties.setProperty(
              property.substring(0, equals).strip(), property.substring(equals + 1).strip());
        }
      }
    }
    String username = configuration.getUsername();
    if (username != null) {
      properties.setProperty("user", username);
    }
    String password = configuration.getPassword();
    if (password != null) {
      properties.setProperty("password", password);
    }
    Connection made = driver.connect(configuration.getUrl(), properties);
    if (made == null) {
      throw new SQLException(
          configuration.getDriverClassName() + " does not know addresses like " + configuration);
    }
    try (Statement statement = made.createStatement()) {
      for (String sql : configuration.getConnectionInitSqls()) {
        statement.execute(sql);
      }
      return made;
    } catch (SQLException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Closes the first connection, if nobody asked for one. */
  void close() throws SQLException {
    Connection unused = first.getAndSet(null);
    if (unused != null) {
      unused.close();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection made = first.getAndSet(null);
    return made != null ? made : connect();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is part of the configuration");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  /** The pool asks for the driver's; it waits no longer than its own. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("this has no log");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("this is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
