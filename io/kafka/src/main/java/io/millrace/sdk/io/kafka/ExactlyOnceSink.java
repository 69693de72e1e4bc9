package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.sink.Sink;
import io.millrace.sdk.io.sink.SinkCommitter;
import io.millrace.sdk.io.sink.SinkContext;
import io.millrace.sdk.io.sink.SinkWriter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;

/** Sends each record once, in transactions: see {@link TransactionalCommitter}. */
final class ExactlyOnceSink<K, V> extends Sink<ProducerRecord<K, V>, RecordBatch, Long> {

  static final long DEFAULT_MAX_UNCOMMITTED_BYTES = 256L << 20;

  private static final long serialVersionUID = 1;

  private final WriteSettings<K, V> settings;
  private final String sinkGroupId;
  private final long maxUncommittedBytes;

  /**
   * A sink.
   *
   * @param sinkGroupId stays the same for as long as the job is meant to go on
   * @param maxUncommittedBytes what one writer may keep
   */
  ExactlyOnceSink(WriteSettings<K, V> settings, String sinkGroupId, long maxUncommittedBytes) {
    this.settings = settings;
    this.sinkGroupId = sinkGroupId;
    this.maxUncommittedBytes = maxUncommittedBytes;
  }

  @Override
  public Coder<RecordBatch> getCommittableCoder() {
    return new RecordBatch.RecordBatchCoder();
  }

  @Override
  public Coder<Long> getResultCoder() {
    return VarLongCoder.of();
  }

  /**
   * A writer that is made anew after a failure numbers other records by the same numbers, so each
   * has a name of its own.
   */
  @Override
  public SinkWriter<ProducerRecord<K, V>, RecordBatch> createWriter(SinkContext context) {
    return new BatchingWriter<>(
        context.jobId() + "/" + context.taskIndex() + "/" + Uuid.randomUuid(),
        new RecordEncoder<>(settings),
        maxUncommittedBytes);
  }

  @Override
  public SinkCommitter<RecordBatch, Long> createCommitter(SinkContext context) {
    return new TransactionalCommitter(
        sinkGroupId,
        String.valueOf(settings.client().bootstrapServers()),
        () -> new KafkaTransactions(settings.client(), sinkGroupId),
        TransactionalCommitter.TRANSACTION_BYTES);
  }

  @Override
  public String toString() {
    return settings + ", exactly once as " + sinkGroupId;
  }
}
