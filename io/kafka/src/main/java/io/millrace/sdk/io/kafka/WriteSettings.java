package io.millrace.sdk.io.kafka;

import java.io.Serializable;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What a sink is told.
 *
 * @param client settings of the producer, as the user gave them
 * @param inputTimestamps whether records without a timestamp get the event time of their element
 */
record WriteSettings<K, V>(
    ClientSettings client, Encoding<K> key, Encoding<V> value, boolean inputTimestamps)
    implements Serializable {

  private static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

  /** The largest record that the producer sends. */
  int maxRequestBytes() {
    String given = client.text(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    return given == null ? DEFAULT_MAX_REQUEST_BYTES : Integer.parseInt(given.strip());
  }

  @Override
  public String toString() {
    return "Kafka at " + client.bootstrapServers();
  }
}
