package io.millrace.sdk.io.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What is said and refused when a pipeline is built: without a broker. */
class KafkaIOTest {

  private static final Map<String, Object> SECRETS =
      Map.of(
          "security.protocol",
          "SASL_SSL",
          "sasl.jaas.config",
          "org.x.PlainLoginModule required password=\"hunter2\";",
          "ssl.keystore.password",
          "hunter2",
          "my.plugin.token",
          "hunter2");

  private final Pipeline p = Pipeline.create();

  private static KafkaIO.Read<String, Long> read() {
    return KafkaIO.<String, Long>read()
        .withBootstrapServers("broker:9092")
        .withTopic("orders")
        .withKeyDeserializer(StringDeserializer.class)
        .withValueDeserializer(LongDeserializer.class);
  }

  private static KafkaIO.Write<String, String> write() {
    return KafkaIO.<String, String>write()
        .withBootstrapServers("broker:9092")
        .withTopic("orders")
        .withKeySerializer(StringSerializer.class)
        .withValueSerializer(StringSerializer.class);
  }

  @Test
  void codersFollowFromDeserialisersAndTakeNull() {
    PCollection<KV<String, Long>> pairs = p.apply(read().withoutMetadata());
    assertThat(pairs.getCoder())
        .isEqualTo(
            KvCoder.of(
                NullableCoder.of(StringUtf8Coder.of()), NullableCoder.of(VarLongCoder.of())));
  }

  @Test
  void secretsAreShownNowhere() {
    KafkaIO.Read<String, Long> read = read().withConsumerConfigUpdates(SECRETS);
    KafkaIO.Write<String, String> write =
        write().withProducerConfigUpdates(SECRETS).withEOS("orders");
    p.apply("Read", read);
    p.apply("ReadWithBad", read.withBadRecords());
    p.apply("ReadPairs", read.withoutMetadata());
    p.apply(Create.of(KV.of("a", "b"))).apply("Write", write);
    ReadSettings<String, Long> settings = read.settings(p.getCoderRegistry());
    KafkaSource<String, Long> source = new KafkaSource<>(settings);
    List<Object> shown =
        List.of(
            DisplayData.from(read).items(),
            DisplayData.from(write).items(),
            DisplayData.from(write.values()).items(),
            DisplayData.from(source).items(),
            read,
            read.withBadRecords(),
            write,
            settings,
            settings.client(),
            source,
            write.getRecords().settings(),
            p);
    for (Object each : shown) {
      assertThat(each.toString()).doesNotContain("hunter2");
    }
    assertThat(DisplayData.from(read).items().toString())
        .contains("sasl.jaas.config, security.protocol, ssl.keystore.password")
        .contains("broker:9092");
  }

