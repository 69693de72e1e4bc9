package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.distributed.DistributedOptions;
import io.millrace.runners.distributed.DistributedRunner;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.values.KV;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** From topic to topic on a cluster with checkpoints, which fails and goes on. */
@Timeout(120)
@ExtendWith(Broker.Running.class)
class ClusterTest {

  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

  private static final class FailsAtBombs extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, String> element, OutputReceiver<KV<String, String>> receiver) {
      if (element.getValue().startsWith("bomb") && FAILURES_LEFT.getAndDecrement() > 0) {
        throw new IllegalStateException("a bomb");
      }
      receiver.output(element);
    }
  }

  @Test
  void aJobThatFailsAndGoesOnWritesEachRecordOnce() throws Exception {
    String from = Broker.topic("cluster-in", 3);
    String to = Broker.topic("cluster-out", 2);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      expected.add("v" + i);
      Broker.send(from, i % 3, null, "k" + i, "v" + i);
    }
    FAILURES_LEFT.set(2);
    DistributedOptions options = PipelineOptionsFactory.as(DistributedOptions.class);
    options.setRunner(DistributedRunner.class);
    options.setParallelism(2);
    options.setCheckpointEvery(Duration.ofMillis(50));
    options.setRestarts(5);
    options.setBlockOnRun(false);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            KafkaIO.<String, String>read()
                .withBootstrapServers(Broker.servers())
                .withTopic(from)
                .withKeyDeserializer(StringDeserializer.class)
                .withValueDeserializer(StringDeserializer.class)
                .withConsumerConfigUpdates(Map.of("group.id", "cluster-group"))
                .withStartFrom(StartFrom.EARLIEST)
                .commitOffsetsInFinalize()
                .withoutMetadata())
        .apply(ParDo.of(new FailsAtBombs()))
        .apply(
            KafkaIO.<String, String>write()
                .withBootstrapServers(Broker.servers())
                .withTopic(to)
                .withKeySerializer(StringSerializer.class)
                .withValueSerializer(StringSerializer.class)
                .withEOS("cluster"));
    PipelineResult result = pipeline.run();
    Broker.committed(to, expected.size());

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 10; i++) {
        String value = (i == 5 ? "bomb" : "w") + round + "-" + i;
        expected.add(value);
        Broker.send(from, i % 3, null, "k" + i, value);
      }
      Broker.committed(to, expected.size());
    }
    assertThat(FAILURES_LEFT.get()).as("failures that did not happen").isNegative();
    TopicPartition first = new TopicPartition(from, 0);
    OffsetAndMetadata told = null;
    while (told == null || told.offset() < 28) {
      told =
          Broker.admin()
              .listConsumerGroupOffsets("cluster-group")
              .partitionsToOffsetAndMetadata()
              .get()
              .get(first);
    }
    result.drain();
    result.waitUntilFinish();
    assertThat(Broker.committedValues(to)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
