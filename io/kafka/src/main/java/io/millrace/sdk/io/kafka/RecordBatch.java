package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.DecodeBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records that are to be sent, all or none: the committable of {@link ExactlyOnceSink}. Writer and
 * sequence tell it from all others that there ever are.
 *
 * @param writer unique to one writer of one attempt
 * @param sequence counts the writer's batches, from 1
 * @param count how many records
 * @param bytes the records, encoded
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content
record RecordBatch(String writer, long sequence, int count, byte[] bytes) {

  /** The coder of records in a batch. */
  static final ProducerRecordCoder<byte @Nullable [], byte @Nullable []> RECORDS =
      ProducerRecordCoder.of(RecordParts.BYTES, RecordParts.BYTES);

  /** The records. */
  List<ProducerRecord<byte[], byte[]>> records() throws IOException {
    DecodeBuffer in = new DecodeBuffer(bytes);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(RECORDS.decode(in));
    }
    if (in.remaining() > 0) {
      throw new IOException(this + " has " + in.remaining() + " bytes behind its records");
    }
    return records;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordBatch that
        && writer.equals(that.writer)
        && sequence == that.sequence
        && count == that.count
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(writer, sequence, count);
  }

  @Override
  public String toString() {
    return "batch " + sequence + " of writer " + writer + ", of " + count + " records";
  }

  /** The coder of batches: their components in order. */
  static final class RecordBatchCoder extends AtomicCoder<RecordBatch> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(RecordBatch value, OutputStream outStream) throws IOException {
      RecordParts.TEXT.encode(value.writer, outStream);
      RecordParts.LONG.encode(value.sequence, outStream);
      RecordParts.INT.encode(value.count, outStream);
      ByteArrayCoder.of().encode(value.bytes, outStream);
    }

    @Override
    public RecordBatch decode(InputStream inStream) throws IOException {
      return new RecordBatch(
          RecordParts.TEXT.decode(inStream),
          RecordParts.LONG.decode(inStream),
          RecordParts.INT.decode(inStream),
          ByteArrayCoder.of().decode(inStream));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
