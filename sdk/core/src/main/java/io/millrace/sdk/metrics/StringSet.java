package io.millrace.sdk.metrics;

/**
 * The set of reported strings. Meant for few and short ones, such as names of files: beyond a total
 * of a million characters in one step of one task, further strings are left out and a warning is
 * logged once.
 */
public interface StringSet extends Metric {
  /** Reports a string. */
  void add(String value);

  /** Reports several strings. */
  default void add(String... values) {
    for (String value : values) {
      add(value);
    }
  }
}
