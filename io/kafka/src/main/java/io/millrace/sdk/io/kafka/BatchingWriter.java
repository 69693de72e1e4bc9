package io.millrace.sdk.io.kafka;

import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.io.sink.SinkWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Gathers encoded records in batches; sends nothing. */
final class BatchingWriter<K, V> implements SinkWriter<ProducerRecord<K, V>, RecordBatch> {

  /**
   * A batch is complete with so many bytes: it is sent as a whole, and kept in memory till then.
   */
  static final int BATCH_BYTES = 1 << 20;

  private final String id;
  private final RecordEncoder<K, V> encoder;
  private final List<RecordBatch> complete = new ArrayList<>();
  private final EncodeBuffer open = new EncodeBuffer();
  private int openCount;
  private long sequence;

  /**
   * A writer.
   *
   * @param id that no other writer ever has, neither of another attempt nor of another job
   */
  BatchingWriter(String id, RecordEncoder<K, V> encoder) {
    this.id = id;
    this.encoder = encoder;
  }

  @Override
  public void write(ProducerRecord<K, V> element, long timestampMillis) throws IOException {
    RecordBatch.RECORDS.encode(encoder.encode(element, timestampMillis), open);
    openCount++;
    if (open.length() >= BATCH_BYTES) {
      completeBatch();
    }
  }

  /** Ends the batch that is open, if something is in it. */
  void completeBatch() {
    if (openCount > 0) {
      sequence++;
      complete.add(new RecordBatch(id, sequence, openCount, open.toByteArray()));
      open.reset();
      openCount = 0;
    }
  }

  @Override
  public List<RecordBatch> prepareCommit() {
    completeBatch();
    List<RecordBatch> all = List.copyOf(complete);
    complete.clear();
    return all;
  }

  @Override
  public void abort() {
    complete.clear();
    open.reset();
    openCount = 0;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
