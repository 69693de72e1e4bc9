package io.millrace.sdk.io.jdbc.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.jdbc.JdbcIO.DefaultRetryStrategy;
import io.millrace.sdk.io.jdbc.JdbcIO.RetryConfiguration;
import io.millrace.sdk.io.jdbc.TestServer;
import io.millrace.sdk.io.jdbc.TestSurroundings;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each row once, whatever happens between its writer and the end of a commit. */
@Timeout(60)
class RowSinkTest {

  private final TestSurroundings surroundings = new TestSurroundings();
  private final SinkContext context =
      new SinkContext(PipelineOptionsFactory.create(), "job", "Write/WriteToSink", 3, 1);

  private RowSink<Long> sink(String table, boolean create, long maxBytes) {
    return new RowSink<>(
        Database.of("test", TestServer.database("row-sink"), null, surroundings),
        new RowStatement<>(
            "INSERT INTO " + table + " VALUES (?)",
            (id, statement) -> statement.setLong(1, id),
            2,
            new DefaultRetryStrategy(),
            RetryConfiguration.create(5, null, Duration.ofMillis(10))),
        VarLongCoder.of(),
        new CommitTable(table + "_commits", create),
        maxBytes);
  }

  private RowSink<Long> sink(String table) {
    return sink(table, true, 1_000);
  }

  private List<RowBatch> written(RowSink<Long> sink, long... ids) throws IOException {
    try (SinkWriter<Long, RowBatch> writer = sink.createWriter(context)) {
      for (long id : ids) {
        writer.write(id, 0);
      }
      List<RowBatch> batches = new ArrayList<>();
      for (RowBatch batch : writer.prepareCommit()) {
        // as a checkpoint keeps it
        batches.add(CoderUtils.clone(sink.getCommittableCoder(), batch));
      }
      return batches;
    }
  }

  private void commit(RowSink<Long> sink, List<RowBatch> batches) throws IOException {
    try (SinkCommitter<RowBatch, ?> committer = sink.createCommitter(context)) {
      committer.commit(batches);
    }
  }

  private static List<Long> ids(String table) throws SQLException {
    return TestServer.longs("SELECT id FROM " + table + " ORDER BY id");
  }

  @Test
  void nothingIsThereBeforeItIsCommittedAndThenItIsThereOnce() throws Exception {
    // without a key: what is written twice is there twice
    TestServer.execute("CREATE TABLE once (id BIGINT)");
    RowSink<Long> sink = sink("once");
    List<RowBatch> batches = written(sink, 1, 2, 3, 4, 5);
    assertThat(batches).hasSize(3);
    assertThat(ids("once")).isEmpty();

    commit(sink, batches);
    assertThat(ids("once")).containsExactly(1L, 2L, 3L, 4L, 5L);
    commit(sink, batches);
    assertThat(ids("once")).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(TestServer.longs("SELECT count(*) FROM once_commits WHERE id LIKE 'job/%'"))
        .containsExactly(3L);
  }

