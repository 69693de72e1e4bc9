package io.millrace.sdk.options;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of options as JSON. The only class here that knows Jackson: it is loaded when JSON is met,
 * because that costs more time than all the rest of the options.
 */
final class OptionJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(new AsText<>(Duration.class))
                  .addSerializer(new AsText<>(Instant.class))
                  .addDeserializer(Duration.class, new FromText<>(Duration.class))
                  .addDeserializer(Instant.class, new FromText<>(Instant.class)))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private OptionJson() {}

  /** A value of this type from text: JSON, or the bare text of a JSON string. */
  static @Nullable Object parse(OptionProperty property, Type type, String text) {
    try {
      String trimmed = text.trim();
      boolean isJson =
          trimmed.startsWith("{") || trimmed.startsWith("[") || trimmed.startsWith("\"");
      JsonNode node = isJson ? MAPPER.readTree(text) : JsonNodeFactory.instance.textNode(text);
      return MAPPER.treeToValue(node, javaType(type));
    } catch (JsonProcessingException e) {
      throw OptionText.invalid(property, text, ": " + e.getOriginalMessage());
    }
  }

  /** The elements of a JSON array. */
  static List<@Nullable Object> parseList(OptionProperty property, Type element, String text) {
    try {
      TypeFactory types = MAPPER.getTypeFactory();
      // boxed, or else null would become 0
      JavaType boxed = javaType(element instanceof Class<?> c ? OptionTypes.boxed(c) : element);
      return MAPPER.readValue(text, types.constructCollectionType(List.class, boxed));
    } catch (JsonProcessingException e) {
      throw OptionText.invalid(property, text, ": " + e.getOriginalMessage());
    }
  }

  private static JavaType javaType(Type type) {
    return MAPPER.getTypeFactory().constructType(type);
  }

  /** {"options": {...}}. */
  static String write(OptionValues values) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    values.unread().forEach((name, json) -> options.set(name, ((Unread) json).node()));
    values
        .present()
        .forEach(
            (name, value) -> {
              OptionProperty property = values.schema().find(name);
              if (property == null || property.annotation(JsonIgnore.class) == null) {
                options.set(name, encode(name, value.object()));
              }
            });
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("options", options);
    return root.toString();
  }

  private static JsonNode encode(String name, @Nullable Object value) {
    Object provided = value instanceof ValueProvider<?> provider ? provider.get() : value;
    try {
      return MAPPER.valueToTree(provided);
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(
          "The value of --%s, of %s, cannot be written as JSON: %s. Give its type getters and setters, or keep the option out of JSON by @JsonIgnore at its getter."
              .formatted(
                  name,
                  provided == null ? "no class" : provided.getClass().getName(),
                  e.getMessage()),
          e);
    }
  }

  /** Reads {"options": {...}}. */
  static void read(String json, OptionValues into) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InvalidOptionException(
          "The options are not JSON: " + e.getOriginalMessage() + " at " + position(e), e);
    }
    if (!(root.get("options") instanceof ObjectNode options)) {
      throw new InvalidOptionException(
          "The options are not of the form {\"options\": {...}}: " + shortened(json));
    }
    options.properties().forEach(e -> into.setRaw(e.getKey(), new Unread(e.getValue())));
  }

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null
        ? "an unknown place"
        : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }

  private record Unread(JsonNode node) implements OptionValues.RawJson {
    @Override
    public @Nullable Object decode(OptionProperty property) {
      Type type = OptionTypes.provided(property.type());
      Object value;
      if (OptionTypes.isRunner(type) && node.isTextual()) {
        value = Runners.find(node.textValue());
      } else {
        value = decode(property, type);
      }
      return OptionTypes.provide(property.type(), value);
    }

    private @Nullable Object decode(OptionProperty property, Type type) {
      try {
        if (node.isNull()) {
          if (OptionTypes.rawClass(type).isPrimitive()) {
            throw OptionText.invalid(property, "null", "");
          }
          return null;
        }
        return MAPPER.treeToValue(node, javaType(type));
      } catch (JsonProcessingException e) {
        throw OptionText.invalid(property, node.toString(), ": " + e.getOriginalMessage());
      }
    }

    @Override
    public String toString() {
      return node.isTextual() ? node.textValue() : node.toString();
    }
  }

  /** Durations and instants in ISO-8601. */
  private static final class AsText<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;

    AsText(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  /** Whatever text the command line accepts for the type. */
  private static final class FromText<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> type;

    FromText(Class<T> type) {
      super(type);
      this.type = type;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getValueAsString();
      if (text != null) {
        try {
          return type.cast(OptionText.scalar(type, text));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
          // told below
        }
      }
      throw context.weirdStringException(
          text == null ? "" : text, type, "expected " + OptionTypes.expectation(type));
    }
  }
}
