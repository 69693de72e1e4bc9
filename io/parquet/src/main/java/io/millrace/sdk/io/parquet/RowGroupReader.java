package io.millrace.sdk.io.parquet;

import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.io.avro.parts.BadParts;
import io.millrace.sdk.io.avro.parts.FilePart;
import io.millrace.sdk.io.avro.parts.PartReader;
import io.millrace.sdk.io.avro.parts.SeekableFile;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.jspecify.annotations.Nullable;

/**
 * Reads the row groups whose middle is in a range of a Parquet file.
 *
 * <p>The number of a block is that of a row group among those of the range that the filter does not
 * exclude; these are the same each time.
 */
final class RowGroupReader<T> implements PartReader<T> {

  private final FilePart part;
  private final BadFiles badFiles;
  private final FilterCompat.Filter filter;
  private final SeekableFile file;

  /** Null if the file has no footer that could be read, and that was allowed. */
  private final @Nullable ParquetFileReader reader;

  private @Nullable Columns<T> columns;
  private @Nullable MessageColumnIO columnIo;

  /** The rows of the row group that is being read; null between two of them. */
  private @Nullable RowGroup<?, T> rows;

  private long rowsLeft;

  /** Which row group is being read, or comes next. */
  private int group;

  /** How many rows of it were read, with those that the filter excludes. */
  private long rowsRead;

  RowGroupReader(FilePart part, ParquetFormat<T> format) throws IOException {
    this.part = part;
    this.badFiles = format.badFiles();
    FilterPredicate predicate = format.filter();
    this.filter = predicate == null ? FilterCompat.NOOP : FilterCompat.get(predicate);
    this.file = SeekableFile.open(part.file());
    try {
      this.reader = open();
      if (reader != null) {
        Columns<T> chosen = choose(reader, format.type(), predicate);
        columns = chosen;
        reader.setRequestedSchema(chosen.requested());
        columnIo =
            new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
                .getColumnIO(
                    chosen.requested(), reader.getFileMetaData().getSchema(), /* strict= */ true);
        goToFirst();
      }
    } catch (IOException | RuntimeException e) {
      try (file) {
        throw e;
      }
    }
  }

  private @Nullable ParquetFileReader open() throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new PageCodecs())
            .withRange(part.start(), part.end())
            .withRecordFilter(filter)
            .usePageChecksumVerification()
            .build();
    try {
      return ParquetFileReader.open(new FileInput(file), options);
    } catch (IOException | RuntimeException e) {
      if (FilterFailure.isOne(e)) {
        throw file.failure("the filter does not fit it: " + BadParts.reason(e), e);
      }
      String wrong = "it is no Parquet file, or was not written to its end: " + BadParts.reason(e);
      if (part.start() == 0 || badFiles == BadFiles.FAIL || file.hasFailed()) {
        BadParts.handle(badFiles, file, file.failure(wrong, e));
      }
      return null;
    }
  }

  private Columns<T> choose(
      ParquetFileReader opened, AvroType<T> type, @Nullable FilterPredicate predicate)
      throws IOException {
    try {
      return Columns.choose(opened.getFileMetaData(), type, predicate);
    } catch (AvroRuntimeException | IllegalArgumentException e) {
      throw file.failure(String.valueOf(e.getMessage()), e);
    }
  }

  private void goToFirst() throws IOException {
    if (part.block() == FilePart.FIRST) {
      return;
    }
    group = (int) part.block();
    while (rowsRead < part.elements()) {
      if (nextRow() == null && rows == null) {
        throw file.failure(
            String.format(
                "it changed while it was read: row group %d had %d rows or more",
                part.block(), part.elements()),
            new IOException());
      }
    }
  }

  @Override
  public @Nullable T next() throws IOException {
    while (true) {
      RowGroup<?, T> found = nextRow();
      if (found != null) {
        try {
          return found.element();
        } catch (AvroRuntimeException e) {
          throw file.failure(
              String.format("row %d of %s: %s", rowsRead - 1, describe(group), e.getMessage()), e);
        }
      }
      if (rows == null) {
        return null;
      }
    }
  }

  /**
   * Goes on to the next row. The result is its row group; null if the filter excludes it, or,
   * without rows left, at the end.
   */
  private @Nullable RowGroup<?, T> nextRow() throws IOException {
    while (true) {
      try {
        if (rows != null && rowsLeft == 0) {
          endGroup();
        }
        RowGroup<?, T> current = rows;
        if (current == null) {
          current = nextGroup();
          if (current == null) {
            return null;
          }
          rows = current;
        }
        boolean isWanted = current.next();
        rowsLeft--;
        rowsRead++;
        return isWanted ? current : null;
      } catch (IOException | RuntimeException e) {
        String wrong = "malformed Parquet data in " + describe(group) + ": " + BadParts.reason(e);
        BadParts.handle(badFiles, file, file.failure(wrong, e));
        endGroup();
      }
    }
  }

  private void endGroup() {
    rows = null;
    rowsLeft = 0;
    rowsRead = 0;
    group++;
  }

  private @Nullable RowGroup<?, T> nextGroup() throws IOException {
    ParquetFileReader opened = reader;
    Columns<T> chosen = columns;
    MessageColumnIO io = columnIo;
    if (opened == null || chosen == null || io == null) {
      return null;
    }
    while (group < opened.getRowGroups().size()) {
      PageReadStore pages = opened.readFilteredRowGroup(group);
      if (pages != null && pages.getRowCount() > 0) {
        rowsLeft = pages.getRowCount();
        return chosen.rows().open(io, pages, filter);
      }
      group++;
    }
    return null;
  }

  private String describe(int index) {
    ParquetFileReader opened = reader;
    if (opened == null || index >= opened.getRowGroups().size()) {
      return "the file";
    }
    BlockMetaData block = opened.getRowGroups().get(index);
    return String.format(
        "the row group at byte %d (%d bytes)", block.getStartingPos(), block.getCompressedSize());
  }

  @Override
  public FilePart rest() {
    return part.at(group, rowsRead);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      ParquetFileReader opened = reader;
      if (opened != null) {
        opened.close();
      }
    }
  }
}
