package io.millrace.benchmarks.connectors;

import io.millrace.benchmarks.connectors.Throughput.Candidate;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.kafka.KafkaIO;
import io.millrace.sdk.io.kafka.StartFrom;
import io.millrace.sdk.metrics.Counter;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.metrics.Metrics;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads and writes a topic with {@code KafkaIO}, and with the loop that Kafka's client asks for.
 */
@Command(name = "kafka", description = "KafkaIO beside the plain loop of kafka-clients.")
public final class KafkaCommand implements Callable<Integer> {

  private static final int PARTITIONS = 2;

  @Option(names = "--brokers", required = true, description = "Where brokers are.")
  String brokers = "";

  @Option(names = "--records", description = "How many (default: ${DEFAULT-VALUE}).")
  int records = 2_000_000;

  @Option(names = "--bytes", description = "Of each value (default: ${DEFAULT-VALUE}).")
  int bytes = 100;

  @Option(names = "--reps", description = "The best of so many (default: ${DEFAULT-VALUE}).")
  int reps = 3;

  @Option(names = "--only-reads", description = "Measures no writes.")
  boolean onlyReads;

  @Override
  public Integer call() throws Exception {
    long total = (long) records * (bytes + Long.BYTES);
    if (!onlyReads) {
      measureWrites(total);
    }
    String topic = topic();
    writePlainly(topic);
    Throughput.print(
        reps,
        total,
        new Candidate("kafka-read plain", () -> readPlainly(topic)),
        new Candidate("kafka-read millrace", () -> read(topic)));
    return 0;
  }

  private void measureWrites(long total) throws Exception {
    Throughput.print(
        reps,
        total,
        new Candidate("kafka-write plain", () -> writePlainly(topic())),
        new Candidate("kafka-write millrace", () -> write(topic(), null)),
        new Candidate("kafka-write-once millrace", () -> write(topic(), "b" + System.nanoTime())));
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", brokers);
  }

  private String topic() throws Exception {
    String name = "bench-" + System.nanoTime();
    try (Admin admin = Admin.create(client())) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
    }
    return name;
  }

  private static byte[] key(long number) {
    byte[] key = new byte[Long.BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      key[i] = (byte) (number >>> (8 * i));
    }
    return key;
  }

  private void writePlainly(String topic) {
    byte[] value = new byte[bytes];
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, key(i), value));
      }
    }
  }

  private static final class Pair extends DoFn<Long, KV<byte[], byte[]>> {
    private static final long serialVersionUID = 1;
    private final byte[] value;

    Pair(int bytes) {
      this.value = new byte[bytes];
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<byte[], byte[]>> receiver) {
      receiver.output(KV.of(key(number), value));
    }
  }

  private void write(String topic, @Nullable String onceAs) {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=1").create());
    KafkaIO.Write<byte[], byte[]> write =
        KafkaIO.<byte[], byte[]>write()
            .withBootstrapServers(brokers)
            .withTopic(topic)
            .withKeySerializer(ByteArraySerializer.class)
            .withValueSerializer(ByteArraySerializer.class)
            .withMaxUncommittedBytes(Long.MAX_VALUE);
    pipeline
        .apply(GenerateSequence.from(0).to(records))
        .apply(ParDo.of(new Pair(bytes)))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply(onceAs == null ? write : write.withEOS(onceAs));
    pipeline.run().waitUntilFinish();
  }

  private void readPlainly(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new TopicPartition(topic, i));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long sum = 0;
      for (int count = 0; count < records; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          sum += record.value().length;
          count++;
        }
      }
      check(sum);
    }
  }

  private void check(long sum) {
    if (sum != (long) records * bytes) {
      throw new IllegalStateException(sum + " bytes of values were read");
    }
  }

  private static final class Lengths extends DoFn<KV<byte[], byte[]>, Void> {
    private static final long serialVersionUID = 1;
    private final Counter lengths = Metrics.counter(Lengths.class, "lengths");

    @ProcessElement
    public void process(@Element KV<byte[], byte[]> pair) {
      lengths.inc(pair.getValue().length);
    }
  }

  private void read(String topic) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs("--mode=available-now", "--targetParallelism=1")
                .create());
    pipeline
        .apply(
            KafkaIO.readBytes()
                .withBootstrapServers(brokers)
                .withTopic(topic)
                .withStartFrom(StartFrom.EARLIEST)
                .withoutMetadata())
        .apply(ParDo.of(new Lengths()));
    check(pipeline.run().metrics().sumOfCounters(MetricName.named(Lengths.class, "lengths")));
  }
}
