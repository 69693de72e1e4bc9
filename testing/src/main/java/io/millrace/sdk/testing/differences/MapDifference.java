package io.millrace.sdk.testing.differences;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** What two maps do not have in common, key by key. */
record MapDifference<K extends @Nullable Object, V extends @Nullable Object>(
    Map<K, V> expected, Map<K, V> actual, BiPredicate<? super V, ? super V> same) {

  @Nullable String describe() {
    List<String> missing = new ArrayList<>();
    List<String> different = new ArrayList<>();
    expected.forEach(
        (key, value) -> {
          if (!actual.containsKey(key)) {
            missing.add(entry(key, value));
          } else if (!same.test(value, valueOf(actual, key))) {
            different.add(difference(key, value, valueOf(actual, key)));
          }
        });
    List<String> unexpected = new ArrayList<>();
    actual.forEach(
        (key, value) -> {
          if (!expected.containsKey(key)) {
            unexpected.add(entry(key, value));
          }
        });
    if (missing.isEmpty() && different.isEmpty() && unexpected.isEmpty()) {
      return null;
    }
    return String.format(
            "expected a map of %d keys, but %d missing, %d unexpected, %d with another value",
            expected.size(), missing.size(), unexpected.size(), different.size())
        + lines("missing:   ", missing)
        + lines("unexpected:", unexpected)
        + lines("different: ", different)
        + "\n  expected:   "
        + Shown.value(expected)
        + "\n  actual:     "
        + Shown.value(actual);
  }

  // only asked for keys that are there
  @SuppressWarnings("NullAway")
  private static <K extends @Nullable Object, V extends @Nullable Object> V valueOf(
      Map<K, V> map, K key) {
    return map.get(key);
  }

  private static String entry(@Nullable Object key, @Nullable Object value) {
    return Shown.value(key) + "=" + Shown.value(value);
  }

  private static String difference(
      @Nullable Object key, @Nullable Object expected, @Nullable Object actual) {
    boolean alike = Shown.value(expected).equals(Shown.value(actual));
    return Shown.value(key)
        + ": expected "
        + (alike ? Shown.valueWithClass(expected) : Shown.value(expected))
        + ", is "
        + (alike ? Shown.valueWithClass(actual) : Shown.value(actual));
  }

  private static String lines(String title, List<String> entries) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < entries.size(); i++) {
      if (i == Shown.ELEMENTS) {
        text.append("\n  ").append(title).append(" ... and ").append(entries.size() - i);
        return text.append(" more").toString();
      }
      text.append("\n  ").append(title).append(' ').append(entries.get(i));
    }
    return text.toString();
  }
}
