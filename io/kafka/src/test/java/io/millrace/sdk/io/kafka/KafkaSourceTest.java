package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(Broker.Running.class)
class KafkaSourceTest {

  private long now = 1_000_000;

  private static KafkaIO.Read<String, String> read(String topic) {
    return KafkaIO.<String, String>read()
        .withBootstrapServers(Broker.servers())
        .withTopic(topic)
        .withKeyDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
        .withValueDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
        .withStartFrom(StartFrom.EARLIEST);
  }

  private static KafkaSource<String, String> source(KafkaIO.Read<String, String> read) {
    return new KafkaSource<>(read.settings(CoderRegistry.createDefault()));
  }

  private SourceContext context(String... args) {
    PipelineOptions options = PipelineOptionsFactory.fromArgs(args).create();
    return new SourceContext(options, 2, () -> now);
  }

  private List<KafkaSplit> splits(KafkaIO.Read<String, String> read, String... args)
      throws IOException {
    try (SplitEnumerator<KafkaSplit> finder = source(read).createEnumerator(context(args), null)) {
      return finder.discover(now);
    }
  }

  private static List<Long> offsets(List<KafkaSplit> splits) {
    return splits.stream().map(split -> split.parts().get(0).next()).toList();
  }

  /** The next values, in as many polls as it takes. */
  private static List<String> next(
      SourceReader<KafkaRecord<String, String>, KafkaSplit> reader, int count) throws IOException {
    List<String> values = new ArrayList<>();
    SourceOutput<KafkaRecord<String, String>> output =
        new SourceOutput<>() {
          @Override
          public void output(KafkaRecord<String, String> element) {
            values.add(element.getKV().getValue());
          }

          @Override
          public void output(KafkaRecord<String, String> element, long timestampMillis) {
            output(element);
          }
        };
    while (values.size() < count
        && reader.poll(output, count - values.size()) != SourceReader.Status.FINISHED) {
      Thread.onSpinWait();
    }
    return values;
  }

  @Test
  void aReaderGoesOnFromTheSnapshotOfAnother() throws Exception {
    String topic = Broker.topic("resume", 1);
    Broker.send(topic, "a", "b", "c", "d");
    KafkaSource<String, String> source = source(read(topic));
    KafkaSplit split = splits(read(topic)).get(0);
    KafkaSplit middle;
    try (var reader = source.createReader(context(), split)) {
      assertThat(next(reader, 3)).containsExactly("a", "b", "c");
      middle = CoderUtils.clone(source.getSplitCoder(), reader.snapshot());
    }
    assertThat(middle.parts().get(0).next()).isEqualTo(3);
    Broker.send(topic, "e");
    try (var reader = source.createReader(context(), middle)) {
      assertThat(next(reader, 2)).containsExactly("d", "e");
    }
  }

  @Test
  void aPartitionThatIsNewIsFoundWhileTheJobRunsAndReadFromItsBeginning() throws Exception {
    String topic = Broker.topic("grows", 1);
    KafkaIO.Read<String, String> read =
        read(topic).withStartFrom(StartFrom.LATEST).withDynamicRead(Duration.ofSeconds(30));
    try (SplitEnumerator<KafkaSplit> finder = source(read).createEnumerator(context(), null)) {
      assertThat(finder.discover(now)).hasSize(1);
      Broker.addPartitions(topic, 2);
      Broker.send(topic, 1, null, null, "early");
      assertThat(finder.discover(now + 29_999)).as("too early").isEmpty();
      List<KafkaSplit> found = List.of();
      while (found.isEmpty()) {
        now += 30_000; // also when an older answer had one partition only
        found = finder.discover(now);
        Thread.onSpinWait();
      }
      assertThat(found).hasSize(1);
      assertThat(found.get(0).parts().get(0))
          .isEqualTo(new KafkaSplit.Part(topic, 1, 0, KafkaSplit.NO_LIMIT));
      assertThat(finder.isFinished()).isFalse();
      try (var reader = source(read).createReader(context(), found.get(0))) {
        assertThat(next(reader, 1)).containsExactly("early");
      }
      byte[] state = finder.snapshot();
      try (SplitEnumerator<KafkaSplit> restored = source(read).createEnumerator(context(), state)) {
        Broker.addPartitions(topic, 3);
        List<KafkaSplit> more = List.of();
        while (more.isEmpty()) {
          now += 30_000;
          more = restored.discover(now);
          Thread.onSpinWait();
        }
        assertThat(more.get(0).parts().get(0).partition()).isEqualTo(2);
      }
    }
  }

