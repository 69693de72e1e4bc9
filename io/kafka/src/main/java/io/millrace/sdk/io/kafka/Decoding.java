package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How keys or values are decoded that stand in Kafka: by a deserialiser or by a coder.
 *
 * @param <T> the type of the keys or values
 * @param deserializer null if a coder decodes
 * @param wireCoder null if a deserialiser decodes
 * @param coder of decoded keys or values, in the pipeline; takes null
 */
record Decoding<T extends @Nullable Object>(
    @Nullable Class<? extends Deserializer<T>> deserializer,
    @Nullable Coder<T> wireCoder,
    Coder<T> coder)
    implements Serializable {

  /** What decodes, ready to be used; to be closed. */
  Deserializer<T> open(Map<String, ?> settings, boolean isKey) {
    if (wireCoder != null) {
      return new CoderSerde<>(wireCoder);
    }
    if (deserializer == null) {
      throw new IllegalStateException("neither a deserialiser nor a coder");
    }
    Deserializer<T> opened = Utils.newInstance(deserializer);
    opened.configure(settings, isKey);
    return opened;
  }

  /** What decodes, for messages. */
  String name() {
    return deserializer == null ? String.valueOf(wireCoder) : deserializer.getSimpleName();
  }
}
