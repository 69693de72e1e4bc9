package io.millrace.sdk.io.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
@ExtendWith(Broker.Running.class)
class KafkaReadTest {

  @RegisterExtension
  final TestPipeline p =
      TestPipeline.fromOptions(
          PipelineOptionsFactory.fromArgs(
                  "--runner=direct", "--mode=available-now", "--strictChecks")
              .create());

  private static KafkaIO.Read<String, String> strings() {
    return KafkaIO.<String, String>read()
        .withBootstrapServers(Broker.servers())
        .withKeyDeserializer(StringDeserializer.class)
        .withValueDeserializer(StringDeserializer.class)
        .withStartFrom(StartFrom.EARLIEST);
  }

  @Test
  void whatIsThereNowIsReadFromAllPartitionsAndTheJobEnds() throws Exception {
    String topic = Broker.topic("available-now", 3);
    Broker.send(topic, 0, null, "a", "1");
    Broker.send(topic, 2, null, "b", "2");
    Broker.send(topic, 2, null, "a", null);

    PAssert.that(p.apply(strings().withTopic(topic).withoutMetadata()))
        .containsInAnyOrder(KV.of("a", "1"), KV.of("b", "2"), KV.of("a", null));
    p.run();
  }

  @Test
  void aRecordTellsWhereItStandsAndWhatItBrought() throws Exception {
    String topic = Broker.topic("metadata", 2);
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", "t-1".getBytes(UTF_8));
    headers.add("empty", null);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Broker.servers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, 1, 1_000L, "k", "first")).get();
      producer.send(new ProducerRecord<>(topic, 1, 2_000L, "k", "second", headers)).get();
    }

    PAssert.that(p.apply(strings().withTopics(List.of(topic))))
        .containsInAnyOrder(
            new KafkaRecord<>(
                topic, 1, 0, 1_000, KafkaTimestampType.CREATE_TIME, null, "k", "first"),
            new KafkaRecord<>(
                topic, 1, 1, 2_000, KafkaTimestampType.CREATE_TIME, headers, "k", "second"));
    p.run();
  }

  @Test
  void aPatternFindsTheTopicsWhoseWholeNameFits() throws Exception {
    Broker.send(Broker.topic("pattern-1", 1), "one");
    Broker.send(Broker.topic("pattern-2", 1), "two");
    Broker.send(Broker.topic("not-pattern-3", 1), "three");

    PAssert.that(p.apply(strings().withTopicPattern("pattern-[0-9]").withoutMetadata()))
        .containsInAnyOrder(KV.of(null, "one"), KV.of(null, "two"));
    p.run();
  }

  @Test
  void partitionsThatAreNamedAreReadAlone() throws Exception {
    String topic = Broker.topic("some-partitions", 3);
    for (int partition = 0; partition < 3; partition++) {
      Broker.send(topic, partition, null, null, "from " + partition);
    }

    PAssert.that(
            p.apply(
                strings()
                    .withTopicPartitions(List.of(new TopicPartition(topic, 1)))
                    .withoutMetadata()))
        .containsInAnyOrder(KV.of(null, "from 1"));
    p.run();
  }

  @Test
  void keysAndValuesCanBeDecodedByCodersAndBeLeftAsTheyAre() throws Exception {
    String topic = Broker.topic("coders", 1);
    byte[] key = CoderUtils.encodeToByteArray(StringUtf8Coder.of(), "answer");
    byte[] value = CoderUtils.encodeToByteArray(VarIntCoder.of(), 42);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Broker.servers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    PAssert.that(
            p.apply(
                "Coded",
                KafkaIO.<String, Integer>read()
                    .withBootstrapServers(Broker.servers())
                    .withTopic(topic)
                    .withKeyCoder(StringUtf8Coder.of())
                    .withValueCoder(VarIntCoder.of())
                    .withStartFrom(StartFrom.EARLIEST)
                    .withoutMetadata()))
        .containsInAnyOrder(KV.of("answer", 42));
    PAssert.that(
            p.apply(
                "Raw",
                KafkaIO.readBytes()
                    .withBootstrapServers(Broker.servers())
                    .withTopic(topic)
                    .withStartFrom(StartFrom.EARLIEST)
                    .withoutMetadata()))
        .containsInAnyOrder(KV.of(key, value));
    p.run();
  }

  @Test
  void recordsThatCannotBeDecodedFailTheJobAndTheMessageSaysWhere() throws Exception {
    String topic = Broker.topic("bad-fails", 1);
    Broker.send(topic, "1234", "too long for a number");
    p.apply(
        "Numbers",
        KafkaIO.<String, Integer>read()
            .withBootstrapServers(Broker.servers())
            .withTopic(topic)
            .withKeyDeserializer(StringDeserializer.class)
            .withValueDeserializer(IntegerDeserializer.class)
            .withStartFrom(StartFrom.EARLIEST));

    assertThatThrownBy(p::run)
        .hasMessageContaining("Numbers")
        .hasMessageContaining("value of the record at offset 1 of partition 0 of topic bad-fails")
        .hasMessageContaining("IntegerDeserializer")
        .hasMessageContaining("withBadRecords()");
  }

  @Test
  void recordsThatCannotBeDecodedAreAnOutputOfTheirOwn() throws Exception {
    String topic = Broker.topic("bad-aside", 1);
    Broker.send(topic, 0, 5_000L, "k", "\0\0\0\7");
    Broker.send(topic, 0, 6_000L, "k", "seven");

    WithFailures.Result<PCollection<KafkaRecord<String, Integer>>, BadKafkaRecord> result =
        p.apply(
            KafkaIO.<String, Integer>read()
                .withBootstrapServers(Broker.servers())
                .withTopic(topic)
                .withKeyDeserializer(StringDeserializer.class)
                .withValueDeserializer(IntegerDeserializer.class)
                .withStartFrom(StartFrom.EARLIEST)
                .withCreateTime(Duration.ZERO)
                .withBadRecords());
    PAssert.that(
            result
                .output()
                .apply(MapElements.into(TypeDescriptors.integers()).via(r -> r.getKV().getValue())))
        .containsInAnyOrder(7);
    PAssert.that(result.failures())
        .satisfies(
            all -> {
              BadKafkaRecord bad = all.iterator().next();
              assertThat(bad.topic()).isEqualTo("bad-aside");
              assertThat(bad.partition()).isZero();
              assertThat(bad.offset()).isEqualTo(1);
              assertThat(bad.timestamp()).isEqualTo(6_000);
              assertThat(bad.key()).isEqualTo("k".getBytes(UTF_8));
              assertThat(bad.value()).isEqualTo("seven".getBytes(UTF_8));
              assertThat(bad.cause()).contains("SerializationException");
              return null;
            });
    p.run();
  }

  @Test
  void timesOfProducersAreEventTimes() throws Exception {
    String topic = Broker.topic("create-time", 1);
    Broker.send(topic, 0, 1_000L, null, "a");
    Broker.send(topic, 0, 12_000L, null, "b");
    Broker.send(topic, 0, 9_000L, null, "c");

    PCollection<Long> counts =
        p.apply(strings().withTopic(topic).withCreateTime(Duration.ofSeconds(5)).withoutMetadata())
            .apply(MapElements.into(TypeDescriptors.strings()).via(KV::getValue))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
            .apply(countInWindows());
    PAssert.that(counts)
        .inWindow(new IntervalWindow(Instant.EPOCH, Instant.ofEpochSecond(10)))
        .containsInAnyOrder(2L);
    PAssert.that(counts)
        .inWindow(new IntervalWindow(Instant.ofEpochSecond(10), Instant.ofEpochSecond(20)))
        .containsInAnyOrder(1L);
    p.run();
  }

  private static PTransform<PCollection<String>, PCollection<Long>> countInWindows() {
    return Combine.globally(Count.<String>combineFn()).withoutDefaults();
  }

  @Test
  void timesThatSomebodyElseGaveAreRefused() throws Exception {
    String topic = Broker.topic("wrong-time", 1);
    Broker.send(topic, "a");
    p.apply(strings().withTopic(topic).withLogAppendTime());

    assertThatThrownBy(p::run)
        .hasMessageContaining("topic wrong-time has a timestamp of type CREATE_TIME")
        .hasMessageContaining("message.timestamp.type");
  }

  @Test
  void timesOfTheBrokerAreEventTimes() throws Exception {
    String topic =
        Broker.topic("append-time", 1, Map.of("message.timestamp.type", "LogAppendTime"));
    Broker.send(topic, 0, 5L, null, "a");

    PAssert.that(
            p.apply(strings().withTopic(topic).withLogAppendTime())
                .apply(
                    MapElements.into(TypeDescriptors.booleans())
                        .via(
                            record ->
                                record.getTimestamp() > 1_000_000
                                    && record.getTimestampType()
                                        == KafkaTimestampType.LOG_APPEND_TIME)))
        .containsInAnyOrder(true);
    p.run();
  }

  @Test
  void aTopicThatIsNotThereIsToldByName() {
    p.apply("Gone", strings().withTopic("no-such-topic"));

    assertThatThrownBy(p::run)
        .hasMessageContaining("Gone")
        .hasMessageContaining("no-such-topic")
        .hasMessageContaining("UnknownTopicOrPartition");
  }

  @Test
  void aLimitedNumberOfRecordsIsReadWhereverTheyAre() throws Exception {
    String topic = Broker.topic("limited", 4);
    for (int i = 0; i < 10; i++) {
      Broker.send(topic, i % 2, null, null, "r" + i);
    }
    Pipeline limited = Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=direct").create());

    PAssert.that(
            limited
                .apply(strings().withTopic(topic).withMaxNumRecords(7).withoutMetadata())
                .apply(Count.globally()))
        .containsInAnyOrder(7L);
    limited.run();
  }

  @Test
  void aReadOfLimitedTimeEnds() throws Exception {
    String topic = Broker.topic("limited-time", 1);
    Broker.send(topic, "a");
    Pipeline limited = Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=direct").create());

    PAssert.that(
            limited.apply(
                strings()
                    .withTopic(topic)
                    .withMaxReadTime(Duration.ofSeconds(2))
                    .withoutMetadata()))
        .containsInAnyOrder(KV.of(null, "a"));
    limited.run();
  }

  @Test
  void windowsOfAStreamFireWhileItRunsThoughAPartitionIsSilent() throws Exception {
    String from = Broker.topic("stream-in", 2);
    String to = Broker.topic("stream-out", 1);
    Broker.send(from, 0, 1_000L, null, "a");
    Broker.send(from, 0, 2_000L, null, "a");
    Broker.send(from, 0, 60_000L, null, "later");
    Pipeline stream =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=direct",
                    "--blockOnRun=false",
                    "--commitEvery=50ms",
                    "--targetParallelism=2")
                .create());
    stream
        .apply(
            strings()
                .withTopic(from)
                .withWatermarkPolicy(
                    WatermarkPolicy.<KafkaRecord<String, String>>withMaxOutOfOrderness(
                            Duration.ofSeconds(5))
                        .withIdleness(Duration.ofMillis(200)))
                .withoutMetadata())
        .apply(MapElements.into(TypeDescriptors.strings()).via(KV::getValue))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply(Count.perElement())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(count -> count.getKey() + "=" + count.getValue()))
        .apply(
            KafkaIO.<byte[], String>write()
                .withBootstrapServers(Broker.servers())
                .withTopic(to)
                .withValueSerializer(StringSerializer.class)
                .withInputTimestamp()
                .values());
    PipelineResult result = stream.run();

    List<ConsumerRecord<String, String>> records = Broker.committed(to, 1);
    assertThat(records).extracting(ConsumerRecord::value).containsExactly("a=2");
    assertThat(records.get(0).timestamp()).isEqualTo(9_999);
    result.drain();
    result.waitUntilFinish();
    assertThat(Broker.committedValues(to)).containsExactlyInAnyOrder("a=2", "later=1");
  }
}
