package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.jdbc.TestServer;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.shell.JvmSurroundings;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.testing.SourceLaws;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reading keeps to the laws of sources, whatever fails and wherever it goes on, of rows that really
 * are there.
 */
@Timeout(120)
class RowLawsTest {

  /** Keeps the pool open: thousands of readers come and go. */
  private static Connections kept;

  @AfterAll
  static void close() {
    kept.close();
  }

  @BeforeAll
  static void tables() throws SQLException {
    kept = database().connect();
    TestServer.execute(
        "CREATE TABLE snapshots (id BIGINT PRIMARY KEY, kind BIGINT, at TIMESTAMP)",
        "INSERT INTO snapshots SELECT n, CASE WHEN n % 5 > 0 THEN n / 12 END,"
            + " TIMESTAMP '2026-01-01' + n / 3 * INTERVAL '1.000001 seconds'"
            + " FROM generate_series(1, 60) n");
  }

  private static final class Id implements io.millrace.sdk.io.jdbc.JdbcIO.RowMapper<Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long mapRow(ResultSet row) throws SQLException {
      return row.getLong("id");
    }
  }

  private static Database database() {
    return Database.of("test", TestServer.database("snapshots"), null, JvmSurroundings.INSTANCE);
  }

  private static RowReading<Long> reading() {
    return new RowReading<>(new Id(), VarLongCoder.of(), 10, true);
  }

  private static <P> PartitionSource<Long, P> by(String column, PartitionColumn<P> type) {
    // what has the same value comes in the order of the table, which nobody changes
    return new PartitionSource<>(database(), "snapshots", column, type, null, null, 3, reading());
  }

  /** A reader has a connection and a thread: fewer are enough. */
  private static <T, SplitT> void assertLaws(Source<T, SplitT> source) throws IOException {
    SourceLaws.of(source).withSeeds(20).assertAll();
  }

  @Test
  void ofAQuery() throws IOException {
    assertLaws(
        new QuerySource<>(database(), "SELECT id FROM snapshots ORDER BY id", null, reading()));
  }

  @Test
  void ofRangesOfAKey() throws IOException {
    assertLaws(by("id", PartitionColumn.OF_LONG));
  }

  @Test
  void ofRangesOfAColumnThatManyRowsHaveTheSameValueOfOrNone() throws IOException {
    assertLaws(by("kind", PartitionColumn.OF_LONG));
  }

  @Test
  void ofRangesOfTimestamps() throws IOException {
    assertLaws(by("at", PartitionColumn.OF_INSTANT));
  }

  @Test
  void ofNoRows() throws IOException {
    SourceLaws.of(
            new QuerySource<>(database(), "SELECT id FROM snapshots WHERE 1 = 0", null, reading()))
        .assertNoElements();
    SourceLaws.of(
            new PartitionSource<>(
                database(),
                "(SELECT * FROM snapshots WHERE id < 0) AS none",
                "id",
                PartitionColumn.OF_LONG,
                null,
                null,
                3,
                reading()))
        .assertNoElements();
  }
}
