package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptionsFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a user is told, and what is lost, when something fails: of real brokers. */
@Timeout(120)
@ExtendWith(Broker.Running.class)
class FaultsTest {

  /** So that what cannot be reached is not waited for as long as in earnest. */
  private static final Map<String, String> IMPATIENT =
      Map.of("default.api.timeout.ms", "1500", "request.timeout.ms", "1000");

  private static final Map<String, String> IMPATIENT_PRODUCER =
      Map.of("max.block.ms", "1500", "request.timeout.ms", "1000", "delivery.timeout.ms", "1500");

  private long now = 1_000_000;

  private static KafkaIO.Read<String, String> read(String servers, String topic) {
    return KafkaIO.<String, String>read()
        .withBootstrapServers(servers)
        .withTopic(topic)
        .withKeyDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
        .withValueDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
        .withStartFrom(StartFrom.EARLIEST);
  }

  private static KafkaSource<String, String> source(KafkaIO.Read<String, String> read) {
    return new KafkaSource<>(read.settings(CoderRegistry.createDefault()));
  }

  private static WriteSettings<String, String> write(String servers, Map<String, String> settings) {
    return KafkaIO.<String, String>writeRecords()
        .withBootstrapServers(servers)
        .withKeySerializer(StringSerializer.class)
        .withValueSerializer(StringSerializer.class)
        .withProducerConfigUpdates(settings)
        .settings();
  }

  private SourceContext context(String... args) {
    return new SourceContext(PipelineOptionsFactory.fromArgs(args).create(), 1, () -> now);
  }

  private static SinkContext sinkContext() {
    return new SinkContext(PipelineOptionsFactory.create(), "job-1", "Write", 0, 1);
  }

  private List<KafkaSplit> splits(KafkaIO.Read<String, String> read, String... args)
      throws IOException {
    try (SplitEnumerator<KafkaSplit> finder = source(read).createEnumerator(context(args), null)) {
      return finder.discover(now);
    }
  }

  /** Writes one record at least once. */
  private static void writeOne(WriteSettings<String, String> settings, String topic)
      throws Exception {
    try (var writer = new AtLeastOnceSink<>(settings).createWriter(sinkContext())) {
      writer.write(new ProducerRecord<>(topic, "k", "v"), 0);
      writer.prepareCommit();
    }
  }

  /** Writes one record exactly once. */
  private static void writeOnce(WriteSettings<String, String> settings, String topic, String id)
      throws Exception {
    ExactlyOnceSink<String, String> sink = new ExactlyOnceSink<>(settings, id, 1_000);
    try (var writer = sink.createWriter(sinkContext());
        var committer = sink.createCommitter(sinkContext())) {
      writer.write(new ProducerRecord<>(topic, "k", "v"), 0);
      committer.commit(writer.prepareCommit());
    }
  }

