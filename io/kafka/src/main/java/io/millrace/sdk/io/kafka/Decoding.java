package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.values.TypeDescriptor;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How keys or values are decoded that stand in Kafka.
 *
 * @param <T> the type of the keys or values
 * @param by what decodes
 * @param coder of decoded keys or values, in the pipeline; takes null
 */
record Decoding<T extends @Nullable Object>(DeserializerProvider<T> by, Coder<T> coder)
    implements Serializable {

  /** What decodes, ready to be used; to be closed. */
  Deserializer<T> open(Map<String, ?> settings, boolean isKey) {
    return by.getDeserializer(settings, isKey);
  }

  /** What decodes, for messages. */
  String name() {
    return by.toString();
  }

  /** A deserialiser that its class alone describes. */
  record OfClass<T extends @Nullable Object>(Class<? extends Deserializer<T>> type)
      implements DeserializerProvider<T> {

    @Override
    public Deserializer<T> getDeserializer(Map<String, ?> configs, boolean isKey) {
      Deserializer<T> opened = Utils.newInstance(type);
      opened.configure(configs, isKey);
      return opened;
    }

    /** By the type that the class says it gives. */
    @Override
    @SuppressWarnings("unchecked")
    public Coder<T> getCoder(CoderRegistry coderRegistry) throws CannotProvideCoderException {
      return (Coder<T>)
          coderRegistry.getCoder(
              TypeDescriptor.of((Type) type)
                  .resolveType(Deserializer.class.getTypeParameters()[0]));
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  /** Bytes as a coder writes them. In the pipeline JSON documents have the coder of their class. */
  record OfCoder<T extends @Nullable Object>(Coder<T> wireCoder)
      implements DeserializerProvider<T> {

    @Override
    public Deserializer<T> getDeserializer(Map<String, ?> configs, boolean isKey) {
      return new CoderSerde<>(wireCoder);
    }

    @Override
    @SuppressWarnings("unchecked") // a coder of JSON knows the class of its documents
    public Coder<T> getCoder(CoderRegistry coderRegistry) throws CannotProvideCoderException {
      return wireCoder instanceof JsonCoder<?> json
          ? (Coder<T>) coderRegistry.getCoder(TypeDescriptor.of(json.type()))
          : wireCoder;
    }

    @Override
    public String toString() {
      return wireCoder.toString();
    }
  }
}
