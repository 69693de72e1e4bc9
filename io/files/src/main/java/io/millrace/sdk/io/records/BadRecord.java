package io.millrace.sdk.io.records;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.BooleanCoder;
import io.millrace.sdk.coders.DefaultCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A record of a file that could not be read. Immutable.
 *
 * @param file its full name
 * @param line the line in which the record begins, from 1; {@link #LINE_UNKNOWN} if the file is
 *     read in parts and the record is not in the first one
 * @param position the byte of the file's content, decompressed, at which the record begins
 * @param text the record as it stands in the file, without the end of its line; what cannot be
 *     decoded is U+FFFD
 * @param cut whether {@code text} is only the beginning, {@value #LONGEST_TEXT} bytes
 * @param cause what is wrong, in one line
 */
@DefaultCoder(BadRecord.BadRecordCoder.class)
public record BadRecord(
    String file, long line, long position, String text, boolean cut, String cause) {

  /** The line of a record if nobody has counted those before it. */
  public static final long LINE_UNKNOWN = 0;

  /** How many bytes of a record are shown at most. */
  public static final int LONGEST_TEXT = 10_000;

  private static final int LONGEST_TEXT_IN_MESSAGES = 200;

  /** File, place, what is wrong and the beginning of the text, for people. */
  @Override
  public String toString() {
    String begin =
        text.length() > LONGEST_TEXT_IN_MESSAGES
            ? text.substring(0, LONGEST_TEXT_IN_MESSAGES)
            : text;
    String more = cut || begin.length() < text.length() ? "..." : "";
    return String.format(
        "%s, %s: %s; it reads: %s%s",
        file,
        line == LINE_UNKNOWN ? "byte " + position : "line " + line,
        cause,
        begin.replace("\r", "\\r").replace("\n", "\\n"),
        more);
  }

  /** The coder of these: their components in order. */
  public static final class BadRecordCoder extends AtomicCoder<BadRecord> {
    private static final long serialVersionUID = 1;
    private static final BadRecordCoder INSTANCE = new BadRecordCoder();

    private BadRecordCoder() {}

    /** The coder. */
    public static BadRecordCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(BadRecord value, OutputStream outStream) throws IOException {
      StringUtf8Coder.of().encode(value.file, outStream);
      VarLongCoder.of().encode(value.line, outStream);
      VarLongCoder.of().encode(value.position, outStream);
      StringUtf8Coder.of().encode(value.text, outStream);
      BooleanCoder.of().encode(value.cut, outStream);
      StringUtf8Coder.of().encode(value.cause, outStream);
    }

    @Override
    public BadRecord decode(InputStream inStream) throws IOException {
      return new BadRecord(
          StringUtf8Coder.of().decode(inStream),
          VarLongCoder.of().decode(inStream),
          VarLongCoder.of().decode(inStream),
          StringUtf8Coder.of().decode(inStream),
          BooleanCoder.of().decode(inStream),
          StringUtf8Coder.of().decode(inStream));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
