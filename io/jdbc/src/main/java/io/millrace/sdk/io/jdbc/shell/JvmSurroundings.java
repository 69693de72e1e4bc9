package io.millrace.sdk.io.jdbc.shell;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import io.millrace.sdk.io.jdbc.connect.Surroundings;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The real surroundings, of this JVM. */
public enum JvmSurroundings implements Surroundings {
  /** The only one. */
  INSTANCE;

  @Override
  public Connections connect(DataSourceConfiguration configuration) throws SQLException {
    return ConnectionPools.connect(configuration);
  }

  @Override
  public <RowT> RowFeed<RowT> start(String name, RowFeed.Producer<RowT> producer, int capacity) {
    return FeedThread.start(name, producer, capacity);
  }

  @Override
  public void pause(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public String uniqueName() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
