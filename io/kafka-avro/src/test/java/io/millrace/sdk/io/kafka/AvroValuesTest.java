package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.avro.AvroType;
import io.millrace.sdk.io.kafka.avro.ConfluentAvro;
import io.millrace.sdk.io.kafka.avro.RegistryServer;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values as Avro, with a registry, from and to a real broker. */
@Timeout(120)
@ExtendWith(Broker.Running.class)
class AvroValuesTest {

  /** A value. */
  public record Order(long id, String shop, @Nullable String note) {}

  /** What another program wrote before there were notes, and with narrower numbers. */
  private static final Schema OLD =
      SchemaBuilder.record("LegacyOrder")
          .fields()
          .requiredInt("id")
          .requiredString("shop")
          .requiredString("gone")
          .endRecord();

  private RegistryServer registry;

  @BeforeEach
  void startRegistry() throws Exception {
    registry = new RegistryServer();
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  private static Pipeline pipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs("--runner=direct", "--mode=available-now", "--strictChecks")
            .create());
  }

  private ConfluentAvro<Order> orders() {
    return ConfluentAvro.of(Order.class, registry.address());
  }

  private static KafkaIO.Read<String, Order> read(String topic, ConfluentAvro<Order> orders) {
    return KafkaIO.<String, Order>read()
        .withBootstrapServers(Broker.servers())
        .withTopic(topic)
        .withKeyDeserializer(StringDeserializer.class)
        .withValueDeserializer(orders)
        .withStartFrom(StartFrom.EARLIEST);
  }

  private static KafkaIO.Write<String, Order> write(String topic, ConfluentAvro<Order> orders) {
    return KafkaIO.<String, Order>write()
        .withBootstrapServers(Broker.servers())
        .withTopic(topic)
        .withKeySerializer(StringSerializer.class)
        .withValueSerializer(orders);
  }

  private static void write(String topic, ConfluentAvro<Order> orders, Order order) {
    Pipeline p = pipeline();
    p.apply(Create.of(KV.of("a", order))).apply(write(topic, orders));
    p.run().waitUntilFinish();
  }

  /** A message as Avro's own classes make it. */
  private static byte[] message(int id, GenericRecord record) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    new GenericDatumWriter<GenericRecord>(record.getSchema())
        .write(record, EncoderFactory.get().directBinaryEncoder(out, null));
    return out.toByteArray();
  }

  private static GenericRecord old(int id) {
    return new GenericRecordBuilder(OLD)
        .set("id", id)
        .set("shop", "Hamar")
        .set("gone", "x")
        .build();
  }

  private static void send(String topic, byte[]... values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Broker.servers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
      }
    }
  }

  private static List<byte[]> values(String topic, int count) {
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", Broker.servers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (values.size() < count) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private static PCollection<String> texts(PCollection<KafkaRecord<String, Order>> records) {
    return records.apply(
        MapElements.into(TypeDescriptors.strings())
            .via(record -> String.valueOf(record.getKV().getValue())));
  }

  @Test
  void otherProgramsReadWhatIsWritten() throws Exception {
    String topic = Broker.topic("avro-written", 1);
    write(topic, orders(), new Order(7, "Bergen", null));

    byte[] value = values(topic, 1).get(0);
    int id = registry.ids(topic + "-value").get(0);
    assertThat(value).startsWith(0, 0, 0, 0, id);
    Schema schema = AvroType.of(Order.class).schema();
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(schema)
            .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    assertThat(read).hasToString("{\"id\": 7, \"shop\": \"Bergen\", \"note\": null}");
  }

  @Test
  void valuesAreReadWhateverSchemaTheyWereWrittenWith() throws Exception {
    String topic = Broker.topic("avro-read", 1);
    int old = registry.register(topic + "-value", OLD);
    send(topic, message(old, old(1)), message(old, old(2)), null);
    write(topic, orders().withSubject("another"), new Order(3, "Bergen", "fresh"));

    Pipeline p = pipeline();
    PAssert.that(texts(p.apply(read(topic, orders()))))
        .containsInAnyOrder(
            "Order[id=1, shop=Hamar, note=null]",
            "Order[id=2, shop=Hamar, note=null]",
            "null",
            "Order[id=3, shop=Bergen, note=fresh]");
    p.run().waitUntilFinish();
    assertThat(registry.asked())
        .as("each number is asked for once")
        .filteredOn(each -> each.startsWith("GET"))
        .containsExactly("GET /schemas/ids/1", "GET /schemas/ids/2");
  }

  @Test
  void genericRecordsAreReadWithTheSchemaThatIsGiven() throws Exception {
    String topic = Broker.topic("avro-generic", 1);
    Schema wanted =
        SchemaBuilder.record("LegacyOrder")
            .fields()
            .requiredLong("id")
            .optionalString("note")
            .endRecord();
    send(topic, message(registry.register(topic + "-value", OLD), old(5)));
    Pipeline p = pipeline();
    PCollection<GenericRecord> values =
        p.apply(
                KafkaIO.<byte[], GenericRecord>read()
                    .withBootstrapServers(Broker.servers())
                    .withTopic(topic)
                    .withKeyDeserializer(ByteArrayDeserializer.class)
                    .withValueDeserializer(ConfluentAvro.of(wanted, registry.address()))
                    .withStartFrom(StartFrom.EARLIEST)
                    .withoutMetadata())
            .apply(Values.create());
    PAssert.that(
            values.apply(
                MapElements.into(TypeDescriptors.strings()).via(record -> String.valueOf(record))))
        .containsInAnyOrder("{\"id\": 5, \"note\": null}");
    p.run().waitUntilFinish();
  }

  @Test
  void whatCannotBeDecodedIsABadRecordWithItsPlaceAndCause() throws Exception {
    String topic = Broker.topic("avro-bad", 1);
    int old = registry.register(topic + "-value", OLD);
    int json =
        registry.register(
            "documents",
            JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("schemaType", "JSON")
                .put("schema", "{}"));
    byte[] good = message(old, old(1));
    byte[] cut = Arrays.copyOf(good, good.length - 1);
    byte[] otherMagic = good.clone();
    otherMagic[0] = 1;
    byte[] unknown = message(99, old(2));
    send(
        topic,
        good,
        otherMagic,
        unknown,
        "{\"id\": 1}".getBytes(StandardCharsets.UTF_8),
        cut,
        message(json, old(3)),
        new byte[0]);
    String address = registry.address();

    Pipeline p = pipeline();
    WithFailures.Result<PCollection<KafkaRecord<String, Order>>, BadKafkaRecord> result =
        p.apply(read(topic, orders()).withBadRecords());
    PAssert.that(texts(result.output())).containsInAnyOrder("Order[id=1, shop=Hamar, note=null]");
    PAssert.that(result.failures())
        .satisfies(
            bad -> {
              List<BadKafkaRecord> sorted = new ArrayList<>();
              bad.forEach(sorted::add);
              sorted.sort(Comparator.comparingLong(BadKafkaRecord::offset));
              assertThat(sorted).extracting(BadKafkaRecord::topic).containsOnly(topic);
              assertThat(sorted).extracting(BadKafkaRecord::partition).containsOnly(0);
              assertThat(sorted)
                  .extracting(BadKafkaRecord::offset)
                  .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
              assertThat(sorted.get(0).cause()).contains("there is no header");
              assertThat(sorted.get(1).cause())
                  .contains(address + "/schemas/ids/99", "404 40403 Schema 99 not found");
              assertThat(sorted.get(2).cause()).contains("there is no header");
              assertThat(sorted.get(3).cause()).contains("cannot decode");
              assertThat(sorted.get(4).cause()).contains("a schema of JSON and not of Avro");
              assertThat(sorted.get(5).cause()).contains("from 0 bytes");
              assertThat(sorted.get(1).value()).isEqualTo(unknown);
              return null;
            });
    p.run().waitUntilFinish();
  }

  @Test
  void aRegistryThatCannotBeReachedIsNamed() throws Exception {
    String topic = Broker.topic("avro-unreachable", 1);
    send(topic, message(1, old(1)));
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + socket.getLocalPort();
    }
    ConfluentAvro<Order> orders = ConfluentAvro.of(Order.class, nobody);

    Pipeline reads = pipeline();
    reads.apply(read(topic, orders));
    assertThatThrownBy(() -> reads.run().waitUntilFinish())
        .hasStackTraceContaining("offset 0 of partition 0 of topic " + topic)
        .hasStackTraceContaining(nobody + "/schemas/ids/1: ConnectException");

    // that nobody answers says nothing about the record
    Pipeline separates = pipeline();
    separates.apply(read(topic, orders).withBadRecords());
    assertThatThrownBy(() -> separates.run().waitUntilFinish())
        .hasStackTraceContaining("offset 0 of partition 0 of topic " + topic)
        .hasStackTraceContaining(nobody + "/schemas/ids/1: ConnectException");

    assertThatThrownBy(() -> write(topic, orders, new Order(1, "a", null)))
        .hasStackTraceContaining("cannot write a record to topic " + topic)
        .hasStackTraceContaining(nobody + "/subjects/" + topic + "-value/versions");
    assertThat(values(topic, 1)).hasSize(1);
  }

  @Test
  void aSchemaThatTheRegistryDoesNotAllowIsNotWritten() throws Exception {
    String topic = Broker.topic("avro-refused", 1);
    registry.register(
        topic + "-value", SchemaBuilder.record("Order").fields().requiredBoolean("id").endRecord());
    assertThatThrownBy(() -> write(topic, orders(), new Order(1, "a", null)))
        .hasStackTraceContaining("Schema being registered is incompatible");

    assertThatThrownBy(
            () ->
                write(
                    topic,
                    orders()
                        .withSubject("unknown")
                        .withProperties(Map.of("auto.register.schemas", "false")),
                    new Order(1, "a", null)))
        .hasStackTraceContaining("404 40403 Schema not found");
    assertThat(Broker.committed(topic)).isEmpty();
    assertThat(registry.ids("unknown")).isEmpty();
  }

  @Test
  void passwordsAreSentAndNeverShown() throws Exception {
    String topic = Broker.topic("avro-secret", 1);
    String secret = "alice:pl4nted-passw0rd";
    registry.demand(
        "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    ConfluentAvro<Order> orders = orders().withProperties(Map.of("basic.auth.user.info", secret));
    write(topic, orders, new Order(1, "a", null));
    assertThat(values(topic, 1)).hasSize(1);

    ConfluentAvro<Order> wrong =
        orders().withProperties(Map.of("schema.registry.basic.auth.user.info", "alice:wr0ng-one"));
    assertThatThrownBy(() -> write(topic, wrong, new Order(2, "a", null)))
        .hasStackTraceContaining("401 401 Unauthorized")
        .satisfies(
            failure -> assertThat(stackTrace(failure)).doesNotContain("wr0ng", "d3IwbmctbmU"));
    assertThat(
            List.of(
                orders.toString(),
                read(topic, orders) + " " + DisplayData.from(read(topic, orders)).items(),
                write(topic, orders) + " " + DisplayData.from(write(topic, orders)).items()))
        .allSatisfy(text -> assertThat(text).doesNotContain("pl4nted"));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void keysHaveASubjectOfTheirOwn() throws Exception {
    String topic = Broker.topic("avro-keys", 1);
    Pipeline p = pipeline();
    p.apply(Create.of(KV.of(new Order(1, "k", null), new Order(2, "v", null))))
        .apply(
            KafkaIO.<Order, Order>write()
                .withBootstrapServers(Broker.servers())
                .withTopic(topic)
                .withKeySerializer(orders())
                .withValueSerializer(orders())
                .withEOS(topic));
    p.run().waitUntilFinish();
    Pipeline reads = pipeline();
    PAssert.that(
            reads
                .apply(
                    KafkaIO.<Order, Order>read()
                        .withBootstrapServers(Broker.servers())
                        .withTopic(topic)
                        .withKeyDeserializer(orders())
                        .withValueDeserializer(orders())
                        .withReadCommitted()
                        .withStartFrom(StartFrom.EARLIEST)
                        .withoutMetadata())
                .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf)))
        .satisfies(
            texts -> {
              assertThat(texts).hasSize(1).first().asString().contains("id=1", "id=2");
              return null;
            });
    reads.run().waitUntilFinish();
    assertThat(registry.asked())
        .contains(
            "POST /subjects/" + topic + "-key/versions",
            "POST /subjects/" + topic + "-value/versions");
  }
}
