package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How keys or values are encoded for Kafka.
 *
 * @param <T> the type of the keys or values
 * @param by what encodes
 */
record Encoding<T extends @Nullable Object>(SerializerProvider<T> by) implements Serializable {

  static <T extends @Nullable Object> Encoding<T> of(Class<? extends Serializer<T>> serializer) {
    return new Encoding<>(new OfClass<>(serializer));
  }

  static <T extends @Nullable Object> Encoding<T> of(Coder<T> wireCoder) {
    return new Encoding<>(new OfCoder<>(wireCoder));
  }

  /** What encodes, ready to be used; to be closed. */
  Serializer<T> open(Map<String, ?> settings, boolean isKey) {
    return by.getSerializer(settings, isKey);
  }

  /** What encodes, for messages. */
  String name() {
    return by.toString();
  }

  private record OfClass<T extends @Nullable Object>(Class<? extends Serializer<T>> type)
      implements SerializerProvider<T> {

    @Override
    public Serializer<T> getSerializer(Map<String, ?> configs, boolean isKey) {
      Serializer<T> opened = Utils.newInstance(type);
      opened.configure(configs, isKey);
      return opened;
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  private record OfCoder<T extends @Nullable Object>(Coder<T> wireCoder)
      implements SerializerProvider<T> {

    @Override
    public Serializer<T> getSerializer(Map<String, ?> configs, boolean isKey) {
      return new CoderSerde<>(wireCoder);
    }

    @Override
    public String toString() {
      return wireCoder.toString();
    }
  }
}
