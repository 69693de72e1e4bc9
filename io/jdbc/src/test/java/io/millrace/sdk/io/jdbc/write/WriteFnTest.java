package io.millrace.sdk.io.jdbc.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.jdbc.JdbcIO.DefaultRetryStrategy;
import io.millrace.sdk.io.jdbc.JdbcIO.RetryConfiguration;
import io.millrace.sdk.io.jdbc.TestServer;
import io.millrace.sdk.io.jdbc.TestSurroundings;
import io.millrace.sdk.io.jdbc.connect.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that meet other transactions, and lose their connections. */
@Timeout(60)
class WriteFnTest {

  private final TestSurroundings surroundings = new TestSurroundings();

  private WriteFn<Long> fn(String sql, int batchSize, int attempts) {
    return new WriteFn<>(
        Database.of("test", TestServer.database("write-fn"), null, surroundings),
        new RowStatement<>(
            sql,
            (id, statement) -> statement.setLong(1, id),
            batchSize,
            new DefaultRetryStrategy(),
            RetryConfiguration.create(attempts, null, Duration.ofMillis(10))));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBatchThatLosesADeadlockIsWrittenWhenTheOtherIsThrough() throws Exception {
    TestServer.execute(
        "CREATE TABLE accounts (id BIGINT PRIMARY KEY, sum BIGINT NOT NULL)",
        "INSERT INTO accounts VALUES (1, 0), (2, 0)");
    WriteFn<Long> fn = fn("UPDATE accounts SET sum = sum + 1 WHERE id = ?", 10, 5);
    fn.setup();
    try (Connection other = TestServer.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      // only the batch looks for deadlocks, so that it is the one to lose
      statement.execute("SET deadlock_timeout = '1h'");
      statement.execute("UPDATE accounts SET sum = sum + 100 WHERE id = 2");
      CountDownLatch through = new CountDownLatch(1);
      surroundings.duringPause = () -> await(through);
      CompletableFuture<Void> locking =
          CompletableFuture.runAsync(
              () -> {
                try {
                  // waits until the batch has the first row and waits for the second
                  while (TestServer.longs(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND application_name = 'write-fn'")
                      .contains(0L)) {
                    Thread.yield();
                  }
                  statement.execute("UPDATE accounts SET sum = sum + 100 WHERE id = 1");
                  other.commit();
                } catch (SQLException e) {
                  throw new AssertionError(e);
                } finally {
                  through.countDown();
                }
              });
      fn.startBundle();
      fn.process(1L);
      fn.process(2L);
      fn.finishBundle();
      locking.get();
    } finally {
      fn.teardown();
    }
    assertThat(surroundings.pauses).containsExactly(10L);
    assertThat(TestServer.longs("SELECT sum FROM accounts ORDER BY id"))
        .containsExactly(101L, 101L);
  }

  @Test
  void aBatchWhoseConnectionIsLostIsWrittenOverAnother() throws Exception {
    TestServer.execute(
        "CREATE TABLE lost (id BIGINT PRIMARY KEY)",
        "CREATE TABLE lost_once (id BIGINT)",
        "INSERT INTO lost_once VALUES (1)",
        // the first transaction ends its own connection; what it deleted is there again
        "CREATE FUNCTION lose() RETURNS trigger AS $$ BEGIN"
            + " IF EXISTS (SELECT 1 FROM lost_once) THEN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
            + " RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER loses BEFORE INSERT ON lost FOR EACH ROW EXECUTE FUNCTION lose()");
    surroundings.duringPause =
        () -> {
          try {
            TestServer.execute("DELETE FROM lost_once");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        };
    WriteFn<Long> fn = fn("INSERT INTO lost VALUES (?)", 10, 5);
    fn.setup();
    fn.startBundle();
    fn.process(7L);
    fn.finishBundle();
    fn.teardown();
    assertThat(surroundings.pauses).containsExactly(10L);
    assertThat(TestServer.longs("SELECT id FROM lost")).containsExactly(7L);
  }

  @Test
  void aBatchIsWrittenWhenItIsFullAndTheRestAtTheEndOfTheBundle() throws Exception {
    TestServer.execute("CREATE TABLE batches (id BIGINT PRIMARY KEY)");
    WriteFn<Long> fn = fn("INSERT INTO batches VALUES (?)", 2, 1);
    fn.setup();
    fn.startBundle();
    fn.process(1L);
    assertThat(TestServer.longs("SELECT id FROM batches")).isEmpty();
    fn.process(2L);
    fn.process(3L);
    assertThat(TestServer.longs("SELECT id FROM batches")).containsExactly(1L, 2L);
    fn.finishBundle();
    assertThat(TestServer.longs("SELECT id FROM batches")).containsExactly(1L, 2L, 3L);
    fn.teardown();
  }

  @Test
  void aBatchIsWrittenWholeOrNotAtAll() throws Exception {
    TestServer.execute("CREATE TABLE whole (id BIGINT PRIMARY KEY)");
    WriteFn<Long> fn = fn("INSERT INTO whole VALUES (?)", 10, 5);
    fn.setup();
    fn.startBundle();
    fn.process(1L);
    fn.process(2L);
    fn.process(1L);
    assertThatThrownBy(fn::finishBundle).hasMessageContaining("23505");
    fn.teardown();
    assertThat(TestServer.longs("SELECT id FROM whole")).isEmpty();
    assertThat(surroundings.pauses).isEmpty();
  }
}
