package io.millrace.sdk.io.jdbc.read;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.Coder.NonDeterministicException;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import io.millrace.sdk.io.jdbc.connect.SqlFailures;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of one split as they come, and knows how many of which value it has given.
 *
 * <p>The query is executed when the first row is asked for.
 */
final class RowReader<T extends @Nullable Object, P> implements SourceReader<T, RowPosition<P>> {

  private final Database database;
  private final String what;
  private final RowPosition<P> start;
  private final Coder<T> coder;
  private final Supplier<RowFeed<Row<T, P>>> feeds;
  private @Nullable RowFeed<Row<T, P>> feed;

  /** How many of the rows that the start leaves out are still to come. */
  private long toLeaveOut;

  /** The last value, and how many rows of it are given, here or before. */
  private @Nullable P value;

  private long given;

  /** The last row that was given; empty if that was before. */
  private List<Row<T, P>> last = List.of();

  /**
   * A reader.
   *
   * @param what is read, for messages
   * @param feeds begins to read the rows of the start's range
   */
  RowReader(
      Database database,
      String what,
      RowPosition<P> start,
      Coder<T> coder,
      Supplier<RowFeed<Row<T, P>>> feeds) {
    this.database = database;
    this.what = what;
    this.start = start;
    this.coder = coder;
    this.feeds = feeds;
    this.toLeaveOut = start.given();
    this.value = start.range().from();
    this.given = start.given();
  }

  @Override
  public Status poll(SourceOutput<T> output, int maxElements) throws IOException {
    RowFeed<Row<T, P>> rows = feed;
    if (rows == null) {
      rows = feeds.get();
      feed = rows;
    }
    for (int count = 0; count < maxElements; ) {
      Row<T, P> row = next(rows);
      if (row == null) {
        if (!rows.isFinished()) {
          return Status.IDLE;
        }
        if (toLeaveOut > 0 && !isOfOneRow()) {
          throw otherRows("there are " + toLeaveOut + " fewer");
        }
        return Status.FINISHED;
      }
      if (!leavesOut(row)) {
        given = Objects.equals(row.value(), value) ? given + 1 : 1;
        value = row.value();
        last = List.of(row);
        output.output(row.element());
        count++;
      }
    }
    return Status.MORE;
  }

  private @Nullable Row<T, P> next(RowFeed<Row<T, P>> rows) throws IOException {
    try {
      return rows.poll();
    } catch (Exception e) {
      throw SqlFailures.failed("read " + what + " from", database, e);
    }
  }

  private boolean leavesOut(Row<T, P> row) throws IOException {
    if (toLeaveOut == 0) {
      return false;
    }
    if (!start.mayHaveGiven(row.value())) {
      // The one row of that value was deleted since; of several it cannot be said which.
      if (!isOfOneRow()) {
        throw otherRows("there are " + toLeaveOut + " fewer with the value " + value);
      }
      toLeaveOut = 0;
      return false;
    }
    toLeaveOut--;
    if (toLeaveOut == 0 && !isOfOneRow() && start.check() != 0) {
      long check = checkOf(row.element());
      if (check != 0 && check != start.check()) {
        throw otherRows("the last of them is another one");
      }
    }
    return true;
  }

  /** Whether the row that was given is known by its value alone. */
  private boolean isOfOneRow() {
    return start.given() == 1 && start.range().from() != null;
  }

  private IOException otherRows(String how) {
    return new IOException(
        String.format(
            "cannot go on reading %s from %s: %d rows were given before, but of those that come now"
                + " %s. Rows must come in the same order each time: let the query say it by ORDER BY"
                + " of what is unique, or use a partition column whose values are.",
            what, database, start.given(), how));
  }

  @Override
  public RowPosition<P> snapshot() {
    if (last.isEmpty()) {
      return start;
    }
    return new RowPosition<>(
        start.range().startingAt(value), given, checkOf(last.get(0).element()));
  }

  /** A number that tells an element from most others; 0 if equal elements may have others. */
  private long checkOf(T element) {
    try {
      coder.verifyDeterministic();
      CRC32C sum = new CRC32C();
      sum.update(CoderUtils.encodeToByteArray(coder, element));
      return sum.getValue() + 1;
    } catch (NonDeterministicException | IOException e) {
      // what cannot be encoded is told by who has to encode it
      return 0;
    }
  }

  @Override
  public void close() {
    RowFeed<Row<T, P>> rows = feed;
    if (rows != null) {
      rows.close();
    }
  }
}
