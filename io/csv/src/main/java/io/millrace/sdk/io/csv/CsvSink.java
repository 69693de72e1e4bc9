package io.millrace.sdk.io.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.millrace.sdk.io.FileIO;
import io.millrace.sdk.io.csv.Rows.RowWriting;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes elements as rows, below a header. Not thread-safe while it is open. */
final class CsvSink<T> implements FileIO.Sink<T> {
  private static final long serialVersionUID = 1;

  private final CsvFormat format;
  private final Rows<T> rows;
  private transient @Nullable Open<T> open;

  /**
   * A sink.
   *
   * @throws IllegalArgumentException if such elements cannot be written in this format
   */
  CsvSink(CsvFormat format, Rows<T> rows) {
    this.format = format;
    this.rows = rows;
    if (format.getSkippedLines() != 0) {
      throw new IllegalArgumentException(
          "withSkippedLines(...) is for reading: nothing is known of lines before the header");
    }
    rows.writing();
  }

  @Override
  public void open(WritableByteChannel channel) throws IOException {
    open = new Open<>(format, rows.writing(), channel);
  }

  @Override
  public void write(T element) throws IOException {
    opened().write(element);
  }

  @Override
  public void flush() throws IOException {
    opened().flush();
  }

  private Open<T> opened() {
    return Objects.requireNonNull(open, "open() comes first");
  }

  /** One file. */
  private static final class Open<T> implements QuoteStrategy {

    private static final int BUFFER_BYTES = 1 << 16;

    private final RowWriting<T> writing;
    private final @Nullable String nullText;
    private final String charset;
    private final boolean onOneLine;
    private final CsvWriter writer;

    /** The fields that are written just now. */
    private @Nullable String[] fields = {};

    Open(CsvFormat format, RowWriting<T> writing, WritableByteChannel channel) throws IOException {
      this.writing = writing;
      this.nullText = format.getNullText();
      this.charset = format.getCharsetName();
      this.onOneLine = format.isRowsOnOneLine();
      Character comment = format.getComment();
      CsvWriter.CsvWriterBuilder builder =
          CsvWriter.builder()
              .fieldSeparator(format.getDelimiter())
              .quoteCharacter(format.getQuote())
              .lineDelimiter(LineDelimiter.LF)
              .quoteStrategy(this)
              .bufferSize(BUFFER_BYTES);
      if (comment != null) {
        builder = builder.commentCharacter(comment);
      }
      this.writer =
          builder.build(new OutputStreamWriter(Channels.newOutputStream(channel), encoder(format)));
      List<String> columns = writing.columns();
      if (format.isHeaderRow() && columns != null) {
        writeFields(columns.toArray(new String[0]));
      }
    }

    /** Unpaired surrogates become {@code ?} in UTF-8, as in all of Java. */
    private static CharsetEncoder encoder(CsvFormat format) {
      CharsetEncoder encoder =
          format.charset().newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
      return format.charset().equals(StandardCharsets.UTF_8)
          ? encoder.onUnmappableCharacter(CodingErrorAction.REPLACE)
          : encoder.onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    void write(T element) throws IOException {
      writeFields(writing.fields(element));
    }

    private void writeFields(@Nullable String[] row) throws IOException {
      fields = row;
      if (onOneLine) {
        refuseLineEnds(row);
      }
      try {
        writer.writeRecord(texts(row));
      } catch (UncheckedIOException e) {
        throw failure(Objects.requireNonNull(e.getCause(), "cause"));
      }
    }

    private static void refuseLineEnds(@Nullable String[] row) {
      for (String field : row) {
        if (field != null && (field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0)) {
          throw new IllegalArgumentException(
              "the format has rows on one line, and this field has a line end in it: " + field);
        }
      }
    }

    private @Nullable String[] texts(@Nullable String[] row) {
      if (nullText == null) {
        return row;
      }
      @Nullable String[] texts = row.clone();
      for (int i = 0; i < texts.length; i++) {
        texts[i] = texts[i] == null ? nullText : texts[i];
      }
      return texts;
    }

    private IOException failure(IOException e) {
      return e instanceof CharacterCodingException
          ? new IOException(
              "a row has characters that cannot be written in "
                  + charset
                  + ": "
                  + String.join(", ", List.of(texts(fields))),
              e)
          : e;
    }

    void flush() throws IOException {
      try {
        writer.flush();
      } catch (UncheckedIOException e) {
        throw failure(Objects.requireNonNull(e.getCause(), "cause"));
      } catch (CharacterCodingException e) {
        throw failure(e);
      }
    }

    @Override
    public boolean quoteEmpty(int line, int column) {
      return fields.length == 1 || (nullText == null && writing.tellsEmptyFromNull(column));
    }

    /** A text that happens to be what stands for null is quoted. */
    @Override
    public boolean quoteValue(int line, int column, String value) {
      return nullText != null && fields[column] != null && value.equals(nullText);
    }
  }
}
