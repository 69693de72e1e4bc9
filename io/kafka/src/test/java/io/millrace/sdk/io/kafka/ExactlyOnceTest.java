package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.util.CoderUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the sink promises, whatever happens to its committer; against a real broker. */
@Timeout(120)
@ExtendWith(Broker.Running.class)
class ExactlyOnceTest {

  private static WriteSettings<String, String> settings(Map<String, ?> producer) {
    return KafkaIO.<String, String>writeRecords()
        .withBootstrapServers(Broker.servers())
        .withKeySerializer(StringSerializer.class)
        .withValueSerializer(StringSerializer.class)
        .withProducerConfigUpdates(producer)
        .settings();
  }

  private static ExactlyOnceSink<String, String> sink(String id) {
    return sink(settings(Map.of()), id);
  }

  private static ExactlyOnceSink<String, String> sink(
      WriteSettings<String, String> settings, String id) {
    return new ExactlyOnceSink<>(settings, id, ExactlyOnceSink.DEFAULT_MAX_UNCOMMITTED_BYTES);
  }

  private static SinkContext context() {
    return new SinkContext(PipelineOptionsFactory.create(), "job-7", "Out/WriteToSink", 0, 1);
  }

  /** The batches of one checkpoint, as they are after they were kept and restored. */
  private static List<RecordBatch> checkpoint(
      SinkWriter<ProducerRecord<String, String>, RecordBatch> writer,
      String topic,
      String... values)
      throws IOException {
    for (String value : values) {
      writer.write(new ProducerRecord<>(topic, value), 0);
    }
    List<RecordBatch> kept = new ArrayList<>();
    for (RecordBatch batch : writer.prepareCommit()) {
      kept.add(CoderUtils.clone(new RecordBatch.RecordBatchCoder(), batch));
    }
    return kept;
  }

