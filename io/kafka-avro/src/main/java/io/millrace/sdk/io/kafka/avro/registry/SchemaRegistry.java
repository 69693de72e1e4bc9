package io.millrace.sdk.io.kafka.avro.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of a registry that speaks the protocol of Confluent's: which schema a number is, and
 * which number a schema has. A number is the same schema for ever, so what was answered once is not
 * asked again. Thread-safe.
 *
 * <p>All methods throw {@link RegistryUnavailableException} if the registry does not answer, and
 * {@link SerializationException} if not what is needed; the message has its addresses and what it
 * said.
 */
public final class SchemaRegistry {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Each address is asked so often. */
  private static final int ROUNDS = 2;

  private static final int OK = 200;
  private static final int FIRST_OF_CLIENT = 400;
  private static final int FIRST_OF_SERVER = 500;
  private static final int TOO_MANY = 429;

  /** So much is shown of an answer that is no JSON. */
  private static final int SHOWN = 300;

  private final List<URI> addresses;
  private final boolean registers;
  private final Transport transport;
  private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
  private final Map<Subject, Integer> ids = new ConcurrentHashMap<>();

  /** Which one answered last: it is asked first. */
  private volatile int preferred;

  private record Subject(String name, Schema schema) {}

  /**
   * A registry, which is not asked before something is needed.
   *
   * @param addresses each with a slash at its end; at least one
   * @param registers whether schemas are registered that are not there yet
   */
  public SchemaRegistry(List<URI> addresses, boolean registers, Transport transport) {
    this.addresses = List.copyOf(addresses);
    this.registers = registers;
    this.transport = transport;
  }

  /** A registry with these settings. */
  public static SchemaRegistry of(
      RegistrySettings settings, RegistryConfig config, Transport transport) {
    return new SchemaRegistry(settings.addresses(), config.registers(), transport);
  }

  /** The Avro schema of a number, as JSON, with all that it refers to. */
  public String schema(int id) {
    String known = schemas.get(id);
    if (known == null) {
      known = complete(ask("schemas/ids/" + id, null)).toString();
      schemas.put(id, known);
    }
    return known;
  }

  /**
   * The number of a schema, which is registered for that if need be.
   *
   * @param subject under which it stands, as {@code orders-value}
   */
  public int id(String subject, Schema schema) {
    Subject asked = new Subject(subject, schema);
    Integer known = ids.get(asked);
    if (known == null) {
      String path = "subjects/" + encoded(subject) + (registers ? "/versions" : "");
      String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
      JsonNode id = ask(path, body).path("id");
      if (!id.isInt()) {
        throw new SerializationException(
            "the schema registry at " + addresses + " gives no number for " + subject);
      }
      known = id.intValue();
      ids.put(asked, known);
    }
    return known;
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Parses a schema after those that it refers to, each of them once. */
  private Schema complete(JsonNode answer) {
    Schema.Parser parser = new Schema.Parser();
    try {
      parseReferences(answer, parser, new HashSet<>());
      return parser.parse(avro(answer));
    } catch (AvroRuntimeException e) {
      throw new SerializationException(
          "the schema registry at " + addresses + " gives what is no schema: " + e.getMessage(), e);
    }
  }

  private void parseReferences(JsonNode answer, Schema.Parser parser, Set<String> seen) {
    for (JsonNode reference : answer.path("references")) {
      String path =
          "subjects/"
              + encoded(reference.path("subject").asText())
              + "/versions/"
              + reference.path("version").asInt();
      if (seen.add(path)) {
        JsonNode referred = ask(path, null);
        parseReferences(referred, parser, seen);
        var unused = parser.parse(avro(referred));
      }
    }
  }

  private String avro(JsonNode answer) {
    String type = answer.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new SerializationException(
          "the schema registry at " + addresses + " has a schema of " + type + " and not of Avro");
    }
    return answer.path("schema").asText();
  }

  /** Asks one address after the other, until one has an answer that another would give as well. */
  private JsonNode ask(String path, @Nullable String body) {
    List<String> failures = new ArrayList<>();
    IOException last = null;
    int first = preferred;
    for (int i = 0; i < ROUNDS * addresses.size(); i++) {
      int index = (first + i) % addresses.size();
      URI uri = addresses.get(index).resolve(path);
      try {
        Transport.Answer answer = transport.ask(uri, body);
        if (answer.status() < FIRST_OF_SERVER && answer.status() != TOO_MANY) {
          preferred = index;
          return understood(uri, answer);
        }
        failures.add(uri + " answers " + said(answer));
      } catch (IOException e) {
        last = e;
        failures.add(uri + ": " + e.getMessage());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    throw new RegistryUnavailableException(
        "the schema registry cannot be asked: " + String.join("; ", new LinkedHashSet<>(failures)),
        last);
  }

  private static JsonNode understood(URI uri, Transport.Answer answer) {
    if (answer.status() != OK) {
      String how = answer.status() < FIRST_OF_CLIENT ? "answers " : "refuses with ";
      throw new SerializationException("the schema registry at " + uri + " " + how + said(answer));
    }
    JsonNode json = parsed(answer.body());
    if (!json.isObject()) {
      throw new SerializationException(
          "the schema registry at " + uri + " answers what is none: " + said(answer));
    }
    return json;
  }

  /** The status, and the registry's own number and text if there are some. */
  private static String said(Transport.Answer answer) {
    JsonNode json = parsed(answer.body());
    String text =
        json.has("message")
            ? json.path("error_code").asText() + " " + json.path("message").asText()
            : answer.body().strip();
    return answer.status() + " " + text.substring(0, Math.min(text.length(), SHOWN));
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  @Override
  public String toString() {
    return "schema registry at " + addresses;
  }
}
