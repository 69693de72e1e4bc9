package io.millrace.sdk.io.records;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.text.FileRange;
import io.millrace.sdk.io.text.FileRangeCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The records that begin in a range of a file's content. Immutable.
 *
 * @param bytes the range; its header lines are 0
 * @param line the line that begins at its start, from 1; {@link BadRecord#LINE_UNKNOWN} if nobody
 *     has counted
 */
public record RecordRange(FileRange bytes, long line) {

  /** A range of a file of which nothing has been read. */
  static RecordRange of(FileRange bytes) {
    return new RecordRange(bytes, bytes.start() == 0 ? 1 : BadRecord.LINE_UNKNOWN);
  }

  /** The whole file of this range. */
  public RecordRange wholeFile() {
    return of(new FileRange(bytes.file(), bytes.compression(), 0, FileRange.TO_THE_END, true, 0));
  }

  /** What is left of this range when the record at {@code position} comes next. */
  public RecordRange startingAt(long position, long lineThere) {
    long end = Math.max(bytes.end(), position);
    return new RecordRange(
        new FileRange(bytes.file(), bytes.compression(), position, end, true, 0), lineThere);
  }

  /** The coder of these. */
  static final class RecordRangeCoder extends AtomicCoder<RecordRange> {
    private static final long serialVersionUID = 1;
    private static final RecordRangeCoder INSTANCE = new RecordRangeCoder();

    private RecordRangeCoder() {}

    static RecordRangeCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(RecordRange value, OutputStream outStream) throws IOException {
      FileRangeCoder.of().encode(value.bytes, outStream);
      VarLongCoder.of().encode(value.line, outStream);
    }

    @Override
    public RecordRange decode(InputStream inStream) throws IOException {
      FileRange bytes = FileRangeCoder.of().decode(inStream);
      return new RecordRange(bytes, VarLongCoder.of().decode(inStream));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
