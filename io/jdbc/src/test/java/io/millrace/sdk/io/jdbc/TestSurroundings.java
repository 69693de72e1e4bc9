package io.millrace.sdk.io.jdbc;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import io.millrace.sdk.io.jdbc.connect.Surroundings;
import io.millrace.sdk.io.jdbc.shell.JvmSurroundings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The real ones, but pauses are only noted, and names are counted. */
public final class TestSurroundings implements Surroundings {
  private static final long serialVersionUID = 1;

  public final List<Long> pauses = new ArrayList<>();
  public transient Runnable duringPause = () -> {};
  private int names;

  @Override
  public Connections connect(DataSourceConfiguration configuration) throws SQLException {
    return JvmSurroundings.INSTANCE.connect(configuration);
  }

  @Override
  public <RowT> RowFeed<RowT> start(String name, RowFeed.Producer<RowT> producer, int capacity) {
    return JvmSurroundings.INSTANCE.start(name, producer, capacity);
  }

  @Override
  public void pause(long millis) {
    pauses.add(millis);
    duringPause.run();
  }

  @Override
  public double random() {
    return 0;
  }

  @Override
  public String uniqueName() {
    return "name" + names++;
  }
}
