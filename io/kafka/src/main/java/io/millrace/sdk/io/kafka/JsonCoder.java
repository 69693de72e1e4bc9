package io.millrace.sdk.io.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CustomCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keys or values as one JSON document each, in UTF-8, as they stand in Kafka; by Jackson's
 * databinding and the annotations of the class.
 *
 * @param <T> the type of the keys or values
 */
final class JsonCoder<T> extends CustomCoder<T> {

  private static final long serialVersionUID = 1;

  /** With the modules for further types that are on the class path. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .findAndAddModules()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Class<T> type;

  JsonCoder(Class<T> type) {
    this.type = type;
  }

  Class<T> type() {
    return type;
  }

  @Override
  public void encode(T value, OutputStream outStream) throws IOException {
    try {
      // not to the stream itself, which Jackson would close
      outStream.write(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new CoderException(e.getOriginalMessage(), e);
    }
  }

  @Override
  public T decode(InputStream inStream) throws IOException {
    T value;
    try {
      value = MAPPER.readValue(inStream.readAllBytes(), type);
    } catch (JsonProcessingException e) {
      throw new CoderException(e.getOriginalMessage(), e);
    }
    if (value == null) {
      throw new CoderException("the JSON value null is no " + type.getSimpleName());
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonCoder<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "JSON of " + type.getSimpleName();
  }
}
