package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.DefaultCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be decoded. Immutable: do not change the arrays.
 *
 * @param topic the name of the topic
 * @param partition the number of the partition in its topic
 * @param offset where the record stands in its partition
 * @param timestamp in milliseconds after the epoch; -1 if there is none
 * @param key as it stands in Kafka; null if the record has none
 * @param value as it stands in Kafka; null if the record has none
 * @param cause what was wrong, with the class of the exception
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they stand in Kafka, compared by content
@DefaultCoder(BadKafkaRecord.BadKafkaRecordCoder.class)
public record BadKafkaRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    String cause) {

  /** Equal to records that have all in common; arrays are compared by content. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BadKafkaRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestamp == that.timestamp
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && cause.equals(that.cause);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset + ": " + cause;
  }

  /** The coder of these: their components in order. */
  public static final class BadKafkaRecordCoder extends AtomicCoder<BadKafkaRecord> {
    private static final long serialVersionUID = 1;
    private static final BadKafkaRecordCoder INSTANCE = new BadKafkaRecordCoder();

    private BadKafkaRecordCoder() {}

    /** The coder. */
    public static BadKafkaRecordCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(BadKafkaRecord value, OutputStream outStream) throws IOException {
      RecordParts.TEXT.encode(value.topic, outStream);
      RecordParts.INT.encode(value.partition, outStream);
      RecordParts.LONG.encode(value.offset, outStream);
      RecordParts.LONG.encode(value.timestamp, outStream);
      RecordParts.BYTES.encode(value.key, outStream);
      RecordParts.BYTES.encode(value.value, outStream);
      RecordParts.TEXT.encode(value.cause, outStream);
    }

    @Override
    public BadKafkaRecord decode(InputStream inStream) throws IOException {
      return new BadKafkaRecord(
          RecordParts.TEXT.decode(inStream),
          RecordParts.INT.decode(inStream),
          RecordParts.LONG.decode(inStream),
          RecordParts.LONG.decode(inStream),
          RecordParts.BYTES.decode(inStream),
          RecordParts.BYTES.decode(inStream),
          RecordParts.TEXT.decode(inStream));
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
