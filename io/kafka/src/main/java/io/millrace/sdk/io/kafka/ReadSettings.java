package io.millrace.sdk.io.kafka;

import java.io.Serializable;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * What a source is told.
 *
 * @param client settings of the consumer, as the user gave them
 * @param start null if the settings of the consumer say it
 * @param startMillis in milliseconds after the epoch; null if it is not by time
 * @param maxRecords {@link KafkaSplit#NO_LIMIT} for all
 * @param maxReadMillis {@link KafkaSplit#NO_LIMIT} for ever
 * @param discoverEveryMillis how often to look for new partitions; 0 for never
 * @param commitsOffsets whether the group is told how far reading has come
 */
record ReadSettings<K extends @Nullable Object, V extends @Nullable Object>(
    ClientSettings client,
    TopicSelection topics,
    Decoding<K> key,
    Decoding<V> value,
    @Nullable StartFrom start,
    @Nullable Long startMillis,
    long maxRecords,
    long maxReadMillis,
    long discoverEveryMillis,
    boolean commitsOffsets)
    implements Serializable {

  private static final long DEFAULT_PATIENCE_MILLIS = 60_000;

  /** Whether the number of records, or the time to read, is limited. */
  boolean isLimited() {
    return maxRecords != KafkaSplit.NO_LIMIT || maxReadMillis != KafkaSplit.NO_LIMIT;
  }

  /** Where to begin; {@link #startMillis} goes before it. */
  StartFrom startFrom() {
    if (start != null) {
      return start;
    }
    return group() != null ? StartFrom.COMMITTED : reset();
  }

  /** Where to begin without anything committed; {@link StartFrom#COMMITTED} if that is an error. */
  StartFrom reset() {
    String reset = client.text(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
    return switch (reset == null ? "latest" : reset.toLowerCase(Locale.ROOT)) {
      case "latest" -> StartFrom.LATEST;
      case "earliest" -> StartFrom.EARLIEST;
      case "none" -> StartFrom.COMMITTED;
      default ->
          throw new IllegalArgumentException(
              ConsumerConfig.AUTO_OFFSET_RESET_CONFIG
                  + " is "
                  + reset
                  + ": give earliest, latest or none, or use withStartReadTime(...)");
    };
  }

  /** The consumer group; null for none. */
  @Nullable String group() {
    return client.text(ConsumerConfig.GROUP_ID_CONFIG);
  }

  /** How long the client's calls wait for an answer, at most. */
  long patienceMillis() {
    String given = client.text(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return given == null ? DEFAULT_PATIENCE_MILLIS : Long.parseLong(given.strip());
  }

  IsolationLevel isolation() {
    String level = client.text(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
    return "read_committed".equalsIgnoreCase(level)
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }

  /** What is read from where, for messages. */
  @Override
  public String toString() {
    return topics + " of " + client.bootstrapServers();
  }
}
