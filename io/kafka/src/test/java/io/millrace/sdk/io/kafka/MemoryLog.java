package io.millrace.sdk.io.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/** A broker in memory: what is visible, and the progress that stands beside it. */
final class MemoryLog {

  /** What happens to one transaction, or to a take-over. */
  enum Fate {
    WELL,
    /** It is not done, and whoever asked is told that it failed. */
    LOST,
    /** It is done, and whoever asked is told that it failed. */
    DONE_AND_NOT_TOLD
  }

  final List<String> visible = new ArrayList<>();
  final LinkedHashMap<String, Long> progress = new LinkedHashMap<>();
  final List<List<RecordBatch>> transactions = new ArrayList<>();
  final List<Fate> fates = new ArrayList<>();
  int owner;
  int closed;

  Fate nextFate() {
    return fates.isEmpty() ? Fate.WELL : fates.remove(0);
  }

  SinkTransactions connect() {
    return new SinkTransactions() {
      private int me;

      @Override
      public Map<String, Long> takeOver() {
        me = ++owner;
        if (nextFate() == Fate.LOST) {
          throw new TimeoutException("no answer");
        }
        return new LinkedHashMap<>(progress);
      }

      @Override
      public void apply(List<RecordBatch> batches, Map<String, Long> made, Set<String> forgotten) {
        if (me != owner) {
          throw new ProducerFencedException("another owner");
        }
        Fate fate = nextFate();
        if (fate != Fate.LOST) {
          transactions.add(List.copyOf(batches));
          batches.forEach(batch -> visible.add(batch.writer() + batch.sequence()));
          made.forEach(
              (writer, sequence) -> {
                progress.remove(writer);
                progress.put(writer, sequence);
              });
          progress.keySet().removeAll(forgotten);
        }
        if (fate != Fate.WELL) {
          throw new TimeoutException("no answer");
        }
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  /** The values of all records that are visible. */
  List<String> values() throws IOException {
    List<String> values = new ArrayList<>();
    for (List<RecordBatch> batches : transactions) {
      for (RecordBatch batch : batches) {
        batch.records().forEach(record -> values.add(new String(record.value(), UTF_8)));
      }
    }
    return values;
  }
}
