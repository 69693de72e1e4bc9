package io.millrace.sdk.io.kafka.avro;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.io.avro.AvroMessages;
import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.kafka.DeserializerProvider;
import io.millrace.sdk.io.kafka.SerializerProvider;
import io.millrace.sdk.io.kafka.avro.registry.RegistryConfig;
import io.millrace.sdk.io.kafka.avro.registry.RegistrySettings;
import io.millrace.sdk.io.kafka.avro.registry.SchemaRegistry;
import io.millrace.sdk.io.kafka.avro.shell.HttpTransport;
import io.millrace.sdk.transforms.SerializableFunction;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Keys or values of Kafka as Avro, with the schemas in a registry: as Confluent's serialisers write
 * them, and their deserialisers read them.
 *
 * <pre>{@code
 * ConfluentAvro<Order> orders = ConfluentAvro.of(Order.class, "https://registry:8081");
 * KafkaIO.<String, Order>read()....withValueDeserializer(orders);
 * KafkaIO.<String, Order>write()....withValueSerializer(orders);
 * }</pre>
 *
 * <p>In Kafka such a value is a byte 0, the number of its schema in four bytes, the highest first,
 * and Avro's binary encoding. It is read whatever schema it was written with, by the rules of
 * {@link AvroType}. It is written with the schema of the elements, under the subject {@code
 * topic-key} or {@code topic-value}; the registry refuses one that its rules for the subject do not
 * allow.
 *
 * <p>The registry is asked once for each number and subject by each part of a job. What it does not
 * know, and what has no such header, cannot be decoded: see {@code KafkaIO.Read.withBadRecords()}.
 * While the registry does not answer, the job fails: no record is held for bad because of that.
 *
 * <p>Immutable; each method gives a changed copy. Serialisable, thread-safe.
 *
 * @param <T> the type of the keys or values
 */
public final class ConfluentAvro<T> implements DeserializerProvider<T>, SerializerProvider<T> {
  private static final long serialVersionUID = 1;

  private final AvroType<T> type;
  private final RegistrySettings settings;
  private final @Nullable String subject;
  private transient @Nullable SchemaRegistry registry;

  private ConfluentAvro(AvroType<T> type, RegistrySettings settings, @Nullable String subject) {
    this.type = type;
    this.settings = settings;
    this.subject = subject;
  }

  /**
   * Java records.
   *
   * @param registry its address, as {@code https://registry:8081}; or several of the same, with
   *     commas between them: if one does not answer, the next is asked
   * @throws IllegalArgumentException if the class is no record or has a component without a schema,
   *     or an address is none
   */
  public static <T> ConfluentAvro<T> of(Class<T> record, String registry) {
    return of(AvroType.of(record), registry);
  }

  /**
   * Avro's generic records, read and written with this schema.
   *
   * @throws IllegalArgumentException if it is none of a record, or an address is none
   */
  public static ConfluentAvro<GenericRecord> of(Schema schema, String registry) {
    return of(AvroType.of(schema), registry);
  }

  private static <T> ConfluentAvro<T> of(AvroType<T> type, String registry) {
    return new ConfluentAvro<>(type, RegistrySettings.of(registry), null);
  }

  /**
   * The same with these settings of the registry's client, by the names that Confluent's has:
   * {@code basic.auth.user.info}, {@code bearer.auth.token}, {@code auto.register.schemas}, {@code
   * http.connect.timeout.ms} and {@code http.read.timeout.ms} (10 s each), {@code ssl.*} as in
   * Kafka, {@code config.providers}; also with {@code schema.registry.} before them. Their values
   * are never shown.
   *
   * @throws IllegalArgumentException if a name is not known, or a value is none
   */
  public ConfluentAvro<T> withProperties(Map<String, ?> properties) {
    return new ConfluentAvro<>(type, settings.with(properties), subject);
  }

  /** The same, writing under this subject, whatever the topic. */
  public ConfluentAvro<T> withSubject(String subject) {
    return new ConfluentAvro<>(type, settings, Objects.requireNonNull(subject, "subject"));
  }

  /** One for all that decode and encode by this copy: they ask for the same schemas. */
  private synchronized SchemaRegistry registry() {
    SchemaRegistry known = registry;
    if (known == null) {
      RegistryConfig config = settings.resolve();
      known = SchemaRegistry.of(settings, config, new HttpTransport(settings, config));
      registry = known;
    }
    return known;
  }

  /** Schemas by their numbers. */
  private static final class Schemas implements SerializableFunction<Integer, String> {
    private static final long serialVersionUID = 1;

    private final ConfluentAvro<?> from;

    Schemas(ConfluentAvro<?> from) {
      this.from = from;
    }

    @Override
    public String apply(Integer id) {
      return from.registry().schema(id);
    }
  }

  @Override
  public Deserializer<T> getDeserializer(Map<String, ?> configs, boolean isKey) {
    registry(); // settings that are wrong are told at once, not at the first value
    AvroMessages<T> messages = AvroMessages.of(type).withConfluentHeader(0, new Schemas(this));
    return (topic, bytes) -> messages.decode(bytes);
  }

  @Override
  public Serializer<T> getSerializer(Map<String, ?> configs, boolean isKey) {
    SchemaRegistry asked = registry();
    Map<String, AvroMessages<T>> bySubject = new HashMap<>();
    return (topic, value) ->
        value == null ? null : messages(asked, bySubject, topic, isKey).encode(value);
  }

  private AvroMessages<T> messages(
      SchemaRegistry asked, Map<String, AvroMessages<T>> bySubject, String topic, boolean isKey) {
    String name = subject != null ? subject : topic + (isKey ? "-key" : "-value");
    AvroMessages<T> known = bySubject.get(name);
    if (known == null) {
      int id = asked.id(name, type.schema());
      known = AvroMessages.of(type).withConfluentHeader(id, new Schemas(this));
      bySubject.put(name, known);
    }
    return known;
  }

  @Override
  public Coder<T> getCoder(CoderRegistry coderRegistry) throws CannotProvideCoderException {
    return type.coder(coderRegistry);
  }

  /** The type, the addresses, and the names of settings. */
  @Override
  public String toString() {
    return "Avro of " + type + " with the " + settings;
  }
}
