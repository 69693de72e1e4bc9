package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.io.source.Source;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SplitEnumerator;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Partitions of topics as splits. A record that cannot be decoded is an error. */
final class KafkaSource<K extends @Nullable Object, V extends @Nullable Object>
    extends Source<KafkaRecord<K, V>, KafkaSplit> {

  private static final long serialVersionUID = 1;
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private final ReadSettings<K, V> settings;

  KafkaSource(ReadSettings<K, V> settings) {
    this.settings = settings;
  }

  @Override
  public IsBounded isBounded() {
    return settings.isLimited() ? IsBounded.BOUNDED : IsBounded.UNBOUNDED;
  }

  @Override
  public boolean supportsAvailableNow() {
    return true;
  }

  @Override
  public Coder<KafkaRecord<K, V>> getOutputCoder() {
    return KafkaRecordCoder.of(settings.key().coder(), settings.value().coder());
  }

  @Override
  public Coder<KafkaSplit> getSplitCoder() {
    return new KafkaSplit.KafkaSplitCoder();
  }

  @Override
  public SplitEnumerator<KafkaSplit> createEnumerator(
      SourceContext context, byte @Nullable [] state) throws IOException {
    return new PartitionFinder(settings, context.availableNow(), state);
  }

  @Override
  public SourceReader<KafkaRecord<K, V>, KafkaSplit> createReader(
      SourceContext context, KafkaSplit split) throws IOException {
    return createReader(
        context,
        split,
        (bad, message, cause) -> {
          throw new IOException(
              message
                  + ". To go on without such records, and to have them as a collection of their"
                  + " own, read withBadRecords().",
              cause);
        });
  }

  SourceReader<KafkaRecord<K, V>, KafkaSplit> createReader(
      SourceContext context, KafkaSplit split, KafkaReader.BadRecords badRecords)
      throws IOException {
    Map<String, Object> config = settings.client().forClient();
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // An offset that is not there is an error, and not a reason to begin somewhere else.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // The socket is read between steps of a task, so that what has come by then should fit in.
    config.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_BYTES);
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      return new KafkaReader<>(consumer, settings, split, badRecords, context::nowMillis);
    } catch (KafkaException e) {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
      throw settings.client().failed("cannot read " + settings, e);
    }
  }

  @Override
  public String toString() {
    return settings.toString();
  }
}
