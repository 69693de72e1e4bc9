package io.millrace.sdk.io.kafka;

import io.millrace.sdk.values.KV;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read from Kafka, with where it stands and its headers. Immutable: do not
 * change the headers.
 *
 * @param <K> the type of the key; null if the record has none
 * @param <V> the type of the value; null if the record deletes its key
 */
public final class KafkaRecord<K extends @Nullable Object, V extends @Nullable Object> {

  private final String topic;
  private final int partition;
  private final long offset;
  private final long timestamp;
  private final KafkaTimestampType timestampType;
  private final Headers headers;
  private final KV<K, V> kv;

  /**
   * A record.
   *
   * @param timestamp in milliseconds after the epoch; -1 if there is none
   * @param headers null for none
   */
  public KafkaRecord(
      String topic,
      int partition,
      long offset,
      long timestamp,
      KafkaTimestampType timestampType,
      @Nullable Headers headers,
      KV<K, V> kv) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.partition = partition;
    this.offset = offset;
    this.timestamp = timestamp;
    this.timestampType = Objects.requireNonNull(timestampType, "timestampType");
    this.headers = headers == null ? new RecordHeaders() : headers;
    this.kv = Objects.requireNonNull(kv, "kv");
  }

  /** The same, with the key and the value apart. */
  public KafkaRecord(
      String topic,
      int partition,
      long offset,
      long timestamp,
      KafkaTimestampType timestampType,
      @Nullable Headers headers,
      K key,
      V value) {
    this(topic, partition, offset, timestamp, timestampType, headers, KV.of(key, value));
  }

  /** The name of the topic. */
  public String getTopic() {
    return topic;
  }

  /** The number of the partition in its topic. */
  public int getPartition() {
    return partition;
  }

  /** Where the record stands in its partition. */
  public long getOffset() {
    return offset;
  }

  /** Key and value. */
  public KV<K, V> getKV() {
    return kv;
  }

  /** In milliseconds after the epoch; -1 if there is none. */
  public long getTimestamp() {
    return timestamp;
  }

  /** Who gave the timestamp. */
  public KafkaTimestampType getTimestampType() {
    return timestampType;
  }

  /** The headers in their order, maybe none. Not to be changed. */
  public Headers getHeaders() {
    return headers;
  }

  /** Equal to records that have all in common; arrays are compared by content. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof KafkaRecord<?, ?> that
            && topic.equals(that.topic)
            && partition == that.partition
            && offset == that.offset
            && timestamp == that.timestamp
            && timestampType == that.timestampType
            && headers.equals(that.headers)
            && kv.equals(that.kv));
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset, timestamp, kv);
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset + "=" + kv;
  }
}
