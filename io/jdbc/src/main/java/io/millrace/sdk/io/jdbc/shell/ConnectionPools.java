package io.millrace.sdk.io.jdbc.shell;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.io.jdbc.connect.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pools of this JVM: one for each configuration, for as long as somebody uses it. */
final class ConnectionPools {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPools.class);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Guarded by itself. */
  private static final Map<DataSourceConfiguration, Pool> POOLS = new HashMap<>();

  private ConnectionPools() {}

  static Connections connect(DataSourceConfiguration configuration) throws SQLException {
    Pool pool;
    synchronized (POOLS) {
      pool = POOLS.computeIfAbsent(configuration, Pool::new);
      pool.users++;
    }
    try {
      pool.open();
    } catch (SQLException | RuntimeException e) {
      release(pool);
      throw e;
    }
    return new Use(pool);
  }

  private static void release(Pool pool) {
    synchronized (POOLS) {
      pool.users--;
      if (pool.users > 0) {
        return;
      }
      POOLS.remove(pool.configuration);
    }
    pool.close();
  }

  /** How many pools there are. */
  static int count() {
    synchronized (POOLS) {
      return POOLS.size();
    }
  }

  /** One user's share of a pool. */
  private static final class Use implements Connections {

    private final Pool pool;
    private final AtomicBoolean closed = new AtomicBoolean();

    Use(Pool pool) {
      this.pool = pool;
    }

    @Override
    public Connection take() throws SQLException {
      return pool.open().getConnection();
    }

    @Override
    public Permission permissionToRead() throws InterruptedException {
      pool.readers.acquire();
      return pool.readers::release;
    }

    @Override
    public void close() {
      if (!closed.getAndSet(true)) {
        release(pool);
      }
    }
  }

  private static final class Pool {

    private final DataSourceConfiguration configuration;

    /**
     * Those who keep a connection until somebody else has consumed what they read get half of them:
     * the others could not come on, and with them those who consume.
     */
    private final Semaphore readers;

    /** Guarded by the map of pools. */
    private int users;

    /** Guarded by this, as the other. */
    private @Nullable HikariDataSource source;

    private @Nullable DriverConnections connections;

    Pool(DataSourceConfiguration configuration) {
      this.configuration = configuration;
      this.readers = new Semaphore((configuration.getMaxConnections() + 1) / 2);
    }

    synchronized HikariDataSource open() throws SQLException {
      HikariDataSource opened = source;
      if (opened == null) {
        DriverConnections made = DriverConnections.open(configuration);
        connections = made;
        HikariConfig settings = new HikariConfig();
        settings.setPoolName("millrace-jdbc-" + NUMBERS.incrementAndGet());
        settings.setDataSource(made);
        settings.setMaximumPoolSize(configuration.getMaxConnections());
        settings.setMinimumIdle(0);
        settings.setConnectionTimeout(configuration.getConnectionTimeout().toMillis());
        // there is a connection already: nothing is to be found out
        settings.setInitializationFailTimeout(-1);
        opened = new HikariDataSource(settings);
        source = opened;
        LOG.debug("{} is the pool of {}", settings.getPoolName(), configuration);
      }
      return opened;
    }

    private synchronized void close() {
      try {
        if (source != null) {
          source.close();
        }
        if (connections != null) {
          connections.close();
        }
      } catch (SQLException e) {
        LOG.debug("Closing the pool of {} failed", configuration, e);
      }
    }
  }
}
