package io.millrace.sdk.io.csv;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.sdk.transforms.SerializableFunction;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How rows are written as text: delimiter, quotes, header and so on. Immutable; each method gives a
 * changed copy.
 *
 * <p>The default is RFC 4180 with a header: fields are separated by commas, those with commas,
 * quotes or line ends in them are quoted with {@code "}, and a quote within is doubled. A quote
 * means something at the start of a field only. Rows end with {@code \n}, {@code \r\n} or {@code
 * \r} when read, and with {@code \n} when written; empty lines are left out. Text is UTF-8.
 */
@AutoValue
public abstract class CsvFormat implements Serializable, HasDisplayData {
  private static final long serialVersionUID = 1;

  /**
   * How values of a class are texts.
   *
   * @param <T> the class
   */
  record Conversion<T>(
      SerializableFunction<String, T> parse, SerializableFunction<T, String> format)
      implements Serializable {}

  CsvFormat() {}

  /** The default format. */
  public static CsvFormat create() {
    return new AutoValue_CsvFormat.Builder()
        .setDelimiter(',')
        .setQuote('"')
        .setHeaderRow(true)
        .setSkippedLines(0)
        .setCharsetName(StandardCharsets.UTF_8.name())
        .setRowsOnOneLine(false)
        .setColumnNames(ImmutableMap.of())
        .setConversions(ImmutableMap.of())
        .build();
  }

  abstract char getDelimiter();

  abstract char getQuote();

  abstract @Nullable Character getComment();

  abstract boolean isHeaderRow();

  abstract @Nullable ImmutableList<String> getColumns();

  abstract int getSkippedLines();

  abstract String getCharsetName();

  abstract @Nullable String getNullText();

  abstract boolean isRowsOnOneLine();

  /** Columns by the names of components. */
  abstract ImmutableMap<String, String> getColumnNames();

  abstract ImmutableMap<Class<?>, Conversion<?>> getConversions();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setDelimiter(char delimiter);

    abstract Builder setQuote(char quote);

    abstract Builder setComment(@Nullable Character comment);

    abstract Builder setHeaderRow(boolean headerRow);

    abstract Builder setColumns(@Nullable ImmutableList<String> columns);

    abstract Builder setSkippedLines(int lines);

    abstract Builder setCharsetName(String charset);

    abstract Builder setNullText(@Nullable String nullText);

    abstract Builder setRowsOnOneLine(boolean rowsOnOneLine);

    abstract Builder setColumnNames(ImmutableMap<String, String> columnNames);

    abstract Builder setConversions(ImmutableMap<Class<?>, Conversion<?>> conversions);

    abstract CsvFormat autoBuild();

    CsvFormat build() {
      return autoBuild().checked();
    }
  }

  /** The same with this character between fields; the default is {@code ,}. */
  public CsvFormat withDelimiter(char delimiter) {
    return toBuilder().setDelimiter(delimiter).build();
  }

  /** The same with this character around fields, ASCII; the default is {@code "}. */
  public CsvFormat withQuote(char quote) {
    return toBuilder().setQuote(quote).build();
  }

  /**
   * The same without the lines that begin with this character, ASCII; by default there are no
   * comments. None are written; fields that look like one are quoted.
   */
  public CsvFormat withComment(char comment) {
    return toBuilder().setComment(comment).build();
  }

  /**
   * The same for files without a header. When reading, columns are then called as {@link
   * #withColumns} says; without that, they are the components of a record in their order.
   */
  public CsvFormat withoutHeaderRow() {
    return toBuilder().setHeaderRow(false).build();
  }

  /**
   * The same with these names of columns, in their order. When reading, a header row is left out if
   * there is one, and must have as many fields. When writing, these columns are written, and no
   * others.
   */
  public CsvFormat withColumns(String... columns) {
    return withColumns(List.of(columns));
  }

  /** See {@link #withColumns(String...)}. */
  public CsvFormat withColumns(List<String> columns) {
    if (columns.isEmpty() || new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException(
          "columns need names that differ, and these do not: " + columns);
    }
    return toBuilder().setColumns(ImmutableList.copyOf(columns)).build();
  }

  /** The same with a component of a record standing in a column of another name. */
  public CsvFormat withColumnName(String component, String column) {
    Map<String, String> names = new LinkedHashMap<>(getColumnNames());
    names.put(component, column);
    return toBuilder().setColumnNames(ImmutableMap.copyOf(names)).build();
  }

  /** The same without the first lines of each file, which are before its header. Reading only. */
  public CsvFormat withSkippedLines(int lines) {
    return toBuilder().setSkippedLines(lines).build();
  }

  /**
   * The same in this character set: UTF-8 or one of a byte a character that has ASCII in it, as
   * ISO-8859-1 and windows-1252. Bytes that mean nothing become U+FFFD; to write a character that
   * the set does not have is an error.
   */
  public CsvFormat withCharset(Charset charset) {
    return toBuilder().setCharsetName(charset.name()).build();
  }

  /**
   * The same with this text, without quotes, for null, as {@code NULL} or {@code \N}. By default a
   * field that is empty and not quoted is null. Means something for records only.
   */
  public CsvFormat withNullText(String text) {
    return toBuilder().setNullText(text).build();
  }

  /**
   * The same where no field has a line end in it. Large files that are not compressed are then read
   * in parts at the same time; a row that goes on in the next line is bad.
   */
  public CsvFormat withRowsOnOneLine() {
    return toBuilder().setRowsOnOneLine(true).build();
  }

  /**
   * The same with components of this class read and written so.
   *
   * @param parse makes a value of a text; what it throws says what is wrong with the text
   * @param format makes a text of a value
   */
  public <T> CsvFormat withConversion(
      Class<T> type,
      SerializableFunction<String, T> parse,
      SerializableFunction<T, String> format) {
    Map<Class<?>, Conversion<?>> conversions = new LinkedHashMap<>(getConversions());
    conversions.put(type, new Conversion<>(parse, format));
    return toBuilder().setConversions(ImmutableMap.copyOf(conversions)).build();
  }

  Charset charset() {
    return Charset.forName(getCharsetName());
  }

  /** The column that a component stands in. */
  String columnOf(String component) {
    return getColumnNames().getOrDefault(component, component);
  }

  private CsvFormat checked() {
    Character comment = getComment();
    refuseIf(isLineEnd(getDelimiter()), "the delimiter must not be a line end");
    refuseIf(Character.isSurrogate(getDelimiter()), "the delimiter must be one character");
    refuseIf(isNoMark(getQuote()), "the quote must be a character of ASCII, and no line end");
    refuseIf(getQuote() == getDelimiter(), "the quote must not be the delimiter");
    if (comment != null) {
      refuseIf(isNoMark(comment), "the comment must be a character of ASCII, and no line end");
      refuseIf(
          comment == getDelimiter() || comment == getQuote(),
          "the comment must be neither delimiter nor quote");
    }
    refuseIf(getSkippedLines() < 0, "so many lines cannot be skipped: " + getSkippedLines());
    refuseIf(
        !hasAscii(charset()),
        charset()
            + " is not supported: use UTF-8 or a set of single"
            + " bytes that has ASCII in it");
    refuseIf(
        !charset().newEncoder().canEncode(getDelimiter()),
        "the delimiter is no character of " + charset());
    return this;
  }

  private static void refuseIf(boolean wrong, String what) {
    if (wrong) {
      throw new IllegalArgumentException("no such CSV can be: " + what);
    }
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isNoMark(char c) {
    return c >= 0x80 || isLineEnd(c);
  }

  /** Whether bytes below 0x80 stand for the characters of ASCII, and for nothing else. */
  private static boolean hasAscii(Charset charset) {
    if (charset.equals(StandardCharsets.UTF_8)) {
      return true;
    }
    if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() != 1) {
      return false;
    }
    byte[] ascii = new byte[0x80];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    return new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    List<String> columns = getColumns();
    builder
        .addIfNotDefault(
            DisplayData.item("delimiter", String.valueOf(getDelimiter())).withLabel("Delimiter"),
            ",")
        .addIfNotDefault(
            DisplayData.item("quote", String.valueOf(getQuote())).withLabel("Quote"), "\"")
        .addIfNotDefault(
            DisplayData.item("headerRow", isHeaderRow()).withLabel("Files have a header"), true)
        .addIfNotNull(
            DisplayData.item("columns", columns == null ? null : columns.toString())
                .withLabel("Columns"))
        .addIfNotDefault(
            DisplayData.item("charset", getCharsetName()).withLabel("Character set"),
            StandardCharsets.UTF_8.name());
  }
}
