package io.millrace.sdk.metrics;

import java.util.HashSet;
import org.slf4j.LoggerFactory;

/** A string set of one container. */
final class StringSetCell implements StringSet {
  private static final long serialVersionUID = 1L;

  /** How many characters the strings of one set may have together. */
  static final int MAX_CHARS = 1_000_000;

  private final MetricName name;
  private final HashSet<String> values = new HashSet<>();
  private long chars;
  private boolean full;

  StringSetCell(MetricName name) {
    this.name = name;
  }

  StringSetResult result() {
    return StringSetResult.create(values);
  }

  @Override
  public void add(String value) {
    if (values.contains(value)) {
      return;
    }
    if (chars + value.length() > MAX_CHARS) {
      if (!full) {
        full = true;
        LoggerFactory.getLogger(StringSet.class)
            .warn(
                "The string set {} exceeds {} characters: further strings are left out",
                name,
                MAX_CHARS);
      }
      return;
    }
    chars += value.length();
    values.add(value);
  }

  @Override
  public MetricName getName() {
    return name;
  }
}
