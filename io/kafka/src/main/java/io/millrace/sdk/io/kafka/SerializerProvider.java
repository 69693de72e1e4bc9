package io.millrace.sdk.io.kafka;

import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives what encodes keys or values for Kafka, where the class of a serialiser is not enough: the
 * counterpart of {@link DeserializerProvider}.
 *
 * <p>Its text, {@code toString()}, is shown in messages: no secrets in it. Thread-safe.
 *
 * @param <T> the type of the keys or values
 */
public interface SerializerProvider<T extends @Nullable Object> extends Serializable {

  /**
   * What encodes, ready to be used by one thread, and to be closed. It throws a {@link
   * RuntimeException} for what it cannot encode; what is null it may be given too.
   *
   * @param configs the settings of the producer, among them secrets; not to be changed
   * @param isKey whether it encodes keys
   */
  Serializer<T> getSerializer(Map<String, ?> configs, boolean isKey);
}
