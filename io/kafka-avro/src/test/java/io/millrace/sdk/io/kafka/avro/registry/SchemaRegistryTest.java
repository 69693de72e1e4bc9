package io.millrace.sdk.io.kafka.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which address is asked for what, with answers that are set. */
class SchemaRegistryTest {

  private static final URI A = URI.create("http://a/");
  private static final URI B = URI.create("http://b/registry/");
  private static final Schema SCHEMA =
      SchemaBuilder.record("R").fields().requiredInt("n").endRecord();

  private final Map<String, Transport.Answer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private Transport.Answer answer(URI uri, @Nullable String body) throws IOException {
    asked.add(uri.toString());
    Transport.Answer answer = answers.get(uri.toString());
    if (answer == null) {
      throw new IOException("nobody there");
    }
    return answer;
  }

  private SchemaRegistry registry(boolean registers) {
    return new SchemaRegistry(List.of(A, B), registers, this::answer);
  }

  private void set(String uri, int status, String body) {
    answers.put(uri, new Transport.Answer(status, body));
  }

  private static String json(Schema schema) {
    return "{\"schema\": \"" + schema.toString().replace("\"", "\\\"") + "\"}";
  }

  @Test
  void ifOneAddressDoesNotAnswerTheNextIsAskedAndRemembered() {
    set("http://a/schemas/ids/1", 503, "");
    set("http://b/registry/schemas/ids/1", 200, json(SCHEMA));
    set("http://b/registry/schemas/ids/2", 200, json(SCHEMA));
    SchemaRegistry registry = registry(true);
    assertThat(registry.schema(1)).isEqualTo(SCHEMA.toString());
    assertThat(registry.schema(2)).isEqualTo(SCHEMA.toString());
    assertThat(registry.schema(1)).as("known already").isEqualTo(SCHEMA.toString());
    assertThat(asked)
        .containsExactly(
            "http://a/schemas/ids/1",
            "http://b/registry/schemas/ids/1",
            "http://b/registry/schemas/ids/2");
  }

  @Test
  void ifNobodyAnswersEachIsAskedTwiceAndNamedOnce() {
    set("http://a/schemas/ids/1", 429, "slow down");
    assertThatThrownBy(() -> registry(true).schema(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessage(
            "the schema registry cannot be asked: http://a/schemas/ids/1 answers 429 slow down;"
                + " http://b/registry/schemas/ids/1: nobody there");
    assertThat(asked).hasSize(4);
  }

  @Test
  void aRefusalIsAnAnswer() {
    set(
        "http://a/schemas/ids/1",
        404,
        "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
    assertThatThrownBy(() -> registry(true).schema(1))
        .hasMessage(
            "the schema registry at http://a/schemas/ids/1 refuses with 404 40403 Schema not"
                + " found");
    assertThat(asked).hasSize(1);
    set("http://a/schemas/ids/1", 302, "");
    assertThatThrownBy(() -> registry(true).schema(1)).hasMessageContaining("answers 302");
    set("http://a/schemas/ids/1", 200, "<html>");
    assertThatThrownBy(() -> registry(true).schema(1)).hasMessageContaining("200 <html>");
    set("http://a/schemas/ids/1", 200, "{\"schema\": \"{}\"}");
    assertThatThrownBy(() -> registry(true).schema(1)).hasMessageContaining("what is no schema");
  }

  @Test
  void aSchemaIsRegisteredOrOnlyLookedUpAndItsNumberKept() {
    set("http://a/subjects/my%20topic%2Fx-value/versions", 200, "{\"id\": 5}");
    SchemaRegistry registers = registry(true);
    assertThat(registers.id("my topic/x-value", SCHEMA)).isEqualTo(5);
    assertThat(registers.id("my topic/x-value", SCHEMA)).isEqualTo(5);
    assertThat(asked).hasSize(1);

    set("http://a/subjects/s", 200, "{\"id\": 6}");
    assertThat(registry(false).id("s", SCHEMA)).isEqualTo(6);
    set("http://a/subjects/t", 200, "{}");
    assertThatThrownBy(() -> registry(false).id("t", SCHEMA))
        .hasMessageContaining("no number for t");
  }

  @Test
  void whatASchemaRefersToIsPartOfIt() {
    Schema money = SchemaBuilder.record("Money").fields().requiredLong("cents").endRecord();
    String order =
        "{\\\"type\\\": \\\"record\\\", \\\"name\\\": \\\"O\\\", \\\"fields\\\": [{\\\"name\\\":"
            + " \\\"net\\\", \\\"type\\\": \\\"Money\\\"}, {\\\"name\\\": \\\"tax\\\", \\\"type\\\":"
            + " \\\"Money\\\"}]}";
    String reference = "{\"name\": \"Money\", \"subject\": \"money\", \"version\": 2}";
    set(
        "http://a/schemas/ids/1",
        200,
        "{\"schema\": \"" + order + "\", \"references\": [" + reference + "," + reference + "]}");
    set("http://a/subjects/money/versions/2", 200, json(money));
    Schema read = new Schema.Parser().parse(registry(true).schema(1));
    assertThat(read.getField("tax").schema()).isEqualTo(money);
    assertThat(asked).hasSize(2);
  }

  @Test
  void whoIsToldToEndDoesNotAskOn() {
    SchemaRegistry registry =
        new SchemaRegistry(
            List.of(A, B),
            true,
            (uri, body) -> {
              asked.add(uri.toString());
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(InterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(asked).hasSize(1);
  }
}
