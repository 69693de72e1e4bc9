package io.millrace.sdk.io.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.WithFailures;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values as JSON documents. */
@Timeout(120)
@ExtendWith(Broker.Running.class)
class JsonTest {

  /** A value. */
  public record Order(String shop, long cents) {}

  @RegisterExtension
  final TestPipeline p =
      TestPipeline.fromOptions(
          PipelineOptionsFactory.fromArgs(
                  "--runner=direct", "--mode=available-now", "--strictChecks")
              .create());

  private static KafkaIO.Read<String, Order> read(String topic) {
    return KafkaIO.<String, Order>read()
        .withBootstrapServers(Broker.servers())
        .withTopic(topic)
        .withKeyDeserializer(StringDeserializer.class)
        .withJsonValues(Order.class)
        .withStartFrom(StartFrom.EARLIEST);
  }

  @Test
  void documentsAreValuesAndWhatIsNoneIsABadRecord() throws Exception {
    String topic = Broker.topic("json-read", 1);
    Broker.send(topic, 0, null, "a", "{\"shop\":\"Bergen\",\"cents\":1200}");
    Broker.send(topic, 0, null, "b", "{\"shop\":\"Bergen\",\"cents\":\"many\"}");
    Broker.send(topic, 0, null, "c", "{\"shop\":\"Bergen\",\"cents\":1,\"colour\":\"red\"}");
    Broker.send(topic, 0, null, "d", "null");
    Broker.send(topic, 0, null, "e", "{\"shop\":\"Hamar\",\"cents\":5} {}");
    Broker.send(topic, 0, null, "f", null);

    WithFailures.Result<PCollection<KafkaRecord<String, Order>>, BadKafkaRecord> result =
        p.apply(read(topic).withBadRecords());
    PAssert.that(
            result
                .output()
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(record -> record.getKV().getKey() + record.getKV().getValue())))
        .containsInAnyOrder("aOrder[shop=Bergen, cents=1200]", "fnull");
    PAssert.that(result.failures())
        .satisfies(
            bad -> {
              assertThat(bad)
                  .extracting(BadKafkaRecord::offset)
                  .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
              return null;
            });
    p.run();
  }

  @Test
  void valuesAreWrittenAsDocuments() throws Exception {
    String topic = Broker.topic("json-written", 1);
    p.apply(Create.of(KV.of("a", new Order("Bergen", 1_200))))
        .apply(
            KafkaIO.<String, Order>write()
                .withBootstrapServers(Broker.servers())
                .withTopic(topic)
                .withKeySerializer(StringSerializer.class)
                .withJsonValues(Order.class));
    p.run();
    assertThat(Broker.committedValues(topic))
        .containsExactly("{\"shop\":\"Bergen\",\"cents\":1200}");
  }
}
