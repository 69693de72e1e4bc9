package io.millrace.sdk.io.jdbc.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.jdbc.TestServer;
import io.millrace.sdk.io.jdbc.TestSurroundings;
import io.millrace.sdk.io.jdbc.connect.Database;
import io.millrace.sdk.io.jdbc.connect.RowFeed;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader.Status;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a reader decides, on rows that are handed to it. */
class RowReaderTest {

  private static final Database DATABASE =
      Database.of("test", TestServer.database("row-reader"), null, new TestSurroundings());

  private static Row<String, Long> row(@Nullable Long value, String element) {
    return new Row<>(element, value);
  }

  private static final List<Row<String, Long>> ROWS =
      List.of(row(1L, "a"), row(2L, "b"), row(2L, "c"), row(2L, "d"), row(4L, "e"));

  private static final RowPosition<Long> START = RowPosition.startOf(new RowRange.UpTo<>(1L, 9L));

  @SafeVarargs
  private static RowReader<String, Long> reader(
      RowPosition<Long> position, Row<String, Long>... rows) {
    ArrayDeque<Row<String, Long>> all = new ArrayDeque<>();
    for (Row<String, Long> row : rows) {
      all.add(row);
    }
    return new RowReader<>(
        DATABASE, "rows", position, StringUtf8Coder.of(), () -> new ListFeed<>(all));
  }

  private static List<String> poll(RowReader<String, Long> reader, int count) throws IOException {
    List<String> found = new ArrayList<>();
    SourceOutput<String> output =
        new SourceOutput<>() {
          @Override
          public void output(String element) {
            found.add(element);
          }

          @Override
          public void output(String element, long timestampMillis) {
            throw new AssertionError("rows have no timestamps");
          }
        };
    while (found.size() < count && reader.poll(output, count - found.size()) != Status.FINISHED) {}
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Row<String, Long>[] from(long value) {
    return ROWS.stream().filter(row -> row.value() >= value).toArray(Row[]::new);
  }

  @Test
  void aSnapshotIsTheValueAndHowManyRowsOfItWereGiven() throws IOException {
    RowReader<String, Long> reader = reader(START, from(1));
    assertThat(reader.snapshot()).isEqualTo(START);
    assertThat(poll(reader, 3)).containsExactly("a", "b", "c");
    RowPosition<Long> position = reader.snapshot();
    assertThat(position.range()).isEqualTo(new RowRange.UpTo<>(2L, 9L));
    assertThat(position.given()).isEqualTo(2);

    RowReader<String, Long> next = reader(position, from(2));
    assertThat(next.snapshot()).isEqualTo(position);
    assertThat(poll(next, 1)).containsExactly("d");
    assertThat(next.snapshot().given()).isEqualTo(3);
    assertThat(poll(next, 9)).containsExactly("e");
  }

  @Test
  void rowsOfOneValueInAnotherOrderAreNoticed() throws IOException {
    RowReader<String, Long> reader = reader(START, from(1));
    poll(reader, 3);
    RowReader<String, Long> next =
        reader(reader.snapshot(), row(2L, "d"), row(2L, "b"), row(2L, "c"), row(4L, "e"));
    assertThatThrownBy(() -> poll(next, 9))
        .hasMessageContaining("the last of them is another one")
        .hasMessageContaining("ORDER BY");
  }

  @Test
  void fewerRowsOfOneValueAreNoticed() throws IOException {
    RowReader<String, Long> reader = reader(START, from(1));
    poll(reader, 3);
    RowPosition<Long> position = reader.snapshot();
    assertThatThrownBy(() -> poll(reader(position, row(2L, "b"), row(4L, "e")), 9))
        .hasMessageContaining("1 fewer with the value 2");
    assertThatThrownBy(() -> poll(reader(position, row(2L, "b")), 9))
        .hasMessageContaining("1 fewer");
  }

  @Test
  void aRowThatWasGivenMayBeDeletedOrChangedSinceIfItsValueIsItsOwn() throws IOException {
    RowReader<String, Long> reader = reader(START, from(1));
    poll(reader, 1);
    RowPosition<Long> position = reader.snapshot();
    assertThat(poll(reader(position, row(2L, "b")), 9)).containsExactly("b");
    assertThat(poll(reader(position, row(1L, "changed"), row(2L, "b")), 9)).containsExactly("b");
    assertThat(poll(reader(position), 9)).isEmpty();
  }

  @Test
  void withoutAColumnRowsAreCounted() throws IOException {
    RowPosition<Long> start = RowPosition.startOf(new RowRange.All<>());
    RowReader<String, Long> reader = reader(start, row(null, "a"), row(null, "b"), row(null, "c"));
    poll(reader, 1);
    RowPosition<Long> one = reader.snapshot();
    assertThat(one.given()).isEqualTo(1);
    assertThat(poll(reader(one, row(null, "a"), row(null, "b")), 9)).containsExactly("b");
    assertThatThrownBy(() -> poll(reader(one, row(null, "b"), row(null, "a")), 9))
        .hasMessageContaining("another one");
    assertThatThrownBy(() -> poll(reader(one), 9)).hasMessageContaining("1 fewer");
  }

  private static final class ListFeed<RowT> implements RowFeed<RowT> {
    private final ArrayDeque<RowT> rows;
    private boolean asked;

    ListFeed(ArrayDeque<RowT> rows) {
      this.rows = rows;
    }

    /** Every second time there is nothing. */
    @Override
    public @Nullable RowT poll() {
      asked = !asked;
      return asked ? null : rows.poll();
    }

    @Override
    public boolean isFinished() {
      return rows.isEmpty();
    }

    @Override
    public void close() {}
  }
}
