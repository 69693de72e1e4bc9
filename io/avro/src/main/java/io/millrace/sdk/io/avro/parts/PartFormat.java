package io.millrace.sdk.io.avro.parts;

import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.avro.BadFiles;
import io.millrace.sdk.transforms.display.HasDisplayData;
import java.io.IOException;
import java.io.Serializable;

/**
 * A format of files that consist of blocks. Immutable.
 *
 * @param <T> the type of the elements
 */
public interface PartFormat<T> extends Serializable, HasDisplayData {

  /** What elements are in files. */
  AvroType<T> type();

  /** What happens to malformed files. */
  BadFiles badFiles();

  /**
   * Opens a file to read a part of it.
   *
   * @throws IOException if the file cannot be read, or is none of this format; the message names it
   */
  PartReader<T> open(FilePart part) throws IOException;
}
