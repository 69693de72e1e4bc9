package io.millrace.runners.distributed.log;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.cluster.v1.LogRecord;
import io.millrace.runners.distributed.store.CorruptException;
import io.millrace.runners.distributed.store.Sealed;
import java.util.Locale;

/** Names and bytes of records. */
public final class LogCodec {

  private static final String LETTERS = "MLOG";
  private static final String MARK = "MSEG";

  private LogCodec() {}

  /** The key of a record. */
  public static String recordKey(String directory, long slot) {
    return directory + "/log/" + String.format(Locale.ROOT, "%012d", slot) + ".rec";
  }

  /** The key of the mark that says that a segment has begun, so that those before may be gone. */
  public static String segmentKey(String directory, long segment) {
    return directory + "/log/" + String.format(Locale.ROOT, "%012d", segment) + ".seg";
  }

  /** The bytes of a record. */
  public static ByteString encode(LogRecord record) {
    return Sealed.seal(LETTERS, record.toByteString());
  }

  /**
   * Reads a record.
   *
   * @throws CorruptException if this is no record of the slot, or of a kind that is not known
   */
  public static LogRecord decode(long slot, ByteString bytes) throws CorruptException {
    LogRecord record;
    try {
      record = LogRecord.parseFrom(Sealed.open(LETTERS, bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptException("record " + slot + ": " + e.getMessage());
    }
    if (record.getSlot() != slot) {
      throw new CorruptException("record " + record.getSlot() + " under the name of " + slot);
    }
    if (record.getKindCase() == LogRecord.KindCase.KIND_NOT_SET) {
      throw CorruptException.ofLaterVersion("record " + slot + " is of a kind that is not known");
    }
    return record;
  }

  /** The bytes of the mark of a segment. */
  static ByteString segmentMark(long segment) {
    return Sealed.seal(MARK, ByteString.copyFromUtf8(Long.toString(segment)));
  }
}
