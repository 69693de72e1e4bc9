package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import io.millrace.sdk.testing.SinkLaws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Jobs that fail at random, with a log in memory in the broker's place. */
class ExactlyOnceLawsTest {

  private static final Map<Long, MemoryLog> LOGS = new ConcurrentHashMap<>();

  /** The sink of exactly once, of values, with other transactions. */
  private static final class MemorySink extends Sink<String, RecordBatch, Long> {
    private static final long serialVersionUID = 1;

    private final long seed;

    MemorySink(long seed) {
      this.seed = seed;
    }

    @Override
    public Coder<RecordBatch> getCommittableCoder() {
      return new RecordBatch.RecordBatchCoder();
    }

    @Override
    public Coder<Long> getResultCoder() {
      return VarLongCoder.of();
    }

    @Override
    public SinkWriter<String, RecordBatch> createWriter(SinkContext context) {
      BatchingWriter<String, String> writer =
          new BatchingWriter<>(
              "w" + Uuid.randomUuid(),
              new RecordEncoder<>(
                  KafkaIO.<String, String>writeRecords()
                      .withBootstrapServers("nowhere:1")
                      .withKeySerializer(StringSerializer.class)
                      .withValueSerializer(StringSerializer.class)
                      .settings()),
              Long.MAX_VALUE);
      return new SinkWriter<>() {
        private int count;

        @Override
        public void write(String element, long timestampMillis) throws java.io.IOException {
          writer.write(new ProducerRecord<>("topic", element), timestampMillis);
          if (++count % 3 == 0) {
            writer.completeBatch();
          }
        }

        @Override
        public List<RecordBatch> prepareCommit() {
          return writer.prepareCommit();
        }

        @Override
        public void abort() {
          writer.abort();
        }

        @Override
        public void close() {
          writer.close();
        }
      };
    }

    @Override
    public SinkCommitter<RecordBatch, Long> createCommitter(SinkContext context) {
      return new TransactionalCommitter(
          "laws", "nowhere", () -> LOGS.computeIfAbsent(seed, s -> new MemoryLog()).connect(), 100);
    }
  }

  @Test
  void eachRecordIsSeenOnceWheneverAJobFails() throws Exception {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      values.add("v" + i);
    }
    SinkLaws.assertEachElementIsSeenOnce(
        seed ->
            new SinkLaws.Target<>(
                new MemorySink(seed),
                () -> LOGS.computeIfAbsent(seed, s -> new MemoryLog()).values()),
        values);
  }
}
