package io.millrace.sdk.io.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.jdbc.JdbcIO.DataSourceConfiguration;
import io.millrace.sdk.io.jdbc.TestServer;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import io.millrace.sdk.io.jdbc.connect.Session;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionPoolsTest {

  private static List<Long> sessionsOf(String application) throws SQLException {
    return TestServer.longs(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + application + "'");
  }

  @Test
  void equalConfigurationsShareAPoolThatIsClosedWithTheLastUser() throws SQLException {
    int before = ConnectionPools.count();
    Connections one = ConnectionPools.connect(TestServer.database("shared"));
    Connections two = ConnectionPools.connect(TestServer.database("shared"));
    Connections other = ConnectionPools.connect(TestServer.database("other"));
    assertThat(ConnectionPools.count()).isEqualTo(before + 2);
    // the connection of one is the other's once it is given back
    for (Connections each : List.of(one, two)) {
      try (Connection connection = each.take()) {
        assertThat(connection.isValid(1)).isTrue();
      }
    }
    assertThat(sessionsOf("shared")).containsExactly(1L);

    one.close();
    one.close();
    try (Connection connection = two.take()) {
      assertThat(connection.isValid(1)).isTrue();
    }
    two.close();
    other.close();
    assertThat(ConnectionPools.count()).isEqualTo(before);
  }

  @Test
  void thereAreNoMoreConnectionsThanAllowed() throws SQLException {
    DataSourceConfiguration configuration =
        TestServer.database("limited")
            .withMaxConnections(2)
            .withConnectionTimeout(Duration.ofMillis(300));
    try (Connections connections = ConnectionPools.connect(configuration);
        Connection one = connections.take();
        Connection two = connections.take()) {
      assertThat(one).isNotSameAs(two);
      assertThatThrownBy(connections::take).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForLongerThanAllowed() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      DataSourceConfiguration configuration =
          DataSourceConfiguration.create(
                  TestServer.DRIVER, "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x")
              .withConnectionTimeout(Duration.ofMillis(300));
      int before = ConnectionPools.count();
      assertThatThrownBy(() -> ConnectionPools.connect(configuration))
          .hasMessageContaining("no connection within PT0.3S");
      assertThat(ConnectionPools.count()).isEqualTo(before);
    }
  }

  @Test
  void statementsForNewConnectionsAreExecuted() throws SQLException {
    try (Connections connections =
            ConnectionPools.connect(
                TestServer.database("init")
                    .withConnectionInitSqls(List.of("SET search_path TO elsewhere")));
        Connection connection = connections.take();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SHOW search_path")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("elsewhere");
    }
  }

  @Test
  void aSessionThatIsNotCommittedIsRolledBackAndTheConnectionIsAsBefore() throws SQLException {
    TestServer.execute("CREATE TABLE sessions (id INT)");
    try (Connections connections = ConnectionPools.connect(TestServer.database("sessions"))) {
      Connection connection = connections.take();
      try (Session session = Session.transaction(connection);
          Statement statement = session.connection().createStatement()) {
        statement.execute("INSERT INTO sessions VALUES (1)");
        session.commit();
        statement.execute("INSERT INTO sessions VALUES (2)");
      }
      assertThat(connection.isClosed()).isTrue();
    }
    assertThat(TestServer.longs("SELECT id FROM sessions")).containsExactly(1L);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  @Test
  void closingAFeedCancelsItsStatement() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    RowFeed<String> feed =
        FeedThread.start(
            "millrace-test-feed",
            taker -> {
              try (Connection connection = TestServer.connect();
                  Statement statement = connection.createStatement()) {
                taker.executes(statement);
                begun.countDown();
                statement.execute("SELECT pg_sleep(1000)");
              } finally {
                taker.isDone();
                ended.countDown();
              }
            },
            10);
    begun.await();
    while (TestServer.longs(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%1000)'"
                + " AND query NOT LIKE '%activity%'")
        .contains(0L)) {
      Thread.yield();
    }
    feed.close();
    assertThat(ended.getCount()).isZero();
    assertThat(threads()).doesNotContain("millrace-test-feed");
  }

  @Test
  void closingAFeedEndsAProducerThatWaitsForRoom() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    RowFeed<Integer> feed =
        FeedThread.start(
            "millrace-test-feed",
            taker -> {
              try {
                for (int i = 0; ; i++) {
                  taker.take(i);
                }
              } finally {
                ended.countDown();
              }
            },
            10);
    while (feed.poll() == null) {
      Thread.yield();
    }
    feed.close();
    assertThat(ended.getCount()).isZero();
    assertThat(threads()).doesNotContain("millrace-test-feed");
  }
}
