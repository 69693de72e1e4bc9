package io.millrace.sdk.io.records;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.IOException;
import java.io.Serializable;

/**
 * How records stand in files, for reading: with it {@link io.millrace.sdk.io.RecordIO} reads any
 * format whose records follow each other. Immutable; its {@code toString} is what messages call it.
 *
 * @param <T> the type of the records, never null
 */
public interface RecordFormat<T> extends Serializable, HasDisplayData {

  /**
   * A coder of the records.
   *
   * @throws CannotProvideCoderException if the registry knows none, and this neither
   */
  Coder<T> coder(CoderRegistry coders) throws CannotProvideCoderException;

  /**
   * Whether a record begins behind each {@code \n}, so that large files can be cut anywhere and
   * read in parts; a reader is then opened with ranges that do not start with a record.
   */
  boolean recordsAreLines();

  /**
   * Opens the file of a range.
   *
   * @param maxRecordBytes how large a record may be; a larger one is bad
   * @throws IOException if the file cannot be read; the message names it
   */
  RecordReader<T> open(RecordRange range, int maxRecordBytes) throws IOException;
}
