package io.millrace.sdk.io.csv;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.millrace.sdk.io.records.BadRecord;
import io.millrace.sdk.io.records.RecordBlocks;
import io.millrace.sdk.io.records.RecordEnds;
import io.millrace.sdk.io.records.RecordOutput;
import io.millrace.sdk.io.records.RecordRange;
import io.millrace.sdk.io.records.RecordReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows, block by block.
 *
 * <p>A row whose fields can be told apart, and are wrong, is bad as a whole. Where they cannot be
 * told apart, because quotes are wrong or the row never ends, nobody knows where the next row
 * begins: then the line is bad in which the row began, and the next line is tried.
 */
final class CsvRecordReader<T> implements RecordReader<T> {

  /** In characters: for a row of the largest size that can be allowed. */
  private static final int LARGEST_BUFFER = Integer.MAX_VALUE - 8;

  private static final String PERHAPS_A_QUOTE = "; perhaps a quote is missing";

  /** The parser counts lines in a block, which mean nothing outside. */
  private static final Pattern LINE_OF_BLOCK = Pattern.compile(" \\(record starting at .*\\)$");

  private final RecordBlocks blocks;
  private final CsvReaderBuilder parser;
  private final Charset charset;
  private final RowHandler<T> handler;

  /** The rows of the block that are to come; null if there is no block. */
  private @Nullable Iterator<@Nullable RowHandler<T>> rows;

  /** Whether the handler has seen a row of the block. */
  private boolean begun;

  private CsvRecordReader(
      RecordBlocks blocks, CsvReaderBuilder parser, Charset charset, RowHandler<T> handler) {
    this.blocks = blocks;
    this.parser = parser;
    this.charset = charset;
    this.handler = handler;
  }

  /**
   * Opens the file of a range and reads its header.
   *
   * @throws IOException if the file cannot be read, or if rows cannot be made of its columns
   */
  static <T> CsvRecordReader<T> open(
      CsvFormat format, Rows<T> rows, RecordRange range, int maxRecordBytes) throws IOException {
    RecordEnds ends = format.isRowsOnOneLine() ? LineEnds.INSTANCE : new RowEnds(format);
    CsvReaderBuilder parser = parser(format);
    List<String> columns = format.getColumns();
    boolean isHeaderWanted = columns == null && format.isHeaderRow();
    RecordRange left = range;
    if (range.bytes().start() > 0 && (isHeaderWanted || format.getSkippedLines() > 0)) {
      try (RecordBlocks head =
          RecordBlocks.open(range.wholeFile(), ends, maxRecordBytes, format.charset())) {
        List<String> found = header(head, parser, format, range);
        columns = columns == null ? found : columns;
        RecordRange behindHeader = head.rest(head.end());
        if (range.bytes().start() < behindHeader.bytes().start()) {
          left = range.startingAt(behindHeader.bytes().start(), behindHeader.line());
        }
      }
    }
    RecordBlocks blocks = RecordBlocks.open(left, ends, maxRecordBytes, format.charset());
    try {
      if (range.bytes().start() == 0) {
        List<String> found = header(blocks, parser, format, range);
        columns = columns == null ? found : checked(columns, found, range);
      }
      if (columns == null && isHeaderWanted) {
        return new CsvRecordReader<>(blocks, parser, format.charset(), new NoRows<>(format));
      }
      return new CsvRecordReader<>(blocks, parser, format.charset(), handler(rows, columns, range));
    } catch (IOException | RuntimeException e) {
      try (blocks) {
        throw e;
      }
    }
  }

  private static CsvReaderBuilder parser(CsvFormat format) {
    Character comment = format.getComment();
    CsvReaderBuilder builder =
        CsvReader.builder()
            .fieldSeparator(format.getDelimiter())
            .quoteCharacter(format.getQuote())
            .maxBufferSize(LARGEST_BUFFER) // rows are bounded already
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    return comment == null
        ? builder
        : builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(comment);
  }

  private static <T> RowHandler<T> handler(
      Rows<T> rows, @Nullable List<String> columns, RecordRange range) throws IOException {
    try {
      return rows.handler(columns);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot read " + range.bytes().file() + ": " + e.getMessage(), e);
    }
  }

  private static List<String> checked(
      List<String> columns, @Nullable List<String> found, RecordRange range) throws IOException {
    if (found != null && found.size() != columns.size()) {
      throw new IOException(
          String.format(
              "cannot read %s: its header has %d columns, %s, and there should be %d: %s",
              range.bytes().file(), found.size(), found, columns.size(), columns));
    }
    return columns;
  }

