package io.millrace.sdk.io.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ExtendWith(Broker.Running.class)
class KafkaWriteTest {

  @RegisterExtension
  final TestPipeline p =
      TestPipeline.fromOptions(
          PipelineOptionsFactory.fromArgs("--runner=direct", "--strictChecks").create());

  private static KafkaIO.Write<String, String> write(String topic) {
    return KafkaIO.<String, String>write()
        .withBootstrapServers(Broker.servers())
        .withTopic(topic)
        .withKeySerializer(StringSerializer.class)
        .withValueSerializer(StringSerializer.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsWrittenIsThere(boolean exactlyOnce) throws Exception {
    String topic = Broker.topic("written-" + exactlyOnce, 2);
    KafkaIO.Write<String, String> write = write(topic);
    p.apply(
            Create.of(KV.of("a", "1"), KV.of("b", "2"), KV.of("a", (String) null))
                .withCoder(
                    KvCoder.of(StringUtf8Coder.of(), NullableCoder.of(StringUtf8Coder.of()))))
        .apply(exactlyOnce ? write.withEOS("written") : write);
    p.run();

    assertThat(Broker.committed(topic))
        .extracting(ConsumerRecord::key, ConsumerRecord::value)
        .containsExactlyInAnyOrder(tuple("a", "1"), tuple("b", "2"), tuple("a", null));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsSayTheirTopicPartitionTimestampAndHeadersThemselves(boolean exactlyOnce)
      throws Exception {
    String one = Broker.topic("records-1-" + exactlyOnce, 3);
    String two = Broker.topic("records-2-" + exactlyOnce, 1);
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", "t-1".getBytes(UTF_8));
    KafkaIO.WriteRecords<String, String> write =
        KafkaIO.<String, String>writeRecords()
            .withBootstrapServers(Broker.servers())
            .withKeyCoder(StringUtf8Coder.of())
            .withValueCoder(StringUtf8Coder.of());
    p.apply(
            Create.of(
                    new ProducerRecord<>(one, 2, 5_000L, "k", "v", headers),
                    new ProducerRecord<>(two, "k", "w"))
                .withCoder(ProducerRecordCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
        .apply(exactlyOnce ? write.withEOS("records") : write);
    p.run();

    ConsumerRecord<String, String> first = Broker.committed(one).get(0);
    assertThat(first.partition()).isEqualTo(2);
    assertThat(first.timestamp()).isEqualTo(5_000);
    assertThat(first.headers().lastHeader("trace").value()).isEqualTo("t-1".getBytes(UTF_8));
    byte[] written = first.value().getBytes(UTF_8);
    assertThat(CoderUtils.decodeFromByteArray(StringUtf8Coder.of(), written)).isEqualTo("v");
    assertThat(Broker.committed(two)).hasSize(1);
  }

  @Test
  void secretsCanBeLookedUpWhereTheJobRuns(@TempDir Path directory) throws Exception {
    String topic = Broker.topic("looked-up", 1);
    Path file = Files.writeString(directory.resolve("secrets"), "protocol=PLAINTEXT");
    Map<String, String> config =
        Map.of(
            "config.providers",
            "file",
            "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider",
            // not to be understood unless it is looked up
            "security.protocol",
            "${file:" + file + ":protocol}");
    p.apply(Create.of(KV.of("a", "1")))
        .apply(write(topic).withProducerConfigUpdates(config).withEOS("looked-up"));
    p.run();

    Pipeline read =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--runner=direct", "--mode=available-now").create());
    PAssert.that(
            read.apply(
                KafkaIO.<String, String>read()
                    .withBootstrapServers(Broker.servers())
                    .withTopic(topic)
                    .withKeyDeserializer(StringDeserializer.class)
                    .withValueDeserializer(StringDeserializer.class)
                    .withStartFrom(StartFrom.EARLIEST)
                    .withReadCommitted()
                    .withConsumerConfigUpdates(config)
                    .withoutMetadata()))
        .containsInAnyOrder(KV.of("a", "1"));
    read.run();
  }

  @Test
  void eventTimesBecomeTimestamps() throws Exception {
    String topic = Broker.topic("event-times", 1);
    p.apply(Create.timestamped(TimestampedValue.of(KV.of("a", "1"), Instant.ofEpochMilli(1_234))))
        .apply(write(topic).withInputTimestamp());
    p.run();

    assertThat(Broker.committed(topic).get(0).timestamp()).isEqualTo(1_234);
  }

  @Test
  void anEventTimeThatKafkaCannotHaveIsRefused() throws Exception {
    String topic = Broker.topic("no-event-times", 1);
    p.apply(Create.of(KV.of("a", "1"))).apply("Out", write(topic).withInputTimestamp());

    assertThatThrownBy(p::run)
        .hasMessageContaining("Out")
        .hasMessageContaining("topic no-event-times")
        .hasMessageContaining("begins in 1970");
  }

  @Test
  void aRecordThatIsTooLargeFailsWhereItIsWritten() throws Exception {
    String topic = Broker.topic("too-large", 1);
    p.apply(Create.of(KV.of("a", "x".repeat(2_000))))
        .apply(
            write(topic)
                .withProducerConfigUpdates(Map.of("max.request.size", 1_500))
                .withEOS("too-large"));

    assertThatThrownBy(p::run)
        .hasMessageContaining("topic too-large")
        .hasMessageContaining("max.request.size, 1500");
  }

  @Test
  void aStreamIsWrittenExactlyOnceWhileItRuns() throws Exception {
    String from = Broker.topic("endless-in", 2);
    String to = Broker.topic("endless-out", 1);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Broker.send(from, i % 2, null, "k", "v" + i);
      expected.add("v" + i);
    }
    Pipeline stream =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=direct", "--blockOnRun=false", "--commitEvery=50ms", "--restartTasks")
                .create());
    stream
        .apply(
            KafkaIO.<String, String>read()
                .withBootstrapServers(Broker.servers())
                .withTopic(from)
                .withKeyDeserializer(StringDeserializer.class)
                .withValueDeserializer(StringDeserializer.class)
                .withStartFrom(StartFrom.EARLIEST)
                .withoutMetadata())
        .apply(write(to).withEOS("endless"));
    PipelineResult result = stream.run();

    Broker.committed(to, 20);
    Broker.send(from, 0, null, "k", "one more");
    expected.add("one more");
    Broker.committed(to, 21);
    result.drain();
    result.waitUntilFinish();
    assertThat(Broker.committedValues(to)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
