package io.millrace.sdk.io.kafka.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry in memory, by the documented protocol of Confluent's. New schemas of a subject
 * must read what its last one wrote.
 */
public final class RegistryServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** What is registered; the number of a schema is its place, from one. */
  private final List<ObjectNode> schemas = new ArrayList<>();

  /** Of each subject the numbers of its versions, in order. */
  private final Map<String, List<Integer>> subjects = new TreeMap<>();

  private volatile @Nullable String authorization;

  /** Starts one. */
  public RegistryServer() throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** Starts one on this server. */
  public RegistryServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Only who says this is answered. */
  public void demand(String authorization) {
    this.authorization = authorization;
  }

  /** What it was asked, as {@code GET /schemas/ids/1}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** Registers a schema, whatever stands there already, and returns its number. */
  public synchronized int register(String subject, Schema schema) {
    return register(subject, JSON.createObjectNode().put("schema", schema.toString()));
  }

  /** Registers what a registry may have besides: other types, and references. */
  public synchronized int register(String subject, ObjectNode schema) {
    int id = schemas.indexOf(schema) + 1;
    if (id == 0) {
      schemas.add(schema);
      id = schemas.size();
    }
    List<Integer> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
    if (!versions.contains(id)) {
      versions.add(id);
    }
    return id;
  }

  /** The numbers of a subject's schemas. */
  public synchronized List<Integer> ids(String subject) {
    return List.copyOf(subjects.getOrDefault(subject, List.of()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      asked.add(exchange.getRequestMethod() + " " + path);
      byte[] body = exchange.getRequestBody().readAllBytes();
      String demanded = authorization;
      if (demanded != null
          && !demanded.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        answer(exchange, 401, error(401, "Unauthorized"));
        return;
      }
      String[] parts = path.substring(1).split("/");
      for (int i = 0; i < parts.length; i++) {
        parts[i] = URLDecoder.decode(parts[i], StandardCharsets.UTF_8);
      }
      synchronized (this) {
        boolean isPost = exchange.getRequestMethod().equals("POST");
        if (parts[0].equals("schemas")) {
          byId(exchange, Integer.parseInt(parts[2]));
        } else if (isPost && parts.length == 3) {
          post(exchange, parts[1], (ObjectNode) JSON.readTree(body));
        } else if (isPost) {
          lookUp(exchange, parts[1], JSON.readTree(body));
        } else {
          byId(exchange, ids(parts[1]).get(Integer.parseInt(parts[3]) - 1));
        }
      }
    }
  }

  private void byId(HttpExchange exchange, int id) throws IOException {
    if (id < 1 || id > schemas.size()) {
      answer(exchange, 404, error(40403, "Schema " + id + " not found"));
    } else {
      answer(exchange, 200, schemas.get(id - 1));
    }
  }

  private void post(HttpExchange exchange, String subject, ObjectNode schema) throws IOException {
    List<Integer> versions = ids(subject);
    if (!versions.isEmpty()) {
      String last = schemas.get(versions.get(versions.size() - 1) - 1).path("schema").asText();
      if (SchemaCompatibility.checkReaderWriterCompatibility(
                  parse(schema.path("schema").asText()), parse(last))
              .getType()
          != SchemaCompatibilityType.COMPATIBLE) {
        answer(exchange, 409, error(409, "Schema being registered is incompatible"));
        return;
      }
    }
    answer(exchange, 200, JSON.createObjectNode().put("id", register(subject, schema)));
  }

  private void lookUp(HttpExchange exchange, String subject, JsonNode schema) throws IOException {
    for (int id : ids(subject)) {
      if (schemas.get(id - 1).equals(schema)) {
        answer(exchange, 200, JSON.createObjectNode().put("subject", subject).put("id", id));
        return;
      }
    }
    answer(exchange, 404, error(40403, "Schema not found"));
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json);
  }

  private static ObjectNode error(int code, String message) {
    return JSON.createObjectNode().put("error_code", code).put("message", message);
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