  /**
   * Goes behind what is before the rows of a file. The result is its header, or null if it has
   * none.
   */
  private static @Nullable List<String> header(
      RecordBlocks blocks, CsvReaderBuilder parser, CsvFormat format, RecordRange range)
      throws IOException {
    for (int i = 0; i < format.getSkippedLines(); i++) {
      blocks.skipLine();
    }
    if (!format.isHeaderRow()) {
      return null;
    }
    RowHandler<List<String>> handler = new ListRows(format).handler(null);
    while (true) {
      switch (blocks.next()) {
        case END -> {
          return null;
        }
        case TOO_LARGE -> throw RecordOutput.failure(blocks.tooLarge(PERHAPS_A_QUOTE));
        case UNFINISHED -> throw RecordOutput.failure(unfinished(blocks));
        case RECORDS -> {
          try {
            Iterator<@Nullable RowHandler<List<String>>> rows =
                rows(blocks, parser, format.charset(), handler);
            if (rows.hasNext()) {
              rows.next();
              blocks.goOnAt(blocks.endOfRecord(blocks.offsetOfLine(handler.line() - 1)));
              return handler.row();
            }
          } catch (CsvParseException e) {
            throw new IOException(
                "cannot read the header of " + range.bytes().file() + ": " + saying(e), e);
          }
        }
      }
    }
  }

  private static <R> Iterator<@Nullable RowHandler<R>> rows(
      RecordBlocks blocks, CsvReaderBuilder parser, Charset charset, RowHandler<R> handler) {
    // the JDK decodes an array at once much faster than a stream
    String text =
        new String(blocks.buffer(), blocks.start(), blocks.end() - blocks.start(), charset);
    return parser.build(handler, text).iterator();
  }

  @Override
  public boolean next(RecordOutput<T> output) throws IOException {
    while (true) {
      if (rows == null) {
        switch (blocks.next()) {
          case END -> {
            return false;
          }
          case TOO_LARGE -> {
            skipBadLine(blocks.tooLarge(PERHAPS_A_QUOTE), output);
            return true;
          }
          case UNFINISHED -> {
            skipBadLine(unfinished(blocks), output);
            return true;
          }
          case RECORDS -> {
            rows = rows(blocks, parser, charset, handler);
            begun = false;
          }
        }
      } else if (nextOfBlock(rows, output)) {
        return true;
      }
    }
  }

  private void skipBadLine(BadRecord bad, RecordOutput<T> output) throws IOException {
    blocks.skipLine();
    output.bad(bad);
  }

  private static BadRecord unfinished(RecordBlocks blocks) {
    return blocks.badLine("a quote is opened, and not closed before the file ends");
  }

  private boolean nextOfBlock(Iterator<@Nullable RowHandler<T>> next, RecordOutput<T> output)
      throws IOException {
    try {
      if (!next.hasNext()) {
        rows = null;
        return false;
      }
      next.next();
      begun = true;
    } catch (CsvParseException e) {
      badLine(saying(e), output);
      return true;
    }
    if (handler.leavesLine()) {
      badLine("it goes on in the next line, and rows should be on one line", output);
      return true;
    }
    T row = handler.take();
    if (row != null) {
      output.good(row);
    } else {
      int from = blocks.offsetOfLine(handler.line() - 1);
      output.bad(blocks.bad(from, blocks.endOfRecord(from), String.valueOf(handler.failure())));
    }
    return true;
  }

  /** Gives up the line in which the row began, and whatever was made of the lines behind it. */
  private void badLine(String cause, RecordOutput<T> output) throws IOException {
    int from = blocks.offsetOfLine(handler.line() - 1);
    int to = blocks.endOfLine(from);
    BadRecord bad = blocks.bad(from, to, cause);
    blocks.goOnAt(to);
    rows = null;
    output.bad(bad);
  }

  private static String saying(CsvParseException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    Throwable cause = e.getCause() instanceof CsvParseException inner ? inner : e;
    return LINE_OF_BLOCK.matcher(String.valueOf(cause.getMessage())).replaceFirst("");
  }

  private int offset() {
    if (rows == null) {
      return blocks.end();
    }
    return begun ? blocks.endOfRecord(blocks.offsetOfLine(handler.line() - 1)) : blocks.start();
  }

  @Override
  public RecordRange rest() {
    return blocks.rest(offset());
  }

  @Override
  public long backlogBytes() {
    return blocks.backlogBytes(blocks.end());
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }

  /** For a file without a header, which has no rows either. */
  private static final class NoRows<T> extends RowHandler<T> {

    NoRows(CsvFormat format) {
      super(ANY_WIDTH, format);
    }

    @Override
    void field(int index, char[] buffer, int offset, int length, boolean quoted) {
      throw new IllegalStateException("there is no header");
    }

    @Override
    T row() {
      throw new IllegalStateException("there is no header");
    }
  }
}