  @Test
  void whatIsCommittedAgainIsVisibleOnce() throws Exception {
    String topic = Broker.topic("again", 1);
    ExactlyOnceSink<String, String> sink = sink("again");
    try (var writer = sink.createWriter(context());
        var committer = sink.createCommitter(context())) {
      List<RecordBatch> first = checkpoint(writer, topic, "a", "b");
      List<RecordBatch> second = checkpoint(writer, topic, "c");
      committer.commit(first);
      committer.commit(first);
      List<RecordBatch> both = new ArrayList<>(first);
      both.addAll(second);
      committer.commit(both);
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b", "c");
  }

  @Test
  void aCommitterThatDiedBeforeItCouldTellIsFollowedByOneThatKnows() throws Exception {
    String topic = Broker.topic("died-after", 1);
    ExactlyOnceSink<String, String> sink = sink("died-after");
    try (var writer = sink.createWriter(context());
        var died = sink.createCommitter(context());
        var next = sink.createCommitter(context())) {
      List<RecordBatch> batches = checkpoint(writer, topic, "a", "b");
      died.commit(batches); // and is never heard of again
      next.commit(batches);
      next.commit(checkpoint(writer, topic, "c"));
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b", "c");
  }

  @Test
  void aWriterThatIsMadeAnewAfterAFailureIsNotTakenForTheOneBefore() throws Exception {
    String topic = Broker.topic("anew", 1);
    ExactlyOnceSink<String, String> sink = sink("anew");
    try (var before = sink.createWriter(context());
        var after = sink.createWriter(context());
        var committer = sink.createCommitter(context())) {
      committer.commit(checkpoint(before, topic, "a"));
      committer.commit(checkpoint(after, topic, "b"));
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b");
  }

  /** Sends everything, and dies before the transaction is committed. */
  private static void dieInTheMiddle(
      WriteSettings<String, String> settings, String id, List<RecordBatch> batches)
      throws IOException {
    Map<String, Object> config = settings.client().forClient();
    config.put("transactional.id", KafkaTransactions.PREFIX + id);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (RecordBatch batch : batches) {
      batch.records().forEach(producer::send);
    }
    producer.flush();
    producer.close(Duration.ZERO);
  }

  @Test
  void whatACommitterLeftHalfSentIsTakenBackAndSentAnew() throws Exception {
    String topic = Broker.topic("half", 1);
    ExactlyOnceSink<String, String> sink = sink("half");
    try (var writer = sink.createWriter(context());
        var next = sink.createCommitter(context())) {
      List<RecordBatch> batches = checkpoint(writer, topic, "a", "b");
      dieInTheMiddle(settings(Map.of()), "half", batches);
      next.commit(batches);
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b");
  }

  @Test
  void aJobThatStandsStillForLongerThanATransactionMayTakeLosesNothing() throws Exception {
    String topic = Broker.topic("paused", 1);
    WriteSettings<String, String> settings = settings(Map.of("transaction.timeout.ms", 1_000));
    ExactlyOnceSink<String, String> sink = sink(settings, "paused");
    try (var writer = sink.createWriter(context())) {
      List<RecordBatch> first = checkpoint(writer, topic, "a");
      List<RecordBatch> second = checkpoint(writer, topic, "b", "c");
      try (var committer = sink.createCommitter(context())) {
        committer.commit(first);
        // The first one's transaction is over: of the time that passes now nothing is to be feared.
        // Another one, which is left open, tells that it has passed.
        dieInTheMiddle(settings, "paused-clock", first);
        awaitTimeOut("paused-clock");
        committer.commit(second);
      }
      dieInTheMiddle(settings, "paused", checkpoint(writer, topic, "half"));
      awaitTimeOut("paused");
      try (var committer = sink.createCommitter(context())) {
        committer.commit(second);
        committer.commit(checkpoint(writer, topic, "d"));
      }
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b", "c", "d");
  }

  /** Until the broker has given up a transaction that nobody goes on with. */
  private static void awaitTimeOut(String id) throws Exception {
    String transactionalId = KafkaTransactions.PREFIX + id;
    TransactionState state = TransactionState.ONGOING;
    while (state != TransactionState.COMPLETE_ABORT) {
      TransactionDescription description =
          Broker.admin()
              .describeTransactions(Set.of(transactionalId))
              .description(transactionalId)
              .get();
      state = description.state();
      Thread.onSpinWait();
    }
  }

  @Test
  void aZombieIsFencedAndToldSo() throws Exception {
    String topic = Broker.topic("zombie", 1);
    ExactlyOnceSink<String, String> sink = sink("zombie");
    try (var writer = sink.createWriter(context());
        var zombie = sink.createCommitter(context());
        var next = sink.createCommitter(context())) {
      zombie.commit(checkpoint(writer, topic, "a"));
      next.commit(checkpoint(writer, topic, "b"));
      List<RecordBatch> late = checkpoint(writer, topic, "c");
      assertThatThrownBy(() -> zombie.commit(late))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the Kafka sink zombie was taken over by another committer")
          .hasMessageContaining("withEOS(\"zombie\")");
      next.commit(late);
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a", "b", "c");
  }

  @Test
  void aZombieThatWasInTheMiddleOfItSendsNothingAnyMore() throws Exception {
    String topic = Broker.topic("open-zombie", 1);
    ExactlyOnceSink<String, String> sink = sink("open-zombie");
    try (var writer = sink.createWriter(context());
        KafkaProducer<String, String> zombie =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers",
                    Broker.servers(),
                    "transactional.id",
                    KafkaTransactions.PREFIX + "open-zombie"),
                new StringSerializer(),
                new StringSerializer());
        var next = sink.createCommitter(context())) {
      zombie.initTransactions();
      zombie.beginTransaction();
      zombie.send(new ProducerRecord<>(topic, "a")).get();
      next.commit(checkpoint(writer, topic, "a"));
      assertThatThrownBy(zombie::commitTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(Broker.committedValues(topic)).containsExactly("a");
  }

  @Test
  void muchIsSentInSeveralTransactionsOfWhichEachCounts() throws Exception {
    String topic = Broker.topic("much", 1);
    WriteSettings<String, String> settings = settings(Map.of());
    List<RecordBatch> batches = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      BatchingWriter<String, String> writer =
          new BatchingWriter<>("w", new RecordEncoder<>(settings), Long.MAX_VALUE);
      writer.write(new ProducerRecord<>(topic, "v" + i), 0);
      RecordBatch batch = writer.prepareCommit().get(0);
      batches.add(new RecordBatch(batch.writer(), i, batch.count(), batch.bytes()));
    }
    SinkTransactions diesAfterTwo =
        new SinkTransactions() {
          private final SinkTransactions real = new KafkaTransactions(settings.client(), "much");
          private int left = 2;

          @Override
          public Map<String, Long> takeOver() throws IOException {
            return real.takeOver();
          }

          @Override
          public void apply(
              List<RecordBatch> some, Map<String, Long> progress, Set<String> forgotten)
              throws IOException {
            if (left-- == 0) {
              throw new IOException("the machine is gone");
            }
            real.apply(some, progress, forgotten);
          }

          @Override
          public void close() {
            real.close();
          }
        };
    try (TransactionalCommitter died =
        new TransactionalCommitter("much", "here", () -> diesAfterTwo, 1)) {
      assertThatThrownBy(() -> died.commit(batches)).hasMessage("the machine is gone");
    }
    assertThat(Broker.committedValues(topic)).containsExactly("v1", "v2");
    try (TransactionalCommitter next =
        new TransactionalCommitter(
            "much", "here", () -> new KafkaTransactions(settings.client(), "much"), 1)) {
      next.commit(batches);
    }
    assertThat(Broker.committedValues(topic)).containsExactly("v1", "v2", "v3", "v4", "v5");
  }

  @Test
  void moreThanMayWaitIsRefusedAndWhatIsPreparedDoesNotCountAnyMore() throws Exception {
    ExactlyOnceSink<String, String> sink = new ExactlyOnceSink<>(settings(Map.of()), "full", 1_000);
    try (var writer = sink.createWriter(context())) {
      for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
        assertThat(checkpoint(writer, "t", "a".repeat(800))).hasSize(1);
      }
      writer.write(new ProducerRecord<>("t", "b".repeat(800)), 0);
      assertThatThrownBy(() -> writer.write(new ProducerRecord<>("t", "c".repeat(300)), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("more than 1000 bytes of records wait to be committed")
          .hasMessageContaining("topic t")
          .hasMessageContaining("withMaxUncommittedBytes");
    }
  }

  @Test
  void progressStandsInACompactedTopicThatAnyToolCanShow() throws Exception {
    String topic = Broker.topic("shown", 1);
    ExactlyOnceSink<String, String> sink = sink("shown");
    try (var writer = sink.createWriter(context());
        var committer = sink.createCommitter(context())) {
      committer.commit(checkpoint(writer, topic, "a"));
      committer.commit(checkpoint(writer, topic, "b"));
    }
    assertThat(Broker.committed("millrace-sink-shown"))
        .allSatisfy(record -> assertThat(record.key()).startsWith("job-7/0/"))
        .extracting(record -> record.value())
        .containsExactly("1", "2");
  }

  @Test
  void aTopicForProgressThatWouldForgetIsRefused() throws Exception {
    String topic = Broker.topic("forgets", 1);
    Broker.topic("millrace-sink-forgets", 1);
    ExactlyOnceSink<String, String> sink = sink("forgets");
    try (var writer = sink.createWriter(context());
        var committer = sink.createCommitter(context())) {
      List<RecordBatch> batches = checkpoint(writer, topic, "a");
      assertThatThrownBy(() -> committer.commit(batches))
          .hasMessageContaining("millrace-sink-forgets")
          .hasMessageContaining("cleanup.policy delete");
    }
  }

  @Test
  void aTopicThatIsNotThereIsTold() throws Exception {
    ExactlyOnceSink<String, String> sink = sink(settings(Map.of("max.block.ms", 1_000)), "nowhere");
    try (var writer = sink.createWriter(context());
        var committer = sink.createCommitter(context())) {
      List<RecordBatch> batches = checkpoint(writer, "not-there", "a");
      assertThatThrownBy(() -> committer.commit(batches))
          .hasMessageContaining("cannot commit to the Kafka sink nowhere")
          .hasStackTraceContaining("not-there");
    }
  }
}
