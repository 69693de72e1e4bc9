package io.millrace.examples.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.connectors.KafkaToParquet.Message;
import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.io.parquet.ParquetIO;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real broker within this JVM. */
@Timeout(180)
class KafkaToParquetTest {

  private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static KafkaClusterTestKit kit;
  private static KafkaProducer<String, String> producer;

  @TempDir Path directory;

  @BeforeAll
  static void startTheBroker() throws Exception {
    kit =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                    .setCombined(false)
                    .setNumControllerNodes(1)
                    .setNumBrokerNodes(1)
                    .build())
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("offsets.topic.replication.factor", "1")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    Properties settings = new Properties();
    settings.put("bootstrap.servers", kit.bootstrapServers());
    producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  @AfterAll
  static void stopTheBroker() throws Exception {
    producer.close();
    kit.close();
  }

  private static void makeTopic(String topic) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", kit.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static void send(String topic, Instant at, String value) throws Exception {
    producer.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), "key", value)).get();
  }

  private static KafkaToParquet.Options options(String topic, Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrapServers=" + kit.bootstrapServers(),
                "--topic=" + topic,
                "--output=" + output,
                "--window=1m",
                "--maxDelay=0s"));
    arguments.addAll(List.of(more));
    return PipelineOptionsFactory.fromArgs(arguments.toArray(new String[0]))
        .withValidation()
        .as(KafkaToParquet.Options.class);
  }

  /** Whatever ends as a file of Parquet does. */
  private Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return new TreeSet<>(files.filter(file -> file.toString().endsWith(".parquet")).toList());
    }
  }

  /** By Parquet's own reader; fails if a file is not whole. */
  private static List<String> values(Set<Path> files) throws IOException {
    List<String> values = new ArrayList<>();
    for (Path file : files) {
      try (ParquetReader<GenericRecord> reader =
          AvroParquetReader.<GenericRecord>builder(
                  new LocalInputFile(file), new PlainParquetConfiguration())
              .withDataModel(GenericData.get())
              .build()) {
        for (GenericRecord next = reader.read(); next != null; next = reader.read()) {
          values.add(next.get("value").toString());
        }
      }
    }
    return values;
  }

  @Test
  void whatATopicHasIsKeptByWindow() throws Exception {
    makeTopic("available");
    send("available", NOON, "a");
    send("available", NOON.plusSeconds(10), "b");
    send("available", NOON.plusSeconds(70), "c");
    send("available", NOON.plusSeconds(20), "late");

    KafkaToParquet.main(
        new String[] {
          "--bootstrapServers=" + kit.bootstrapServers(),
          "--topic=available",
          "--output=" + directory.resolve("kept"),
          "--mode=available-now"
        });

    assertThat(values(files())).containsExactlyInAnyOrder("a", "b", "c", "late");
    TestPipeline p = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PAssert.that(
            p.apply(ParquetIO.read(Message.class).from(directory + "/kept*.parquet"))
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(message -> message.offset() + " " + message.at())))
        .containsInAnyOrder(
            "0 2026-03-14T12:00:00Z",
            "1 2026-03-14T12:00:10Z",
            "2 2026-03-14T12:01:10Z",
            "3 2026-03-14T12:00:20Z");
    p.run();
  }

  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

  private static final class FailsAtBombs extends DoFn<Message, Message> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element Message message, OutputReceiver<Message> receiver) {
      if ("bomb".equals(message.value()) && FAILURES_LEFT.getAndDecrement() > 0) {
        throw new IllegalStateException("a bomb");
      }
      receiver.output(message);
    }
  }

  @Test
  void aJobThatFailsAndGoesOnKeepsEachMessageOnceAndShowsWholeFilesOnly() throws Exception {
    makeTopic("failing");
    FAILURES_LEFT.set(2);
    KafkaToParquet.Options options =
        options("failing", directory.resolve("kept"), "--runner=distributed", "--shards=2");
    DistributedOptions cluster = options.as(DistributedOptions.class);
    cluster.setRunner(DistributedRunner.class);
    cluster.setParallelism(2);
    cluster.setCheckpointEvery(Duration.ofMillis(50));
    cluster.setRestarts(5);
    cluster.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", new KafkaToParquet.ReadMessages(options))
        .apply("Bombs", ParDo.of(new FailsAtBombs()))
        .apply("Write", new KafkaToParquet.WriteWindows(options));
    PipelineResult result = pipeline.run();

    List<String> expected = new ArrayList<>();
    for (int minute = 0; minute < 4; minute++) {
      for (int i = 0; i < 10; i++) {
        String value = minute > 0 && i == 5 && minute < 3 ? "bomb" : minute + "-" + i;
        send("failing", NOON.plus(MINUTE.multipliedBy(minute)).plusSeconds(i), value);
        if (minute < 3) {
          expected.add(value);
        }
      }
      // the files of the minute before are seen while this one goes on
      List<String> seen = List.of();
      while (seen.size() < 10 * minute) {
        seen = values(files());
      }
      assertThat(seen).hasSize(10 * minute);
    }
    assertThat(FAILURES_LEFT.get()).as("failures that did not happen").isNotPositive();
    assertThat(values(files())).containsExactlyInAnyOrderElementsOf(expected);

    result.drain();
    result.waitUntilFinish();
    for (int i = 0; i < 10; i++) {
      expected.add("3-" + i);
    }
    assertThat(values(files())).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(files()).allMatch(file -> file.getParent().equals(directory));
  }
}
