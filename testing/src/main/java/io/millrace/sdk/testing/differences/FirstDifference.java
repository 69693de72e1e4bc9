package io.millrace.sdk.testing.differences;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says of two values that are not the same where they begin to differ. */
final class FirstDifference {

  /** Shorter strings are seen at a glance. */
  private static final int SHORT = 30;

  /** How much of a string is shown before and after the place. */
  private static final int AROUND = 20;

  private FirstDifference() {}

  static String describe(@Nullable Object expected, @Nullable Object actual) {
    String expectedText = Shown.value(expected);
    String actualText = Shown.value(actual);
    if (expectedText.equals(actualText)) {
      expectedText = Shown.valueWithClass(expected);
      actualText = Shown.valueWithClass(actual);
    }
    return "expected another value"
        + "\n  expected: "
        + expectedText
        + "\n  actual:   "
        + actualText
        + place(expected, actual);
  }

  private static String place(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof String left && actual instanceof String right) {
      return ofStrings(left, right);
    }
    if (expected instanceof Iterable<?> left && actual instanceof Iterable<?> right) {
      return ofLists(list(left), list(right));
    }
    return "";
  }

  private static String ofStrings(String expected, String actual) {
    if (expected.length() < SHORT && actual.length() < SHORT) {
      return "";
    }
    int at = 0;
    while (at < Math.min(expected.length(), actual.length())
        && expected.charAt(at) == actual.charAt(at)) {
      at++;
    }
    return String.format(
        "%n  first difference at character %d: expected %s, is %s",
        at, around(expected, at), around(actual, at));
  }

  private static String around(String text, int at) {
    int from = Math.max(0, at - AROUND);
    int to = Math.min(text.length(), at + AROUND);
    return (from > 0 ? "..." : "")
        + Shown.value(text.substring(from, to))
        + (to < text.length() ? "..." : "");
  }

  private static String ofLists(List<?> expected, List<?> actual) {
    int at = 0;
    while (at < Math.min(expected.size(), actual.size())
        && Objects.deepEquals(expected.get(at), actual.get(at))) {
      at++;
    }
    if (at == expected.size() && at == actual.size()) {
      return "";
    }
    return String.format(
        "%n  first difference at element %d of %d: expected %s, is %s",
        at, expected.size(), element(expected, at), element(actual, at));
  }

  private static String element(List<?> list, int at) {
    return at < list.size() ? Shown.value(list.get(at)) : "no more elements";
  }

  private static List<?> list(Iterable<?> elements) {
    List<@Nullable Object> list = new ArrayList<>();
    elements.forEach(list::add);
    return list;
  }
}
