package io.millrace.sdk.io.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a sink, in Kafka. Progress is in a compacted topic of one partition, which is
 * the sink's alone: an open transaction of somebody else cannot hide what is in it. The topic and
 * the transactional id have the same name. Keys are writers, values are decimal numbers, so that
 * any tool can show them.
 */
final class KafkaTransactions implements SinkTransactions {

  static final String PREFIX = "millrace-sink-";

  private static final Duration POLL = Duration.ofMillis(200);

  /** For so many polls in a row nothing may come, while there is something to read. */
  private static final int PATIENCE = 300;

  private final ClientSettings client;
  private final String name;
  private @Nullable Producer<byte[], byte[]> producer;

  /** Connects to nothing. */
  KafkaTransactions(ClientSettings client, String sinkGroupId) {
    this.client = client;
    this.name = PREFIX + sinkGroupId;
  }

  @Override
  public Map<String, Long> takeOver() throws IOException {
    try (Admin admin = admin()) {
      createTopic(admin);
      Producer<byte[], byte[]> sender = producer();
      producer = sender;
      // From here on nobody else sends for this sink, and nothing of theirs is left open.
      sender.initTransactions();
      return progress(admin);
    }
  }

  private Admin admin() throws IOException {
    try {
      return Admin.create(OtherClients.admin(client));
    } catch (KafkaException e) {
      throw client.failed("cannot use the topic " + name, e);
    }
  }

  private Producer<byte[], byte[]> producer() throws IOException {
    Map<String, Object> config = client.forClient();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
    try {
      return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw client.failed("cannot write as " + name, e);
    }
  }

  private void createTopic(Admin admin) throws IOException {
    try {
      if (get(admin.listTopics().names()).contains(name)) {
        checkTopic(admin);
        return;
      }
      NewTopic topic =
          new NewTopic(name, Optional.of(1), Optional.empty())
              .configs(
                  Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      get(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      checkTopic(admin);
    }
  }

  /** Who makes the topic themselves may have made another one than is needed. */
  private void checkTopic(Admin admin) throws IOException {
    TopicDescription description =
        get(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
    int partitions = description == null ? 0 : description.partitions().size();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
    String cleanup = config == null ? "" : config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (partitions != 1 || !TopicConfig.CLEANUP_POLICY_COMPACT.equals(cleanup)) {
      throw new IOException(
          String.format(
              "the topic %s, which says what was sent exactly once, has %d partitions and the"
                  + " cleanup.policy %s. It must have one partition and be compacted, as records"
                  + " would be sent twice were it to forget.",
              name, partitions, cleanup));
    }
  }

  private Map<String, Long> progress(Admin admin) throws IOException {
    TopicPartition partition = new TopicPartition(name, 0);
    // To the very end, and not to where readers of committed records come: these are the same, as
    // nothing is open; were they not, something that was sent could be overlooked.
    long end =
        get(admin
                .listOffsets(
                    Map.of(partition, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(partition))
            .offset();
    Map<String, Object> config = OtherClients.consumer(client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    Map<String, Long> progress = new LinkedHashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      int silent = 0;
      for (long before = -1; consumer.position(partition) < end; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          note(record, progress);
        }
        long reached = consumer.position(partition);
        silent = reached > before ? 0 : silent + 1;
        before = reached;
        if (silent > PATIENCE) {
          throw new TimeoutException(
              name + " cannot be read beyond offset " + before + " of " + end);
        }
      }
    }
    return progress;
  }

  private void note(ConsumerRecord<byte[], byte[]> record, Map<String, Long> progress)
      throws IOException {
    String writer = new String(record.key(), UTF_8);
    progress.remove(writer);
    if (record.value() != null) {
      String text = new String(record.value(), UTF_8);
      try {
        progress.put(writer, Long.valueOf(text));
      } catch (NumberFormatException e) {
        throw new IOException(
            String.format(
                "the record at offset %d of the topic %s is no number, but %s: nobody but the sink"
                    + " may write to it",
                record.offset(), name, text),
            e);
      }
    }
  }

  @Override
  public void apply(List<RecordBatch> batches, Map<String, Long> progress, Set<String> forgotten)
      throws IOException {
    Producer<byte[], byte[]> sender = producer;
    if (sender == null) {
      throw new IllegalStateException("not taken over");
    }
    sender.beginTransaction();
    try {
      for (RecordBatch batch : batches) {
        for (ProducerRecord<byte[], byte[]> record : batch.records()) {
          send(sender, record);
        }
      }
      progress.forEach(
          (writer, sequence) ->
              send(sender, progressOf(writer, Long.toString(sequence).getBytes(UTF_8))));
      forgotten.forEach(writer -> send(sender, progressOf(writer, null)));
      sender.commitTransaction();
    } catch (KafkaException | IOException e) {
      abort(sender, e);
      throw e;
    }
  }

  private ProducerRecord<byte[], byte[]> progressOf(String writer, byte @Nullable [] value) {
    return new ProducerRecord<>(name, 0, writer.getBytes(UTF_8), value);
  }

  /** What goes wrong is thrown when the transaction is committed. */
  private static void send(Producer<byte[], byte[]> sender, ProducerRecord<byte[], byte[]> record) {
    var unused = sender.send(record);
  }

  /** So that readers need not wait until the transaction has timed out. */
  private static void abort(Producer<byte[], byte[]> sender, Exception cause) {
    try {
      sender.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      cause.addSuppressed(e);
    }
  }

  private <X> X get(KafkaFuture<X> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException failure) {
        throw failure;
      }
      throw new IOException("cannot use the topic " + name + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while preparing the topic " + name);
    }
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> sender = producer;
    producer = null;
    if (sender != null) {
      sender.close(Duration.ZERO);
    }
  }
}
