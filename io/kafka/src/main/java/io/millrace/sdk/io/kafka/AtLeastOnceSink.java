package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records as they come. Before a checkpoint all are acknowledged; after a failure those since
 * then are sent again. There is nothing to commit: no committable is ever given.
 */
final class AtLeastOnceSink<K, V> extends Sink<ProducerRecord<K, V>, Long, Long> {

  private static final long serialVersionUID = 1;

  private final WriteSettings<K, V> settings;

  AtLeastOnceSink(WriteSettings<K, V> settings) {
    this.settings = settings;
  }

  @Override
  public Coder<Long> getCommittableCoder() {
    return VarLongCoder.of();
  }

  @Override
  public Coder<Long> getResultCoder() {
    return VarLongCoder.of();
  }

  @Override
  public SinkWriter<ProducerRecord<K, V>, Long> createWriter(SinkContext context)
      throws IOException {
    RecordEncoder<K, V> encoder = new RecordEncoder<>(settings);
    try {
      return new Writer<>(
          settings,
          encoder,
          new KafkaProducer<>(
              settings.client().forClient(), new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      encoder.close();
      throw settings.client().failed("cannot write to " + settings, e);
    }
  }

  @Override
  public SinkCommitter<Long, Long> createCommitter(SinkContext context) {
    return new SinkCommitter<>() {
      @Override
      public List<Long> commit(List<Long> committables) {
        return List.of();
      }

      @Override
      public void abort(List<Long> committables) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public String toString() {
    return settings.toString();
  }

  private static final class Writer<K, V> implements SinkWriter<ProducerRecord<K, V>, Long> {

    private final WriteSettings<K, V> settings;
    private final RecordEncoder<K, V> encoder;
    private final Producer<byte[], byte[]> producer;

    /** The first that went wrong; set by the producer's thread. */
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Writer(
        WriteSettings<K, V> settings,
        RecordEncoder<K, V> encoder,
        Producer<byte[], byte[]> producer) {
      this.settings = settings;
      this.encoder = encoder;
      this.producer = producer;
    }

    @Override
    public void write(ProducerRecord<K, V> element, long timestampMillis) throws IOException {
      failIfFailed();
      ProducerRecord<byte[], byte[]> record = encoder.encode(element, timestampMillis);
      try {
        var unused =
            producer.send(
                record,
                (metadata, exception) -> {
                  if (exception != null) {
                    failure.compareAndSet(null, exception);
                  }
                });
      } catch (KafkaException e) {
        throw failed(e);
      }
    }

    @Override
    public List<Long> prepareCommit() throws IOException {
      try {
        producer.flush();
      } catch (KafkaException e) {
        throw failed(e);
      }
      failIfFailed();
      return List.of();
    }

    private void failIfFailed() throws IOException {
      Exception first = failure.get();
      if (first != null) {
        throw failed(first);
      }
    }

    private IOException failed(Exception cause) {
      return settings.client().failed("cannot write to " + settings, cause);
    }

    /** What was sent stays: that is what at least once means. */
    @Override
    public void abort() {
      producer.close(Duration.ZERO);
    }

    @Override
    public void close() {
      producer.close();
      encoder.close();
    }
  }
}
