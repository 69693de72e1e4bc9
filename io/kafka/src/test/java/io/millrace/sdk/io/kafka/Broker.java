package io.millrace.sdk.io.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A real broker within this JVM: one for all tests, which each have topics of their own. */
final class Broker implements AutoCloseable {

  private static Broker running;

  /** Starts the broker before the first test that has this, and stops it after the last test. */
  static final class Running implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      running =
          context
              .getRoot()
              .getStore(Namespace.GLOBAL)
              .computeIfAbsent(Broker.class, key -> new Broker(), Broker.class);
    }
  }

  private final KafkaClusterTestKit kit;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;

  private Broker() {
    try {
      kit =
          new KafkaClusterTestKit.Builder(
                  new TestKitNodes.Builder()
                      .setCombined(false)
                      .setNumControllerNodes(1)
                      .setNumBrokerNodes(1)
                      .build())
              .setConfigProp("auto.create.topics.enable", "false")
              .setConfigProp("offsets.topic.replication.factor", "1")
              .setConfigProp("offsets.topic.num.partitions", "1")
              .setConfigProp("transaction.state.log.replication.factor", "1")
              .setConfigProp("transaction.state.log.min.isr", "1")
              .setConfigProp("transaction.state.log.num.partitions", "1")
              .setConfigProp("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100")
              .setConfigProp("group.initial.rebalance.delay.ms", "0")
              .setConfigProp("log.initial.task.delay.ms", "3600000")
              .build();
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
    } catch (Exception e) {
      throw new IllegalStateException("no broker", e);
    }
    Properties common = new Properties();
    common.put("bootstrap.servers", kit.bootstrapServers());
    admin = Admin.create(common);
    producer = new KafkaProducer<>(common, new StringSerializer(), new StringSerializer());
  }

  static String servers() {
    return running.kit.bootstrapServers();
  }

  static Admin admin() {
    return running.admin;
  }

  /** Makes a topic and returns its name. */
  static String topic(String name, int partitions, Map<String, String> config) throws Exception {
    admin()
        .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
        .all()
        .get();
    return name;
  }

  static String topic(String name, int partitions) throws Exception {
    return topic(name, partitions, Map.of());
  }

  static void addPartitions(String topic, int total) throws Exception {
    admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all().get();
  }

  /** Sends a record and waits until it is there. */
  static void send(String topic, Integer partition, Long timestamp, String key, String value)
      throws Exception {
    running.producer.send(new ProducerRecord<>(topic, partition, timestamp, key, value)).get();
  }

  static void send(String topic, String... values) throws Exception {
    for (String value : values) {
      send(topic, 0, null, null, value);
    }
  }

  /** The committed records of a topic, when all transactions in it have come to an end. */
  static List<ConsumerRecord<String, String>> committed(String topic) throws Exception {
    return committed(topic, 0);
  }

  /** The same, waiting until there are at least so many. */
  static List<ConsumerRecord<String, String>> committed(String topic, int atLeast)
      throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", servers(), "isolation.level", "read_committed");
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(topic)
          .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // to the end that readers of everything see: marks of transactions come some time later
      Map<TopicPartition, Long> ends = new HashMap<>();
      for (TopicPartition each : partitions) {
        ends.put(
            each,
            admin()
                .listOffsets(Map.of(each, OffsetSpec.latest()))
                .partitionResult(each)
                .get()
                .offset());
      }
      while (records.size() < atLeast
          || partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return Collections.unmodifiableList(records);
  }

  static List<String> committedValues(String topic) throws Exception {
    return committed(topic).stream().map(ConsumerRecord::value).toList();
  }

  /** The same, waiting until there are at least so many. */
  static List<String> committedValues(String topic, int atLeast) throws Exception {
    return committed(topic, atLeast).stream().map(ConsumerRecord::value).toList();
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    try {
      kit.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not stop", e);
    }
  }
}
