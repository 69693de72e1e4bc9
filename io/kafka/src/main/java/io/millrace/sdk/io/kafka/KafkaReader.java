package io.millrace.sdk.io.kafka;

import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one split: its consumer is asked for what has arrived, and never waited for. Where reading
 * goes on is in {@link #snapshot} alone.
 */
final class KafkaReader<K extends @Nullable Object, V extends @Nullable Object>
    implements SourceReader<KafkaRecord<K, V>, KafkaSplit> {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);

  /** For a commit of offsets that is on its way when a reader ends. */
  private static final Duration COMMIT = Duration.ofSeconds(1);

  /** From so many records at once on, more are most likely on their way. */
  private static final int MANY = 100;

  /** How long those are waited for. A runner that is told that nothing is there waits longer. */
  private static final Duration ON_THEIR_WAY = Duration.ofMillis(2);

  private static final int FAILED_COMMITS = 5;

  private static final long NOT_SILENT = Long.MIN_VALUE;

  /** Takes what cannot be decoded. */
  @FunctionalInterface
  interface BadRecords {
    /**
     * Takes a record, or throws.
     *
     * @param message for an exception
     */
    void accept(BadKafkaRecord record, String message, Exception cause) throws IOException;
  }

  /** What is left of a partition. */
  private static final class Position {
    private final TopicPartition partition;
    private final long end;
    private long next;

    /** Whether it is read to its end. */
    private boolean done;

    Position(KafkaSplit.Part part) {
      this.partition = new TopicPartition(part.topic(), part.partition());
      this.end = part.end();
      this.next = part.next();
    }

    boolean isOf(ConsumerRecord<?, ?> record) {
      return record.partition() == partition.partition()
          && record.topic().equals(partition.topic());
    }

    boolean isAtEnd() {
      return next >= end;
    }
  }

  private final Consumer<byte[], byte[]> consumer;
  private final ReadSettings<K, V> settings;
  private final Deserializer<K> keys;
  private final Deserializer<V> values;
  private final BadRecords badRecords;
  private final LongSupplier clock;
  private final Map<TopicPartition, Position> positions = new LinkedHashMap<>();
  private final long deadlineMillis;

  /** Of which partition the last record was. */
  private @Nullable Position latest;

  private long remaining;
  private int open;
  private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();
  private int fetchedLeft;

  /** How many records came at once, last. */
  private int lastFetched;

  /** What the snapshot before said; null if there was none. */
  private @Nullable Map<TopicPartition, OffsetAndMetadata> lastSnapshot;

  /** Since when nothing has come, in milliseconds after the epoch. */
  private long silentSinceMillis = NOT_SILENT;

  /** How often in a row telling the group has failed. */
  private int failedCommits;

  /**
   * A reader, which closes the consumer.
   *
   * @param consumer with nothing assigned to it
   */
  KafkaReader(
      Consumer<byte[], byte[]> consumer,
      ReadSettings<K, V> settings,
      KafkaSplit split,
      BadRecords badRecords,
      LongSupplier clock) {
    this.consumer = consumer;
    this.settings = settings;
    this.badRecords = badRecords;
    this.clock = clock;
    this.remaining = split.remaining();
    this.deadlineMillis = split.deadlineMillis();
    for (KafkaSplit.Part part : split.parts()) {
      Position position = new Position(part);
      positions.put(position.partition, position);
    }
    this.keys = settings.key().open(settings.client().asMap(), true);
    try {
      this.values = settings.value().open(settings.client().asMap(), false);
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
    consumer.assign(positions.keySet());
    open = positions.size();
    for (Position position : positions.values()) {
      consumer.seek(position.partition, position.next);
      endIfDone(position);
    }
  }

  @Override
  public Status poll(SourceOutput<KafkaRecord<K, V>> output, int maxElements) throws IOException {
    if (deadlineMillis != KafkaSplit.NO_LIMIT && clock.getAsLong() >= deadlineMillis) {
      return Status.FINISHED;
    }
    int given = 0;
    while (given < maxElements) {
      if (open == 0 || remaining == 0) {
        return Status.FINISHED;
      }
      if (!fetched.hasNext() && !fetch()) {
        return open == 0 ? Status.FINISHED : given > 0 ? Status.MORE : Status.IDLE;
      }
      ConsumerRecord<byte[], byte[]> record = fetched.next();
      fetchedLeft--;
      Position position = positionOf(record);
      if (record.offset() < position.end) {
        position.next = record.offset() + 1;
        remaining -= remaining == KafkaSplit.NO_LIMIT ? 0 : 1;
        give(record, output);
        given++;
      } else {
        position.next = position.end;
      }
      endIfDone(position);
    }
    return Status.MORE;
  }

  /** Records of a partition come one after the other: the last answer is mostly the next one. */
  private Position positionOf(ConsumerRecord<?, ?> record) {
    Position position = latest;
    if (position == null || !position.isOf(record)) {
      position = positions.get(new TopicPartition(record.topic(), record.partition()));
      if (position == null) {
        throw new IllegalStateException(record.topic() + "-" + record.partition() + " is not read");
      }
      latest = position;
    }
    return position;
  }

  /** Asks for what has arrived; returns whether there is something. */
  private boolean fetch() throws IOException {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(lastFetched >= MANY ? ON_THEIR_WAY : Duration.ZERO);
    } catch (OffsetOutOfRangeException e) {
      throw new IOException(
          String.format(
              "cannot read %s of %s: the records that were to be read next are not there, or not"
                  + " any more. They were deleted before they were read (see retention.ms and"
                  + " retention.bytes of the topic), or the topic was made anew. To leave them out,"
                  + " start a new job, with withStartFrom(...).",
              e.offsetOutOfRangePartitions(), settings.client().bootstrapServers()),
          e);
    } catch (KafkaException e) {
      throw settings
          .client()
          .failed("cannot read " + where() + " of " + settings.client().bootstrapServers(), e);
    }
    fetched = records.iterator();
    fetchedLeft = records.count();
    lastFetched = fetchedLeft;
    if (fetchedLeft > 0) {
      silentSinceMillis = NOT_SILENT;
      return true;
    }
    if (passWhatIsNoRecord()) {
      silentSinceMillis = NOT_SILENT;
    } else {
      failIfSilentForTooLong();
    }
    return false;
  }

  /**
   * What stands before an end is there, so that it comes, unless the topic was deleted or no broker
   * can be reached. Without an end nobody knows whether something is to come.
   */
  private void failIfSilentForTooLong() throws IOException {
    boolean waits = false;
    for (Position position : positions.values()) {
      waits |= position.end != KafkaSplit.NO_LIMIT && !position.done;
    }
    if (!waits) {
      return;
    }
    long now = clock.getAsLong();
    if (silentSinceMillis == NOT_SILENT) {
      silentSinceMillis = now;
    } else if (now - silentSinceMillis > settings.patienceMillis()) {
      throw new IOException(
          String.format(
              "cannot read %s of %s to the end: nothing has come for %d ms (see"
                  + " default.api.timeout.ms). Either no broker can be reached, or the topic was"
                  + " deleted while it was read.",
              where(), settings.client().bootstrapServers(), now - silentSinceMillis));
    }
  }

  /**
   * Before an end there may be marks of transactions, and records that were taken back. Returns
   * whether some were passed.
   */
  private boolean passWhatIsNoRecord() {
    boolean passed = false;
    for (Position position : positions.values()) {
      if (position.end != KafkaSplit.NO_LIMIT && !position.done) {
        try {
          long reached = consumer.position(position.partition, Duration.ZERO);
          passed |= reached > position.next;
          position.next = Math.max(position.next, reached);
        } catch (TimeoutException e) {
          // the consumer has not connected yet
        }
        endIfDone(position);
      }
    }
    return passed;
  }

  private void endIfDone(Position position) {
    if (!position.done && position.isAtEnd()) {
      position.done = true;
      open--;
      consumer.pause(List.of(position.partition));
    }
  }

  private void give(ConsumerRecord<byte[], byte[]> record, SourceOutput<KafkaRecord<K, V>> output)
      throws IOException {
    boolean hasKey = false;
    KV<K, V> pair;
    try {
      K key = decode(keys, record, record.key());
      hasKey = true;
      pair = KV.of(key, decode(values, record, record.value()));
    } catch (InterruptException e) {
      throw e; // whoever decodes was told to end: that says nothing about the record
    } catch (RuntimeException e) {
      String cause = e.getCause() == null ? e.toString() : e + ", for " + e.getCause();
      String told =
          String.format(
              "cannot decode the %s of the record at offset %d of partition %d of topic %s, by %s:"
                  + " %s",
              hasKey ? "value" : "key",
              record.offset(),
              record.partition(),
              record.topic(),
              (hasKey ? settings.value() : settings.key()).name(),
              cause);
      if (e instanceof RetriableException) {
        // what is needed for decoding is away: that says nothing about the record either
        throw new IOException(told, e);
      }
      badRecords.accept(
          new BadKafkaRecord(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value(),
              cause),
          told,
          e);
      return;
    }
    output.output(
        new KafkaRecord<>(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            KafkaTimestampType.of(record.timestampType()),
            record.headers(),
            pair),
        record.timestamp());
  }

  /** What is null in Kafka is null, whatever decodes; as in Kafka's own consumer. */
  @SuppressWarnings("NullAway")
  private static <T extends @Nullable Object> T decode(
      Deserializer<T> by, ConsumerRecord<?, ?> record, byte @Nullable [] bytes) {
    return bytes == null ? null : by.deserialize(record.topic(), record.headers(), bytes);
  }

  /** Names the partitions and the next offset of each. */
  private String where() {
    List<String> names = new ArrayList<>();
    for (Position position : positions.values()) {
      names.add(position.partition + " at offset " + position.next);
    }
    return String.join(", ", names);
  }

  /**
   * If the group is to be told, it is told of the snapshot before: the checkpoint that has it is
   * most likely complete, as the next one has begun. That is for who looks at the group from
   * outside; nothing here relies on it.
   */
  @Override
  public KafkaSplit snapshot() {
    if (settings.commitsOffsets()) {
      Map<TopicPartition, OffsetAndMetadata> before = lastSnapshot;
      if (before != null) {
        consumer.commitAsync(before, (offsets, failure) -> noteCommit(failure));
      }
      Map<TopicPartition, OffsetAndMetadata> now = new LinkedHashMap<>();
      positions.forEach(
          (partition, position) -> now.put(partition, new OffsetAndMetadata(position.next)));
      lastSnapshot = now;
    }
    List<KafkaSplit.Part> parts = new ArrayList<>();
    for (Position position : positions.values()) {
      parts.add(
          new KafkaSplit.Part(
              position.partition.topic(),
              position.partition.partition(),
              position.next,
              position.end));
    }
    return new KafkaSplit(parts, remaining, deadlineMillis);
  }

  /** The next one says more; only one that fails again and again is worth a word. */
  private void noteCommit(@Nullable Exception failure) {
    failedCommits = failure == null ? 0 : failedCommits + 1;
    if (failure != null && failedCommits == FAILED_COMMITS) {
      LOG.warn(
          "Telling the group {} how far {} is read has failed {} times; nothing is lost by that:"
              + " {}",
          settings.group(),
          positions.keySet(),
          failedCommits,
          failure.toString());
    }
  }

  @Override
  public long backlogElements() {
    long sum = fetchedLeft;
    for (Position position : positions.values()) {
      if (position.end != KafkaSplit.NO_LIMIT) {
        sum += Math.max(0, position.end - position.next);
        continue;
      }
      OptionalLong lag = consumer.currentLag(position.partition);
      if (lag.isEmpty()) {
        return BACKLOG_UNKNOWN;
      }
      sum += lag.getAsLong();
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    try {
      // Else not at all: behind the last request for records, which the broker answers when some
      // have
      // come, a good-bye would wait for half a second.
      consumer.close(CloseOptions.timeout(settings.commitsOffsets() ? COMMIT : Duration.ZERO));
    } catch (KafkaException e) {
      LOG.warn("Closing the consumer of {} failed: {}", where(), e.toString());
    } finally {
      keys.close();
      values.close();
    }
  }
}
