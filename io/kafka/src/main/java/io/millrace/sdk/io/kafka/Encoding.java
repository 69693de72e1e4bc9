package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How keys or values are encoded for Kafka: by a serialiser or by a coder.
 *
 * @param <T> the type of the keys or values
 * @param serializer null if a coder encodes
 * @param wireCoder null if a serialiser encodes
 */
record Encoding<T extends @Nullable Object>(
    @Nullable Class<? extends Serializer<T>> serializer, @Nullable Coder<T> wireCoder)
    implements Serializable {

  /** What encodes, ready to be used; to be closed. */
  Serializer<T> open(Map<String, ?> settings, boolean isKey) {
    if (wireCoder != null) {
      return new CoderSerde<>(wireCoder);
    }
    if (serializer == null) {
      throw new IllegalStateException("neither a serialiser nor a coder");
    }
    Serializer<T> opened = Utils.newInstance(serializer);
    opened.configure(settings, isKey);
    return opened;
  }

  /** What encodes, for messages. */
  String name() {
    return serializer == null ? String.valueOf(wireCoder) : serializer.getSimpleName();
  }
}
