package io.millrace.sdk.io.kafka;

import io.millrace.sdk.io.sink.SinkCommitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which batches are sent, and which are sent already.
 *
 * <p>A transaction is begun when everything that it is to send is there, and says besides how far
 * each writer has come. So "was this batch sent?" has an answer in Kafka, whatever failed and
 * however long ago: whoever commits asks it first, once its predecessor can do nothing any more.
 * Nothing is open while a job stands still, so that no time-out of a transaction can lose anything.
 *
 * <p>A batch comes with those of its writer that were before it, or after them, as each checkpoint
 * has what came before it. So one number for each writer says which of its batches are sent.
 */
final class TransactionalCommitter implements SinkCommitter<RecordBatch, Long> {

  /** A transaction sends no more, unless one batch alone has more. */
  static final long TRANSACTION_BYTES = 16L << 20;

  /**
   * For so many writers it is kept how far they came. A writer whose batches may come again is
   * among the last ones; of another it need not be known, as it begins behind what it has sent.
   */
  static final int WRITERS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(TransactionalCommitter.class);

  /** Together with those that the client makes by itself. */
  private static final int ATTEMPTS = 3;

  private final String sinkGroupId;
  private final String brokers;
  private final Supplier<SinkTransactions> transactions;
  private final long transactionBytes;
  private @Nullable SinkTransactions open;
  private Map<String, Long> progress = new LinkedHashMap<>();

  /**
   * A committer, which touches nothing before there is something to commit.
   *
   * @param sinkGroupId for messages
   * @param brokers where they are, for messages
   * @param transactions makes those of the sink, anew after each failure
   * @param transactionBytes see {@link #TRANSACTION_BYTES}
   */
  TransactionalCommitter(
      String sinkGroupId,
      String brokers,
      Supplier<SinkTransactions> transactions,
      long transactionBytes) {
    this.sinkGroupId = sinkGroupId;
    this.brokers = brokers;
    this.transactions = transactions;
    this.transactionBytes = transactionBytes;
  }

  @Override
  public List<Long> commit(List<RecordBatch> committables) throws IOException {
    if (committables.isEmpty()) {
      return List.of();
    }
    for (int attempt = 1; ; attempt++) {
      try {
        send(committables);
        return List.of();
      } catch (KafkaException e) {
        closeTransactions();
        if (isFinal(e) || attempt == ATTEMPTS) {
          throw failed(e);
        }
        LOG.warn(
            "Committing to the Kafka sink {} failed, attempt {} of {}: {}",
            sinkGroupId,
            attempt,
            ATTEMPTS,
            e.toString());
      }
    }
  }

  private void send(List<RecordBatch> committables) throws IOException {
    SinkTransactions sink = takenOver();
    List<RecordBatch> next = new ArrayList<>();
    long bytes = 0;
    for (RecordBatch batch : inOrder(committables)) {
      Long sent = progress.get(batch.writer());
      if (sent != null && batch.sequence() <= sent) {
        continue;
      }
      if (!next.isEmpty() && bytes + batch.bytes().length > transactionBytes) {
        apply(sink, next);
        next = new ArrayList<>();
        bytes = 0;
      }
      next.add(batch);
      bytes += batch.bytes().length;
    }
    if (!next.isEmpty()) {
      apply(sink, next);
    }
  }

  private SinkTransactions takenOver() throws IOException {
    SinkTransactions sink = open;
    if (sink == null) {
      sink = transactions.get();
      try {
        progress = sink.takeOver();
      } catch (IOException | RuntimeException e) {
        sink.close();
        throw e;
      }
      open = sink;
    }
    return sink;
  }

  /** Those of each writer by their sequence, whoever came first first. */
  private static List<RecordBatch> inOrder(List<RecordBatch> batches) {
    Map<String, List<RecordBatch>> byWriter = new LinkedHashMap<>();
    for (RecordBatch batch : batches) {
      byWriter.computeIfAbsent(batch.writer(), writer -> new ArrayList<>()).add(batch);
    }
    List<RecordBatch> ordered = new ArrayList<>(batches.size());
    for (List<RecordBatch> each : byWriter.values()) {
      each.sort(Comparator.comparingLong(RecordBatch::sequence));
      ordered.addAll(each);
    }
    return ordered;
  }

  private void apply(SinkTransactions sink, List<RecordBatch> batches) throws IOException {
    Map<String, Long> made = new LinkedHashMap<>();
    for (RecordBatch batch : batches) {
      made.put(batch.writer(), batch.sequence());
    }
    LinkedHashMap<String, Long> after = new LinkedHashMap<>(progress);
    made.forEach(
        (writer, sequence) -> {
          after.remove(writer);
          after.put(writer, sequence);
        });
    Set<String> forgotten = new LinkedHashSet<>();
    for (String writer : after.keySet()) {
      if (after.size() - forgotten.size() <= WRITERS || made.containsKey(writer)) {
        break;
      }
      forgotten.add(writer);
    }
    after.keySet().removeAll(forgotten);
    sink.apply(batches, made, forgotten);
    progress = after;
  }

  /** Whether trying again is of no use, or not right: whoever took over is not to be taken over. */
  private static boolean isFinal(KafkaException failure) {
    return isFenced(failure)
        || hasCause(failure, InterruptException.class)
        || hasCause(failure, AuthorizationException.class)
        || hasCause(failure, AuthenticationException.class)
        || hasCause(failure, InvalidTopicException.class)
        || hasCause(failure, RecordTooLargeException.class)
        || hasCause(failure, UnsupportedVersionException.class);
  }

  private static boolean isFenced(KafkaException failure) {
    return hasCause(failure, ProducerFencedException.class)
        || hasCause(failure, InvalidProducerEpochException.class);
  }

  private static boolean hasCause(Throwable failure, Class<?> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  private IOException failed(KafkaException failure) {
    if (isFenced(failure)) {
      return new IOException(
          String.format(
              "the Kafka sink %s was taken over by another committer, so that this one may not send"
                  + " any more. Either this job was replaced and is not to go on, or two jobs or"
                  + " two writes have the same withEOS(\"%s\"): give each its own. (Or one"
                  + " transaction took longer than transaction.timeout.ms: raise it.) The broker"
                  + " said: %s",
              sinkGroupId, sinkGroupId, failure),
          failure);
    }
    return new IOException(
        String.format(
            "cannot commit to the Kafka sink %s at %s: %s", sinkGroupId, brokers, failure),
        failure);
  }

  /** Nobody sees what was not committed: it is in memory and in checkpoints only. */
  @Override
  public void abort(List<RecordBatch> committables) {}

  private void closeTransactions() {
    SinkTransactions sink = open;
    open = null;
    if (sink != null) {
      sink.close();
    }
  }

  @Override
  public void close() {
    closeTransactions();
  }
}
