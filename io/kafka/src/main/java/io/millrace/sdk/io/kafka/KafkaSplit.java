package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.AtomicCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left to read of some partitions.
 *
 * @param parts the partitions: one of input without end, all of a limited number of records
 * @param remaining how many records to read at most; {@link Long#MAX_VALUE} for all
 * @param deadlineMillis when reading ends, in processing time; {@link Long#MAX_VALUE} for never
 */
record KafkaSplit(List<Part> parts, long remaining, long deadlineMillis) {

  /** The value of what has no limit. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  /**
   * What is left to read of a partition.
   *
   * @param next the offset of the next record
   * @param end the offset of the first record that is not read; {@link Long#MAX_VALUE} for none
   */
  record Part(String topic, int partition, long next, long end) {}

  KafkaSplit {
    parts = List.copyOf(parts);
  }

  /** The coder of splits. */
  static final class KafkaSplitCoder extends AtomicCoder<KafkaSplit> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(KafkaSplit value, OutputStream outStream) throws IOException {
      RecordParts.INT.encode(value.parts.size(), outStream);
      for (Part part : value.parts) {
        RecordParts.TEXT.encode(part.topic, outStream);
        RecordParts.INT.encode(part.partition, outStream);
        RecordParts.LONG.encode(part.next, outStream);
        RecordParts.LONG.encode(part.end, outStream);
      }
      RecordParts.LONG.encode(value.remaining, outStream);
      RecordParts.LONG.encode(value.deadlineMillis, outStream);
    }

    @Override
    public KafkaSplit decode(InputStream inStream) throws IOException {
      int count = RecordParts.INT.decode(inStream);
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        parts.add(
            new Part(
                RecordParts.TEXT.decode(inStream),
                RecordParts.INT.decode(inStream),
                RecordParts.LONG.decode(inStream),
                RecordParts.LONG.decode(inStream)));
      }
      return new KafkaSplit(
          parts, RecordParts.LONG.decode(inStream), RecordParts.LONG.decode(inStream));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
