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
  private final long maxBytes;
  private final List<RecordBatch> complete = new ArrayList<>();
  private long completeBytes;
  private final EncodeBuffer open = new EncodeBuffer();
  private int openCount;
  private long sequence;

  /**
   * A writer.
   *
   * @param id that no other writer ever has, neither of another attempt nor of another job
   * @param maxBytes more may not be gathered
   */
  BatchingWriter(String id, RecordEncoder<K, V> encoder, long maxBytes) {
    this.id = id;
    this.encoder = encoder;
    this.maxBytes = maxBytes;
  }

  @Override
  public void write(ProducerRecord<K, V> element, long timestampMillis) throws IOException {
    RecordBatch.RECORDS.encode(encoder.encode(element, timestampMillis), open);
    openCount++;
    if (completeBytes + open.length() > maxBytes) {
      throw new IOException(
          String.format(
              "more than %d bytes of records wait to be committed to Kafka, the last of them to"
                  + " topic %s. Records that are written exactly once are kept in memory until the"
                  + " next checkpoint, or until input ends that has an end: take checkpoints more"
                  + " often (--checkpointEvery), allow more with withMaxUncommittedBytes(...), or"
                  + " write at least once.",
              maxBytes, element.topic()));
    }
    if (open.length() >= BATCH_BYTES) {
      completeBatch();
    }
  }

  /** Ends the batch that is open, if something is in it. */
  void completeBatch() {
    if (openCount > 0) {
      sequence++;
      complete.add(new RecordBatch(id, sequence, openCount, open.toByteArray()));
      completeBytes += open.length();
      open.reset();
      openCount = 0;
    }
  }

  @Override
  public List<RecordBatch> prepareCommit() {
    completeBatch();
    List<RecordBatch> all = List.copyOf(complete);
    complete.clear();
    completeBytes = 0;
    return all;
  }

  @Override
  public void abort() {
    complete.clear();
    completeBytes = 0;
    open.reset();
    openCount = 0;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