  @Test
  void aCommitterThatIsKilledBeforeItCouldReportIsFollowedByOneThatWritesTheRest()
      throws Exception {
    TestServer.execute("CREATE TABLE killed (id BIGINT)");
    RowSink<Long> sink = sink("killed");
    List<RowBatch> batches = written(sink, 1, 2, 3, 4, 5);
    // it got through two of three, and nobody was told
    commit(sink, batches.subList(0, 2));

    commit(sink, batches);
    assertThat(ids("killed")).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aConnectionThatIsLostWhileItCommitsMakesNoDifference() throws Exception {
    TestServer.execute(
        "CREATE TABLE cut (id BIGINT)",
        "CREATE TABLE cut_once (id BIGINT)",
        "INSERT INTO cut_once VALUES (1)",
        // deferred: it is lost by the commit itself
        "CREATE FUNCTION cut() RETURNS trigger AS $$ BEGIN"
            + " IF EXISTS (SELECT 1 FROM cut_once) THEN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
            + " RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE CONSTRAINT TRIGGER cuts AFTER INSERT ON cut DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION cut()");
    surroundings.duringPause =
        () -> {
          try {
            TestServer.execute("DELETE FROM cut_once");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        };
    RowSink<Long> sink = sink("cut");
    commit(sink, written(sink, 1, 2, 3));
    assertThat(surroundings.pauses).containsExactly(10L);
    assertThat(ids("cut")).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aWriterThatReplacesOneAfterAFailureHasIdsOfItsOwn() throws Exception {
    TestServer.execute("CREATE TABLE replaced (id BIGINT)");
    RowSink<Long> sink = sink("replaced");
    List<RowBatch> before = written(sink, 1, 2);
    List<RowBatch> after = written(sink, 3, 4);
    commit(sink, before);
    commit(sink, after);
    commit(sink, before);
    assertThat(ids("replaced")).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void twoCommittersOfTheSameWriteOnce() throws Exception {
    TestServer.execute("CREATE TABLE raced (id BIGINT)");
    RowSink<Long> sink = sink("raced");
    long[] ids = new long[100];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    List<RowBatch> batches = written(sink, ids);
    Runnable commits =
        () -> {
          try {
            commit(sink, batches);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    CompletableFuture.allOf(
            CompletableFuture.runAsync(commits), CompletableFuture.runAsync(commits))
        .get();
    assertThat(ids("raced")).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void aBatchThatFailsIsNotNotedAndLeavesNothing() throws Exception {
    TestServer.execute("CREATE TABLE failing (id BIGINT PRIMARY KEY)");
    RowSink<Long> sink = sink("failing");
    List<RowBatch> batches = written(sink, 1, 1);
    assertThatThrownBy(() -> commit(sink, batches))
        .hasMessageContaining("duplicate key")
        .hasMessageContaining("jdbc:postgresql://127.0.0.1");
    assertThat(ids("failing")).isEmpty();
    assertThat(TestServer.longs("SELECT count(*) FROM failing_commits")).containsExactly(0L);
  }

  @Test
  void aCommitTableThatIsNotThereIsToldBeforeAnythingIsWritten() throws Exception {
    TestServer.execute("CREATE TABLE uncommitted (id BIGINT)");
    assertThatThrownBy(() -> sink("uncommitted", false, 1_000).createWriter(context))
        .hasMessageContaining("uncommitted_commits")
        .hasMessageContaining("42P01");
  }

  @Test
  void aTableThatHasMoreColumnsWillDo() throws Exception {
    TestServer.execute(
        "CREATE TABLE own (id BIGINT)",
        "CREATE TABLE own_commits (note TEXT, id VARCHAR(255) PRIMARY KEY)");
    RowSink<Long> sink = sink("own", false, 1_000);
    commit(sink, written(sink, 1));
    assertThat(ids("own")).containsExactly(1L);
  }

  @Test
  void moreThanMayWaitIsRefused() throws Exception {
    TestServer.execute("CREATE TABLE large (id BIGINT)");
    assertThatThrownBy(() -> written(sink("large", true, 3), 1, 2, 3, 4))
        .hasMessageContaining("more than 3 bytes")
        .hasMessageContaining("withMaxUncommittedBytes");
  }

  @Test
  void whatIsPreparedDoesNotCountAnyMore() throws Exception {
    TestServer.execute("CREATE TABLE prepared (id BIGINT)");
    try (SinkWriter<Long, RowBatch> writer = sink("prepared", true, 3).createWriter(context)) {
      for (int i = 0; i < 10; i++) {
        writer.write(1L, 0);
        writer.write(2L, 0);
        writer.write(3L, 0);
        assertThat(writer.prepareCommit()).hasSize(2);
      }
      assertThat(writer.prepareCommit()).isEmpty();
    }
  }
}
