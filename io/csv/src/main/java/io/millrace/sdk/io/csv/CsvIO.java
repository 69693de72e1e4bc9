package io.millrace.sdk.io.csv;

import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.RecordIO;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files of comma-separated values.
 *
 * <pre>{@code
 * record Sale(long id, String shop, LocalDate day, @Nullable String note) {}
 *
 * PCollection<Sale> sales = p.apply(CsvIO.read(Sale.class).from("sales-*.csv.gz"));
 * sales.apply(CsvIO.write(Sale.class).to("result").withPrefix("sales"));
 * }</pre>
 *
 * <p>Rows are Java records, whose components stand in the columns of their names; or lists or maps
 * of texts. A component that is {@code @Nullable} or an {@link java.util.Optional} may be without a
 * value, or without a column; all others must have both. Columns that no component asks for are
 * left out. Components are strings, numbers, booleans, characters, enums, {@code java.time} in ISO
 * 8601, UUIDs and URIs, and whatever {@link CsvFormat#withConversion} is given for.
 *
 * <p>How rows are written as text is a {@link CsvFormat}; files, compression, bad rows and watching
 * for new files are those of {@link RecordIO}, writing is that of {@link FileIO#write}.
 */
public final class CsvIO {

  private CsvIO() {}

  /** Reads records from files in the default format. */
  public static <T> RecordIO.Read<T> read(Class<T> type) {
    return read(type, CsvFormat.create());
  }

  /**
   * Reads records from files in this format.
   *
   * @throws IllegalArgumentException if this is no record, or if a component cannot be a column
   */
  public static <T> RecordIO.Read<T> read(Class<T> type, CsvFormat format) {
    return RecordIO.read(records(type, format));
  }

  /** Reads rows as lists of the texts of their fields, without the header. */
  public static RecordIO.Read<List<String>> readRows(CsvFormat format) {
    return RecordIO.read(lists(format));
  }

  /** Reads rows as maps from the names of columns to the texts of fields. */
  public static RecordIO.Read<Map<String, String>> readMaps(CsvFormat format) {
    return RecordIO.read(maps(format));
  }

  /** Reads records from the files that the patterns in a collection stand for. */
  public static <T> RecordIO.ReadAll<T> readAll(Class<T> type, CsvFormat format) {
    return RecordIO.readAll(records(type, format));
  }

  /** The same with rows as lists. */
  public static RecordIO.ReadAll<List<String>> readAllRows(CsvFormat format) {
    return RecordIO.readAll(lists(format));
  }

  /** The same with rows as maps. */
  public static RecordIO.ReadAll<Map<String, String>> readAllMaps(CsvFormat format) {
    return RecordIO.readAll(maps(format));
  }

  /** Reads records from the files in a collection, see {@link FileIO#readMatches}. */
  public static <T> RecordIO.ReadFiles<T> readFiles(Class<T> type, CsvFormat format) {
    return RecordIO.readFiles(records(type, format));
  }

  /** The same with rows as lists. */
  public static RecordIO.ReadFiles<List<String>> readFilesRows(CsvFormat format) {
    return RecordIO.readFiles(lists(format));
  }

  /** The same with rows as maps. */
  public static RecordIO.ReadFiles<Map<String, String>> readFilesMaps(CsvFormat format) {
    return RecordIO.readFiles(maps(format));
  }

  /** Writes records to files of the default format, called {@code ...csv}. */
  public static <T> FileIO.Write<@Nullable Void, T> write(Class<T> type) {
    return write(type, CsvFormat.create());
  }

  /**
   * Writes records to files of this format, called {@code ...csv}: {@link #sink(Class, CsvFormat)}
   * in {@link FileIO#write}.
   */
  public static <T> FileIO.Write<@Nullable Void, T> write(Class<T> type, CsvFormat format) {
    return FileIO.<T>write().via(sink(type, format)).withSuffix(".csv");
  }

  /**
   * Records as rows of files, for {@link FileIO#write}. Each file has the header.
   *
   * @throws IllegalArgumentException if this is no record, if a component cannot be a column, or if
   *     a row would be an empty line
   */
  public static <T> FileIO.Sink<T> sink(Class<T> type, CsvFormat format) {
    return new CsvSink<>(format, new RecordRows<>(type, format));
  }

  /**
   * Lists of texts as rows of files.
   *
   * @throws IllegalArgumentException if the format asks for a header and has no columns
   */
  public static FileIO.Sink<List<String>> sinkOfRows(CsvFormat format) {
    return new CsvSink<>(format, new ListRows(format));
  }

  /**
   * Maps from the names of columns to texts as rows of files; what a map does not have is empty,
   * what has no column is an error.
   *
   * @throws IllegalArgumentException if the format has no columns
   */
  public static FileIO.Sink<Map<String, String>> sinkOfMaps(CsvFormat format) {
    return new CsvSink<>(format, new MapRows(format));
  }

  private static <T> CsvRecordFormat<T> records(Class<T> type, CsvFormat format) {
    return new CsvRecordFormat<>(format, new RecordRows<>(type, format));
  }

  private static CsvRecordFormat<List<String>> lists(CsvFormat format) {
    return new CsvRecordFormat<>(format, new ListRows(format));
  }

  private static CsvRecordFormat<Map<String, String>> maps(CsvFormat format) {
    return new CsvRecordFormat<>(format, new MapRows(format));
  }
}
