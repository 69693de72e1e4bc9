package io.millrace.sdk.io.csv;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.MapCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows as maps from the names of columns to the texts of fields, in the order of the columns. */
record MapRows(CsvFormat format) implements Rows<Map<String, String>> {

  MapRows {
    if (format.getColumns() == null && !format.isHeaderRow()) {
      throw new IllegalArgumentException(
          "rows that are maps need names of columns, and files without a header have none: add"
              + " withColumns(...) to the format");
    }
  }

  @Override
  public Coder<Map<String, String>> coder(CoderRegistry coders) {
    return MapCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  }

  @Override
  public RowHandler<Map<String, String>> handler(@Nullable List<String> columns) {
    List<String> names = Objects.requireNonNull(columns, "columns");
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "two columns have the same name, so that rows cannot be maps: " + names);
    }
    return new Handler(names, format);
  }

  private static final class Handler extends RowHandler<Map<String, String>> {

    private final List<String> names;
    private Map<String, String> fields = new LinkedHashMap<>();

    Handler(List<String> names, CsvFormat format) {
      super(names.size(), format);
      this.names = names;
    }

    @Override
    void field(int index, char[] buffer, int offset, int length, boolean quoted) {
      if (index == 0) {
        fields = new LinkedHashMap<>();
      }
      fields.put(names.get(index), new String(buffer, offset, length));
    }

    @Override
    Map<String, String> row() {
      return fields;
    }
  }

  @Override
  public RowWriting<Map<String, String>> writing() {
    List<String> columns = format.getColumns();
    if (columns == null) {
      throw new IllegalArgumentException(
          "which columns maps are written to must be known before the first one comes: add"
              + " withColumns(...) to the format");
    }
    return new Writing(columns);
  }

  private record Writing(List<String> columns) implements RowWriting<Map<String, String>> {

    @Override
    public @Nullable String[] fields(Map<String, String> row) {
      @Nullable String[] fields = new String[columns.size()];
      int found = 0;
      for (int i = 0; i < fields.length; i++) {
        fields[i] = row.get(columns.get(i));
        found += fields[i] == null ? 0 : 1;
      }
      if (found < row.size()) {
        throw new IllegalArgumentException(
            String.format("a row has more than the columns %s: %s", columns, row.keySet()));
      }
      return fields;
    }

    @Override
    public boolean tellsEmptyFromNull(int column) {
      return false;
    }
  }
}
