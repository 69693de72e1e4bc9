package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives what decodes keys or values of Kafka, where the class of a deserialiser is not enough: for
 * one that has settings of its own, as that of a schema registry.
 *
 * <p>Its text, {@code toString()}, is shown in messages: no secrets in it. Thread-safe.
 *
 * @param <T> the type of the keys or values
 */
public interface DeserializerProvider<T extends @Nullable Object> extends Serializable {

  /**
   * What decodes, ready to be used by one thread, and to be closed. It throws a {@link
   * RuntimeException} for what it cannot decode, and a {@link
   * org.apache.kafka.common.errors.RetriableException} where that may change: then the job fails,
   * and no record is held for bad. It is never asked to decode null.
   *
   * @param configs the settings of the consumer, among them secrets; not to be changed
   * @param isKey whether it decodes keys
   */
  Deserializer<T> getDeserializer(Map<String, ?> configs, boolean isKey);

  /**
   * The coder of what is decoded, in the pipeline. It need not take null.
   *
   * @throws CannotProvideCoderException if none is known
   */
  Coder<T> getCoder(CoderRegistry coderRegistry) throws CannotProvideCoderException;
}
