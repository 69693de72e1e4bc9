package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Keys or values that stand in Kafka as a coder writes them; null stands as null.
 *
 * @param <T> the type of the keys or values
 */
final class CoderSerde<T extends @Nullable Object> implements Serializer<T>, Deserializer<T> {

  private final Coder<T> coder;

  CoderSerde(Coder<T> coder) {
    this.coder = coder;
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's interfaces take and give null and do not say so
  public byte[] serialize(String topic, T data) {
    if (data == null) {
      return null;
    }
    try {
      return CoderUtils.encodeToByteArray(coder, data);
    } catch (IOException e) {
      throw new SerializationException(coder + ": " + e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // as above
  public T deserialize(String topic, byte[] data) {
    if (data == null) {
      return null;
    }
    try {
      return CoderUtils.decodeFromByteArray(coder, data);
    } catch (IOException e) {
      throw new SerializationException(coder + ": " + e.getMessage(), e);
    }
  }

  /** Nothing to close; both interfaces have one. */
  @Override
  public void close() {}

  /** Nothing to configure; both interfaces have one. */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {}

  @Override
  public String toString() {
    return coder.toString();
  }
}
