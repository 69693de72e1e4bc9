package io.millrace.sdk.io.kafka;

import java.io.IOException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Makes records of bytes, and refuses those that Kafka would refuse later. Not thread-safe. */
final class RecordEncoder<K, V> implements AutoCloseable {

  /** What Kafka counts for a record alone in its batch, and for a header, at most. */
  private static final int RECORD_BYTES = 128;

  private static final int HEADER_BYTES = 10;

  private final WriteSettings<K, V> settings;
  private final Serializer<K> keys;
  private final Serializer<V> values;
  private final int maxBytes;

  RecordEncoder(WriteSettings<K, V> settings) {
    this.settings = settings;
    this.keys = settings.key().open(settings.client().asMap(), true);
    try {
      this.values = settings.value().open(settings.client().asMap(), false);
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
    this.maxBytes = settings.maxRequestBytes();
  }

  /**
   * Encodes a record, which is not changed.
   *
   * @param timestampMillis the event time of the element, in milliseconds after the epoch
   * @throws IOException if it cannot be encoded, has no timestamp that Kafka takes, or is too
   *     large; the message names the topic
   */
  ProducerRecord<byte[], byte[]> encode(ProducerRecord<K, V> record, long timestampMillis)
      throws IOException {
    Headers headers = new RecordHeaders(record.headers().toArray());
    String topic = record.topic();
    byte @Nullable [] key = encode("key", keys, settings.key(), topic, headers, record.key());
    byte @Nullable [] value =
        encode("value", values, settings.value(), topic, headers, record.value());
    long size = (long) RECORD_BYTES + length(key) + length(value);
    for (Header header : headers) {
      // a char is at most three bytes of UTF-8
      size += HEADER_BYTES + 3L * header.key().length() + length(header.value());
    }
    if (size > maxBytes) {
      throw new IOException(
          String.format(
              "cannot write a record of %d bytes to topic %s: that is more than max.request.size,"
                  + " %d. Raise it with withProducerConfigUpdates(...), and max.message.bytes of"
                  + " the topic with it, or write smaller records.",
              size, topic, maxBytes));
    }
    return new ProducerRecord<>(
        topic, record.partition(), timestamp(record, timestampMillis), key, value, headers);
  }

  private @Nullable Long timestamp(ProducerRecord<K, V> record, long timestampMillis)
      throws IOException {
    Long timestamp = record.timestamp();
    if (timestamp != null || !settings.inputTimestamps()) {
      return timestamp;
    }
    if (timestampMillis < 0) {
      throw new IOException(
          String.format(
              "cannot write a record to topic %s with the event time of its element, %d ms: time"
                  + " begins in 1970 in Kafka. Give elements their event times, for instance by"
                  + " WithTimestamps, or leave out withInputTimestamp().",
              record.topic(), timestampMillis));
    }
    return timestampMillis;
  }

  private static <T> byte @Nullable [] encode(
      String part,
      Serializer<T> by,
      Encoding<T> encoding,
      String topic,
      Headers headers,
      @Nullable T value)
      throws IOException {
    try {
      return by.serialize(topic, headers, value);
    } catch (RuntimeException e) {
      throw new IOException(
          String.format(
              "cannot write a record to topic %s: %s does not encode its %s: %s",
              topic, encoding.name(), part, e),
          e);
    }
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
