package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.jdbc.TestServer;
import io.millrace.sdk.io.jdbc.connect.Connections;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.shell.JvmSurroundings;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.testing.SourceLaws;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.io.Serializable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A reader goes on from a snapshot of another one, taken anywhere, of rows that really are there.
 */
@Timeout(120)
class SnapshotsTest {

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

  @Test
  void ofAQuery() throws IOException {
    SourceLaws.assertSnapshotsResume(
        new Patient<>(
            new QuerySource<>(database(), "SELECT id FROM snapshots ORDER BY id", null, reading())),
        1_000);
  }

  @Test
  void ofRangesOfAKey() throws IOException {
    SourceLaws.assertSnapshotsResume(new Patient<>(by("id", PartitionColumn.OF_LONG)), 1_000);
  }

  @Test
  void ofRangesOfAColumnThatManyRowsHaveTheSameValueOfOrNone() throws IOException {
    SourceLaws.assertSnapshotsResume(new Patient<>(by("kind", PartitionColumn.OF_LONG)), 1_000);
  }

  @Test
  void ofRangesOfTimestamps() throws IOException {
    SourceLaws.<Long, RowPosition<Instant>>assertSnapshotsResume(
        new Patient<>(by("at", PartitionColumn.OF_INSTANT)), 1_000);
  }

  /** Asks again while there is nothing: the laws take much of that for the end. */
  private static final class Patient<T, SplitT> extends Source<T, SplitT> implements Serializable {
    private static final long serialVersionUID = 1;

    private final Source<T, SplitT> source;

    Patient(Source<T, SplitT> source) {
      this.source = source;
    }

    @Override
    public IsBounded isBounded() {
      return source.isBounded();
    }

    @Override
    public Coder<T> getOutputCoder() {
      return source.getOutputCoder();
    }

    @Override
    public Coder<SplitT> getSplitCoder() {
      return source.getSplitCoder();
    }

    @Override
    public SplitEnumerator<SplitT> createEnumerator(SourceContext context, byte @Nullable [] state)
        throws IOException {
      return source.createEnumerator(context, state);
    }

    @Override
    public SourceReader<T, SplitT> createReader(SourceContext context, SplitT split)
        throws IOException {
      SourceReader<T, SplitT> reader = source.createReader(context, split);
      return new SourceReader<>() {
        @Override
        public Status poll(SourceOutput<T> output, int maxElements) throws IOException {
          int[] given = {0};
          SourceOutput<T> counting =
              new SourceOutput<>() {
                @Override
                public void output(T element) {
                  given[0]++;
                  output.output(element);
                }

                @Override
                public void output(T element, long timestampMillis) {
                  given[0]++;
                  output.output(element, timestampMillis);
                }
              };
          Status status;
          do {
            status = reader.poll(counting, maxElements);
            Thread.yield();
          } while (status == Status.IDLE && given[0] == 0 && maxElements > 0);
          return status;
        }

        @Override
        public SplitT snapshot() {
          return reader.snapshot();
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }
}
