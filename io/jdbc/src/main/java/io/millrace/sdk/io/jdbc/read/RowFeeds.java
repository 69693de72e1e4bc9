package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import org.jspecify.annotations.Nullable;

/** Begins to read rows. */
final class RowFeeds {

  /** Enough for a task to have work until it asks again. */
  private static final int LARGEST = 4096;

  private RowFeeds() {}

  static <T extends @Nullable Object, P> RowFeed<Row<T, P>> start(
      Database database, RowReading<T> reading, RowQuery<T, P> rows) {
    int fetched = reading.fetchSize() < 1 ? LARGEST : reading.fetchSize();
    return database.surroundings().start("millrace-jdbc-read", rows, Math.min(LARGEST, fetched));
  }
}
