package io.millrace.sdk.io.csv;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.records.RecordFormat;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import io.millrace.sdk.transforms.display.DisplayData;
import java.io.IOException;

/** CSV as a format of records. */
record CsvRecordFormat<T>(CsvFormat format, Rows<T> rows) implements RecordFormat<T> {

  @Override
  public Coder<T> coder(CoderRegistry coders) throws CannotProvideCoderException {
    return rows.coder(coders);
  }

  @Override
  public boolean recordsAreLines() {
    return format.isRowsOnOneLine();
  }

  @Override
  public RecordReader<T> open(RecordRange range, int maxRecordBytes) throws IOException {
    return CsvRecordReader.open(format, rows, range, maxRecordBytes);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.delegate(format);
  }

  @Override
  public String toString() {
    return "CsvIO";
  }
}
