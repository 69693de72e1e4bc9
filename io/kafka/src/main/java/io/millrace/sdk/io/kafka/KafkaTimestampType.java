package io.millrace.sdk.io.kafka;

import org.apache.kafka.common.record.TimestampType;

/** Who gave a record its timestamp. */
public enum KafkaTimestampType {
  /** Nobody: the record has none. */
  NO_TIMESTAMP_TYPE,
  /** The producer. */
  CREATE_TIME,
  /** The broker, when it appended the record to its log. */
  LOG_APPEND_TIME;

  /** The same as Kafka's own. */
  public static KafkaTimestampType of(TimestampType type) {
    return switch (type) {
      case NO_TIMESTAMP_TYPE -> NO_TIMESTAMP_TYPE;
      case CREATE_TIME -> CREATE_TIME;
      case LOG_APPEND_TIME -> LOG_APPEND_TIME;
    };
  }
}
