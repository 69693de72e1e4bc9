package io.millrace.sdk.io.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The transactions of one sink, of which at most one is open at a time, anywhere. Every method may
 * throw a {@link org.apache.kafka.common.KafkaException}; what has happened is not known then, and
 * there is no way but to close these and to take over with others.
 */
interface SinkTransactions extends AutoCloseable {

  /**
   * Ends what others do for the sink: a transaction that they have open is gone, and each that they
   * begin fails. To be called first, and once.
   *
   * @return the last sequence that was sent of each writer; in the order in which they were sent
   */
  Map<String, Long> takeOver() throws IOException;

  /**
   * Sends batches, and the progress that is made by that, in one transaction: all or nothing.
   *
   * @param progress the last sequence of each writer that has batches among these
   * @param forgotten writers of whom nothing is to be known any more
   */
  void apply(List<RecordBatch> batches, Map<String, Long> progress, Set<String> forgotten)
      throws IOException;

  @Override
  void close();
}