  @Test
  void secretsAreInNoPlan() {
    Pipeline explained =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=direct", "--explain").create());
    explained.apply(
        read().withConsumerConfigUpdates(SECRETS).withMaxNumRecords(1).withoutMetadata());
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      explained.run();
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(UTF_8)).contains("KafkaSource").doesNotContain("hunter2");
  }

  @Test
  void sourcesAndSinksTravel() {
    ReadSettings<String, Long> settings =
        read().withConsumerConfigUpdates(SECRETS).settings(p.getCoderRegistry());
    assertThat(SerializableUtils.clone(settings)).isEqualTo(settings);
    SerializableUtils.ensureSerializable(
        new ExactlyOnceSink<>(write().getRecords().settings(), "orders", 1));
  }

  @Test
  void codersGiveBackWhatTheyTook() throws Exception {
    RecordHeaders headers = new RecordHeaders();
    headers.add("a", new byte[] {1}).add("b", null).add("a", new byte[0]);
    KafkaRecord<String, Long> record =
        new KafkaRecord<>("t", 3, 1L << 40, 5, KafkaTimestampType.CREATE_TIME, headers, "k", null);
    KafkaRecordCoder<String, Long> records =
        KafkaRecordCoder.of(
            NullableCoder.of(StringUtf8Coder.of()), NullableCoder.of(VarLongCoder.of()));
    assertThat(CoderUtils.clone(records, record)).isEqualTo(record);

    ProducerRecord<String, String> produced = new ProducerRecord<>("t", 2, 7L, "k", "v", headers);
    ProducerRecordCoder<String, String> producer =
        ProducerRecordCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
    assertThat(CoderUtils.clone(producer, produced)).isEqualTo(produced);
    ProducerRecord<String, String> plain = new ProducerRecord<>("t", "k", "v");
    assertThat(CoderUtils.clone(producer, plain)).isEqualTo(plain);

    BadKafkaRecord bad = new BadKafkaRecord("t", 1, 2, 3, null, new byte[] {4}, "why");
    assertThat(CoderUtils.clone(p.getCoderRegistry().getCoder(BadKafkaRecord.class), bad))
        .isEqualTo(bad);

    KafkaSplit split =
        new KafkaSplit(
            List.of(new KafkaSplit.Part("t", 1, 2, 3), new KafkaSplit.Part("u", 4, 5, 6)),
            7,
            KafkaSplit.NO_LIMIT);
    assertThat(CoderUtils.clone(new KafkaSplit.KafkaSplitCoder(), split)).isEqualTo(split);
  }

  @Test
  void whatIsMissingIsAskedFor() {
    assertRefused(() -> p.apply("1", KafkaIO.<String, Long>read()), "withBootstrapServers");
    assertRefused(() -> p.apply("2", KafkaIO.readBytes().withBootstrapServers("b:1")), "withTopic");
    assertRefused(
        () -> p.apply("3", KafkaIO.<String, Long>read().withBootstrapServers("b:1").withTopic("t")),
        "withKeyDeserializer");
    assertRefused(() -> p.apply("4", read().commitOffsetsInFinalize()), "group.id");
    assertRefused(() -> p.apply("5", read().withStartFrom(StartFrom.COMMITTED)), "group.id");
    PCollection<KV<String, String>> pairs = p.apply(Create.of(KV.of("a", "b")));
    assertRefused(() -> pairs.apply("6", KafkaIO.write()), "withTopic");
    assertRefused(
        () -> pairs.apply("7", KafkaIO.<String, String>write().withTopic("t")),
        "withBootstrapServers");
    assertRefused(
        () ->
            pairs.apply(
                "8",
                KafkaIO.<String, String>write()
                    .withTopic("t")
                    .withBootstrapServers("b:1")
                    .withKeySerializer(StringSerializer.class)),
        "withValueSerializer");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertRefused(() -> read().withTopics(List.of()), "at least one topic");
    assertRefused(() -> read().withTopicPartitions(List.of()), "at least one partition");
    assertRefused(() -> read().withTopicPattern("("), "withTopicPattern(\"(\")");
    assertRefused(() -> read().withMaxNumRecords(0), "at least 1");
    assertRefused(() -> read().withMaxReadTime(Duration.ZERO), "at least a millisecond");
    assertRefused(() -> read().withDynamicRead(Duration.ofMillis(-1)), "zero to look never");
    assertRefused(
        () -> read().withConsumerConfigUpdates(Map.of("enable.auto.commit", true)),
        "commitOffsetsInFinalize()");
    assertRefused(
        () -> read().withConsumerConfigUpdates(Map.of("value.deserializer", "x")),
        "withValueDeserializer");
    assertRefused(
        () ->
            p.apply(
                read().withConsumerConfigUpdates(Map.of("auto.offset.reset", "by_duration:P1D"))),
        "by_duration:P1D");
    assertRefused(
        () -> write().withProducerConfigUpdates(Map.of("transactional.id", "x")), "withEOS");
    assertRefused(() -> write().withEOS("a b"), "part of the name of a topic");
    assertRefused(() -> write().withEOS(""), "part of the name of a topic");
  }

  /** Gives something that no coder is known for. */
  public static final class ThreadDeserializer implements Deserializer<Thread> {
    @Override
    public Thread deserialize(String topic, byte[] data) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aTypeWithoutACoderIsToldAtOnce() {
    assertRefused(
        () ->
            p.apply(
                KafkaIO.<String, Thread>read()
                    .withBootstrapServers("b:1")
                    .withTopic("t")
                    .withKeyDeserializer(StringDeserializer.class)
                    .withValueDeserializer(ThreadDeserializer.class)),
        "withValueDeserializerAndCoder");
  }

  private static void assertRefused(Runnable what, String why) {
    assertThatIllegalArgumentException().isThrownBy(what::run).withMessageContaining(why);
  }
}
