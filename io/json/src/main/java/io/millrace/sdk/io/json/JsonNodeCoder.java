package io.millrace.sdk.io.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.CoderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A coder of trees of JSON: their text, with its length before it.
 *
 * <p>Not deterministic, as the order of fields is no part of a value. A node that was not read, but
 * made by a program, may come back as one of another class that has the same text: a {@code
 * LongNode} of 5 as an {@code IntNode}.
 */
public final class JsonNodeCoder extends AtomicCoder<JsonNode> {
  private static final long serialVersionUID = 1;
  private static final JsonNodeCoder INSTANCE = new JsonNodeCoder();
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private JsonNodeCoder() {}

  /** The coder. */
  public static JsonNodeCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(JsonNode value, OutputStream outStream) throws IOException {
    ByteArrayCoder.of().encode(MAPPER.writeValueAsBytes(value), outStream);
  }

  @Override
  public JsonNode decode(InputStream inStream) throws IOException {
    try {
      return MAPPER.readTree(ByteArrayCoder.of().decode(inStream));
    } catch (JsonProcessingException e) {
      throw new CoderException("the bytes are no JSON: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(
        this, List.of("the fields of an object come in any order; group by what they say instead"));
  }
}
