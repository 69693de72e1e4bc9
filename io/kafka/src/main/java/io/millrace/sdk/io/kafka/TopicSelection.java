package io.millrace.sdk.io.kafka;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Which partitions to read. */
sealed interface TopicSelection extends Serializable {

  /** All partitions of these topics, which must be there. */
  record Names(List<String> topics) implements TopicSelection {
    public Names {
      topics = List.copyOf(topics);
    }

    @Override
    public String toString() {
      return "topics " + String.join(", ", topics);
    }
  }

  /** These partitions, which must be there. */
  record Partitions(List<TopicPartition> partitions) implements TopicSelection {
    public Partitions {
      partitions = List.copyOf(partitions);
    }

    @Override
    public String toString() {
      return "partitions " + partitions;
    }
  }

  /** All partitions of the topics whose whole name fits. */
  record ByPattern(Pattern pattern) implements TopicSelection {
    @Override
    public String toString() {
      return "topics like " + pattern;
    }
  }
}