  @Test
  void aJobBeginsWhereItIsToldTo() throws Exception {
    String topic = Broker.topic("begins", 2);
    for (int i = 0; i < 10; i++) {
      Broker.send(topic, 0, 1_000L * i, null, "v" + i);
    }
    TopicPartition first = new TopicPartition(topic, 0);
    Broker.admin()
        .alterConsumerGroupOffsets("begins-group", Map.of(first, new OffsetAndMetadata(7)))
        .all()
        .get();
    KafkaIO.Read<String, String> inGroup =
        read(topic).withConsumerConfigUpdates(Map.of("group.id", "begins-group"));

    assertThat(offsets(splits(read(topic)))).containsExactly(0L, 0L);
    assertThat(offsets(splits(read(topic).withStartFrom(StartFrom.LATEST))))
        .containsExactly(10L, 0L);
    assertThat(offsets(splits(read(topic).withStartReadTime(Instant.ofEpochMilli(3_500)))))
        .containsExactly(4L, 0L);
    assertThat(offsets(splits(read(topic).withStartReadTime(Instant.ofEpochMilli(99_000)))))
        .as("nothing is that new: begin with the next")
        .containsExactly(10L, 0L);
    assertThat(offsets(splits(inGroup.withStartFrom(StartFrom.COMMITTED)))).containsExactly(7L, 0L);
    KafkaIO.Read<String, String> byConfig =
        KafkaIO.<String, String>read()
            .withBootstrapServers(Broker.servers())
            .withTopic(topic)
            .withKeyCoder(StringUtf8Coder.of())
            .withValueCoder(StringUtf8Coder.of());
    assertThat(offsets(splits(byConfig))).as("as Kafka's own consumer").containsExactly(10L, 0L);
    assertThat(
            offsets(
                splits(
                    byConfig.withConsumerConfigUpdates(
                        Map.of("group.id", "begins-group", "auto.offset.reset", "earliest")))))
        .containsExactly(7L, 0L);
    assertThatThrownBy(
            () ->
                splits(
                    inGroup
                        .withStartFrom(StartFrom.COMMITTED)
                        .withConsumerConfigUpdates(Map.of("auto.offset.reset", "none"))))
        .hasMessageContaining("begins-group has committed nothing for [begins-1]");
  }

  @Test
  void theGroupIsToldWhatTheSnapshotBeforeHad() throws Exception {
    String topic = Broker.topic("told", 1);
    Broker.send(topic, "a", "b", "c");
    KafkaIO.Read<String, String> read =
        read(topic)
            .withConsumerConfigUpdates(Map.of("group.id", "told-group"))
            .commitOffsetsInFinalize();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var reader = source(read).createReader(context(), splits(read).get(0))) {
      next(reader, 2);
      reader.snapshot();
      next(reader, 1);
      reader.snapshot();
      OffsetAndMetadata committed = null;
      while (committed == null) {
        reader.poll(
            new SourceOutput<>() {
              @Override
              public void output(KafkaRecord<String, String> element) {}

              @Override
              public void output(KafkaRecord<String, String> element, long timestampMillis) {}
            },
            1);
        committed =
            Broker.admin()
                .listConsumerGroupOffsets("told-group")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
      }
      assertThat(committed.offset()).isEqualTo(2);
    }
  }

  @Test
  void howMuchIsLeftToReadIsKnown() throws Exception {
    String topic = Broker.topic("lag", 1);
    Broker.send(topic, "a", "b", "c", "d", "e");
    try (var reader = source(read(topic)).createReader(context(), splits(read(topic)).get(0))) {
      next(reader, 2);
      assertThat(reader.backlogElements()).isEqualTo(3);
      next(reader, 3);
      assertThat(reader.backlogElements()).isZero();
    }
  }

  @Test
  void whatIsThereNowEndsBeforeMarksOfTransactionsAndWhatWasTakenBack() throws Exception {
    String topic = Broker.topic("transactions", 1);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Broker.servers(), "transactional.id", "some-writer"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "kept"));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "taken back"));
      producer.flush();
      producer.abortTransaction();
    }
    KafkaIO.Read<String, String> read = read(topic).withReadCommitted();
    KafkaSplit split = splits(read, "--mode=available-now").get(0);
    assertThat(split.parts().get(0).end()).isEqualTo(4);
    try (var reader = source(read).createReader(context("--mode=available-now"), split)) {
      assertThat(next(reader, 10)).containsExactly("kept");
    }
  }

  @Test
  void recordsThatAreGoneBeforeTheyAreReadAreAnError() throws Exception {
    String topic = Broker.topic("gone", 1);
    Broker.send(topic, "a", "b", "c");
    KafkaSplit split = splits(read(topic)).get(0);
    Broker.admin()
        .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
        .all()
        .get();
    try (var reader = source(read(topic)).createReader(context(), split)) {
      assertThatThrownBy(() -> next(reader, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot read {gone-0=0}")
          .hasMessageContaining("deleted before they were read");
    }
  }

  @Test
  void partitionsThatAreNotThereAreToldByNumber() throws Exception {
    String topic = Broker.topic("few", 1);
    assertThatThrownBy(
            () -> splits(read(topic).withTopicPartitions(List.of(new TopicPartition(topic, 5)))))
        .hasMessageContaining("there is no partition few-5, but there are [few-0]");
  }

  @Test
  void aReadWithALimitEnds() {
    assertThat(source(read("t")).isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    assertThat(source(read("t").withMaxNumRecords(1)).isBounded()).isEqualTo(IsBounded.BOUNDED);
    assertThat(source(read("t").withMaxReadTime(Duration.ofSeconds(1))).isBounded())
        .isEqualTo(IsBounded.BOUNDED);
  }

  @Test
  void anInvalidStateIsNoPosition() {
    assertThatThrownBy(() -> source(read("t")).createEnumerator(context(), new byte[] {1, 5}))
        .isInstanceOf(IOException.class);
  }
}
