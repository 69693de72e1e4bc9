package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.testing.SourceLaws;
import java.time.Duration;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reading keeps to the laws of sources, whatever fails; against a real broker. */
@Timeout(120)
@ExtendWith(Broker.Running.class)
class KafkaSourceLawsTest {

  private static final int RECORDS = 40;

  private static KafkaIO.Read<String, String> read(String topic) {
    return KafkaIO.<String, String>read()
        .withBootstrapServers(Broker.servers())
        .withTopic(topic)
        .withKeyDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
        .withValueDeserializerAndCoder(StringDeserializer.class, StringUtf8Coder.of())
        .withStartFrom(StartFrom.EARLIEST);
  }

  /** Each partition's times rise, with some that are up to 20 ms older than one before. */
  private static String topicWithRecords(String name) throws Exception {
    String topic = Broker.topic(name, 2);
    for (int i = 0; i < RECORDS; i++) {
      for (int partition = 0; partition < 2; partition++) {
        long time = 1_000_000 + 10L * i - (i % 3 == 0 ? 20 : 0);
        Broker.send(topic, partition, time, "k" + i, "v" + i);
      }
    }
    return topic;
  }

  private static <T, SplitT> SourceLaws.Subject<T, SplitT> laws(Source<T, SplitT> source) {
    return SourceLaws.of(source)
        .withElementsPerSplit(RECORDS)
        .withSeeds(8)
        .withPatience(Duration.ofSeconds(60));
  }

  private static KafkaSource<String, String> source(KafkaIO.Read<String, String> read) {
    return new KafkaSource<>(read.settings(CoderRegistry.createDefault()));
  }

  @Test
  void partitionsWithoutEndKeepToTheLaws() throws Exception {
    laws(source(read(topicWithRecords("laws-endless")))).assertAll();
  }

  @Test
  void aLimitedReadOfAllPartitionsKeepsToTheLaws() throws Exception {
    // one partition: of several nobody says whose records come first
    String topic = Broker.topic("laws-limited", 1);
    for (int i = 0; i < RECORDS; i++) {
      Broker.send(topic, 0, 1_000_000L + i, "k", "v" + i);
    }
    laws(source(read(topic).withMaxNumRecords(RECORDS - 5))).assertAll();
  }

  @Test
  void watermarksOfPartitionsKeepToTheLaws() throws Exception {
    KafkaSource<String, String> source = source(read(topicWithRecords("laws-watermarks")));
    WatermarkPolicy<KafkaRecord<String, String>> policy =
        WatermarkPolicy.withMaxOutOfOrderness(Duration.ofMillis(30));
    laws(new KafkaSourceWithBadRecords<>(source, policy)).assertAll();
  }

  @Test
  void anEmptyTopicGivesNothing() throws Exception {
    SourceLaws.of(source(read(Broker.topic("laws-empty", 2)))).assertNoElements();
  }
}
