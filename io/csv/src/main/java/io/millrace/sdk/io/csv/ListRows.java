package io.millrace.sdk.io.csv;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as lists of the texts of their fields. */
record ListRows(CsvFormat format) implements Rows<List<String>> {

  @Override
  public Coder<List<String>> coder(CoderRegistry coders) {
    return ListCoder.of(StringUtf8Coder.of());
  }

  @Override
  public RowHandler<List<String>> handler(@Nullable List<String> columns) {
    return new Handler(columns == null ? RowHandler.ANY_WIDTH : columns.size(), format);
  }

  private static final class Handler extends RowHandler<List<String>> {

    private final int expected;
    private List<String> fields = new ArrayList<>();

    Handler(int width, CsvFormat format) {
      super(width, format);
      this.expected = width == ANY_WIDTH ? 10 : width;
    }

    @Override
    void field(int index, char[] buffer, int offset, int length, boolean quoted) {
      if (index == 0) {
        fields = new ArrayList<>(expected);
      }
      fields.add(new String(buffer, offset, length));
    }

    @Override
    List<String> row() {
      return fields;
    }
  }

  @Override
  public RowWriting<List<String>> writing() {
    List<String> columns = format.getColumns();
    if (columns == null && format.isHeaderRow()) {
      throw new IllegalArgumentException(
          "rows that are lists have no names for a header: add withColumns(...) to the format, or"
              + " withoutHeaderRow()");
    }
    return new Writing(columns);
  }

  private record Writing(@Nullable List<String> columns) implements RowWriting<List<String>> {

    @Override
    public @Nullable String[] fields(List<String> row) {
      if (row.isEmpty() || (columns != null && row.size() != columns.size())) {
        throw new IllegalArgumentException(
            String.format(
                "a row of %d fields cannot be written%s: %s",
                row.size(),
                columns == null ? "" : ", as there are " + columns.size() + " columns",
                row));
      }
      return row.toArray(new String[0]);
    }

    @Override
    public boolean tellsEmptyFromNull(int column) {
      return false;
    }
  }
}
