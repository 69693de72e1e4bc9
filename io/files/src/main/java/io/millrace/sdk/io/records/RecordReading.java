package io.millrace.sdk.io.records;

import io.millrace.sdk.io.Compression;
import io.millrace.sdk.io.fs.MatchResult.Metadata;
import io.millrace.sdk.io.text.FileRange;
import io.millrace.sdk.io.text.FileSplitter;
import io.millrace.sdk.io.text.LineEnd;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * How files are read: in which format, and how large a record may be. Immutable.
 *
 * @param <T> the type of the records
 */
public record RecordReading<T>(RecordFormat<T> format, int maxRecordBytes)
    implements Serializable, HasDisplayData {

  /** Of a record, unless somebody says otherwise: 16 MiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 16 << 20;

  /** An array of this size and one more can be had. */
  private static final int LARGEST_MAX_RECORD_BYTES = 1 << 30;

  private static final FileSplitter SPLITTER = new FileSplitter(LineEnd.of(null), 0);

  public RecordReading {
    if (maxRecordBytes < 1 || maxRecordBytes > LARGEST_MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              "records of at most %,d bytes cannot be read: give 1 to %,d",
              maxRecordBytes, LARGEST_MAX_RECORD_BYTES));
    }
  }

  /** With this format, and the usual limit. */
  public static <T> RecordReading<T> of(RecordFormat<T> format) {
    return new RecordReading<>(format, DEFAULT_MAX_RECORD_BYTES);
  }

  /** The same with another limit. */
  public RecordReading<T> withMaxRecordBytes(int bytes) {
    return new RecordReading<>(format, bytes);
  }

  /**
   * The ranges of a file, which together have each of its records once.
   *
   * @throws IOException if it is a directory
   */
  List<RecordRange> cut(Metadata file, Compression compression, long rangeBytes)
      throws IOException {
    long size = format.recordsAreLines() ? rangeBytes : Long.MAX_VALUE;
    List<FileRange> ranges = SPLITTER.split(file, compression, size);
    return ranges.stream().map(RecordRange::of).toList();
  }

  /** Opens the file of a range. */
  RecordReader<T> open(RecordRange range) throws IOException {
    return format.open(range, maxRecordBytes);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .addIfNotDefault(
            DisplayData.item("maxRecordBytes", maxRecordBytes).withLabel("Largest record"),
            DEFAULT_MAX_RECORD_BYTES)
        .include("format", format);
  }
}