  private static String nowhere() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void aBrokerThatCannotBeReachedIsToldByItsAddressAfterSomeTime() throws Exception {
    String nowhere = nowhere();
    assertThatThrownBy(() -> splits(read(nowhere, "t").withConsumerConfigUpdates(IMPATIENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read topics t of " + nowhere);
    assertThatThrownBy(() -> writeOne(write(nowhere, IMPATIENT_PRODUCER), "t"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write to Kafka at " + nowhere);
    Map<String, String> all = new HashMap<>(IMPATIENT_PRODUCER);
    all.putAll(IMPATIENT);
    assertThatThrownBy(() -> writeOnce(write(nowhere, all), "t", "unreachable"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the Kafka sink unreachable at " + nowhere);
  }

  @Test
  void aTopicThatIsNotThereIsTold() throws Exception {
    assertThatThrownBy(() -> splits(read(Broker.servers(), "not-there")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read topics not-there of " + Broker.servers())
        .hasMessageContaining("UnknownTopicOrPartition");
    assertThatThrownBy(
            () -> writeOne(write(Broker.servers(), IMPATIENT_PRODUCER), "not-there-either"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not-there-either");
  }

  @Test
  void withTlsAndAPasswordItIsReadAndWrittenAndWithAWrongOneItIsTold() throws Exception {
    try (OwnBroker broker = OwnBroker.withTlsAndPasswords()) {
      broker.topic("t", 1);
      Map<String, String> right = broker.settings();
      writeOne(write(broker.servers(), right), "t");
      writeOnce(write(broker.servers(), right), "t", "secured");
      KafkaIO.Read<String, String> read =
          read(broker.servers(), "t").withConsumerConfigUpdates(right);
      KafkaSplit split = splits(read, "--mode=available-now").get(0);
      List<String> values = new ArrayList<>();
      try (var reader = source(read).createReader(context("--mode=available-now"), split)) {
        while (reader.poll(collect(values), 10) != SourceReader.Status.FINISHED) {
          Thread.onSpinWait();
        }
      }
      assertThat(values).containsExactly("v", "v");

      Map<String, String> wrong = broker.settings("plain-admin", "opensesame");
      wrong.putAll(IMPATIENT);
      wrong.put("max.block.ms", "5000");
      List<ThrowingCallable> refused =
          List.of(
              () -> splits(read(broker.servers(), "t").withConsumerConfigUpdates(wrong)),
              () -> writeOne(write(broker.servers(), wrong), "t"),
              () -> writeOnce(write(broker.servers(), wrong), "t", "refused"));
      for (var each : refused) {
        assertThatThrownBy(each)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("SaslAuthenticationException")
            .hasMessageContaining(broker.servers())
            .satisfies(e -> assertThat(e).hasStackTraceContaining("Authentication failed"))
            .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("opensesame"));
      }

      Map<String, String> mistrusting = new HashMap<>(broker.settings());
      mistrusting.keySet().removeIf(name -> name.startsWith("ssl."));
      mistrusting.putAll(IMPATIENT);
      assertThatThrownBy(
              () -> splits(read(broker.servers(), "t").withConsumerConfigUpdates(mistrusting)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SslAuthenticationException")
          .hasMessageContaining(broker.servers());
    }
  }

  private static SourceOutput<KafkaRecord<String, String>> collect(List<String> values) {
    return new SourceOutput<>() {
      @Override
      public void output(KafkaRecord<String, String> element) {
        values.add(element.getKV().getValue());
      }

      @Override
      public void output(KafkaRecord<String, String> element, long timestampMillis) {
        output(element);
      }
    };
  }

  @Test
  void aJobGoesOnWhenItsBrokerIsRestarted() throws Exception {
    try (OwnBroker broker = OwnBroker.plain()) {
      broker.topic("in", 2);
      broker.topic("out", 1);
      Pipeline pipeline = Pipeline.create(clusterOptions());
      pipeline
          .apply(read(broker.servers(), "in").withoutMetadata())
          .apply(
              KafkaIO.<String, String>write()
                  .withBootstrapServers(broker.servers())
                  .withTopic("out")
                  .withKeySerializer(StringSerializer.class)
                  .withValueSerializer(StringSerializer.class)
                  .withEOS("restarted"));
      PipelineResult result = pipeline.run();
      List<String> sent = new ArrayList<>();
      Map<String, Object> common = Map.of("bootstrap.servers", broker.servers());
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(common, new StringSerializer(), new StringSerializer())) {
        for (int restart = 0; restart < 2; restart++) {
          for (int i = 0; i < 50; i++) {
            String value = restart + "-" + i;
            sent.add(value);
            producer.send(new ProducerRecord<>("in", i % 2, "k", value)).get();
          }
          awaitCommitted(broker.servers(), "out", sent.size() - 40);
          broker.restart();
        }
        sent.add("last");
        producer.send(new ProducerRecord<>("in", 0, "k", "last")).get();
      }
      assertThat(awaitCommitted(broker.servers(), "out", sent.size()))
          .containsExactlyInAnyOrderElementsOf(sent);
      result.cancel();
      result.waitUntilFinish();
    }
  }

  private static DistributedOptions clusterOptions() {
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(50));
    options.setRestarts(100);
    options.setBlockOnRun(false);
    return options;
  }

  private static List<String> awaitCommitted(String servers, String topic, int count) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      while (values.size() < count) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  @Test
  void aTopicThatIsDeletedWhileItIsReadEndsTheJob() throws Exception {
    String topic = Broker.topic("deleted", 1);
    Broker.send(topic, "a");
    KafkaIO.Read<String, String> read =
        read(Broker.servers(), topic).withDynamicRead(Duration.ofSeconds(1));
    try (SplitEnumerator<KafkaSplit> finder = source(read).createEnumerator(context(), null)) {
      assertThat(finder.discover(now)).hasSize(1);
      Broker.admin().deleteTopics(List.of(topic)).all().get();
      assertThatThrownBy(() -> lookUntilItFails(finder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot go on reading topics deleted")
          .hasMessageContaining("deleted while it was read");
    }
  }

  @Test
  void aTopicThatIsMadeAnewIsNotTakenForTheOneBefore() throws Exception {
    String topic = Broker.topic("anew-read", 1);
    KafkaIO.Read<String, String> read =
        read(Broker.servers(), topic).withDynamicRead(Duration.ofSeconds(1));
    byte[] state;
    try (SplitEnumerator<KafkaSplit> finder = source(read).createEnumerator(context(), null)) {
      assertThat(finder.discover(now)).hasSize(1);
      state = finder.snapshot();
    }
    Broker.admin().deleteTopics(List.of(topic)).all().get();
    Broker.topic(topic, 1);
    try (SplitEnumerator<KafkaSplit> finder = source(read).createEnumerator(context(), state)) {
      assertThatThrownBy(() -> lookUntilItFails(finder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the topic anew-read was deleted and made anew");
    }
  }

  private void lookUntilItFails(SplitEnumerator<KafkaSplit> finder) throws IOException {
    while (true) {
      now += 1_000;
      assertThat(finder.discover(now)).isEmpty();
      Thread.onSpinWait();
    }
  }

  @Test
  void anEndThatIsNotReachedIsAnErrorAfterSomeTime() throws Exception {
    String topic = Broker.topic("ends-nowhere", 1);
    Broker.send(topic, "a", "b");
    KafkaIO.Read<String, String> read = read(Broker.servers(), topic);
    KafkaSplit split = splits(read, "--mode=available-now").get(0);
    Broker.admin().deleteTopics(List.of(topic)).all().get();
    try (var reader = source(read).createReader(context("--mode=available-now"), split)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  now += 10;
                  reader.poll(collect(new ArrayList<>()), 10);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot read ends-nowhere-0 at offset 0")
          .hasMessageContaining("nothing has come for");
    }
  }

  /** Holds up the second record of a transaction until the broker has given that up. */
  public static final class Slow implements ProducerInterceptor<byte[], byte[]> {
    private static final String ID = KafkaTransactions.PREFIX + "too-slow";
    private static int left;

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      if (record.topic().equals("slow-out") && --left == 0) {
        TransactionState state = TransactionState.EMPTY;
        try {
          while (state != TransactionState.COMPLETE_ABORT) {
            Thread.onSpinWait();
            state = Broker.admin().describeTransactions(Set.of(ID)).description(ID).get().state();
          }
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  @Test
  void aTransactionThatTookTooLongIsToldAndWhatItHadIsWrittenOnceByTheNext() throws Exception {
    String topic = Broker.topic("slow-out", 1);
    WriteSettings<String, String> settings =
        write(
            Broker.servers(),
            Map.of("transaction.timeout.ms", "500", "interceptor.classes", Slow.class.getName()));
    ExactlyOnceSink<String, String> sink = new ExactlyOnceSink<>(settings, "too-slow", 1_000);
    List<RecordBatch> batches;
    try (var writer = sink.createWriter(sinkContext())) {
      writer.write(new ProducerRecord<>(topic, "a"), 0);
      writer.write(new ProducerRecord<>(topic, "b"), 0);
      batches = writer.prepareCommit();
    }
    try (var committer = sink.createCommitter(sinkContext())) {
      Slow.left = 2;
      assertThatThrownBy(() -> committer.commit(batches))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("transaction.timeout.ms");
    }
    try (var committer = sink.createCommitter(sinkContext())) {
      committer.commit(batches);
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b");
  }
}
