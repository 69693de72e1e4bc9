package io.millrace.sdk.testing.differences;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hamcrest.Matcher;
import org.hamcrest.StringDescription;
import org.jspecify.annotations.Nullable;

/**
 * Gives each matcher an element of its own, as many as possible: elements that several matchers
 * like go where they are needed (a maximum matching in a bipartite graph, found by augmenting
 * paths).
 */
public final class MatchedInAnyOrder<T extends @Nullable Object> {

  private static final int NONE = -1;

  private final List<? extends Matcher<? super T>> matchers;
  private final List<T> elements;
  private final boolean[][] likes;
  private final int[] elementOf;
  private final int[] matcherOf;

  private MatchedInAnyOrder(List<? extends Matcher<? super T>> matchers, List<T> elements) {
    this.matchers = matchers;
    this.elements = elements;
    this.likes = new boolean[matchers.size()][elements.size()];
    this.elementOf = new int[matchers.size()];
    this.matcherOf = new int[elements.size()];
    Arrays.fill(elementOf, NONE);
    Arrays.fill(matcherOf, NONE);
    for (int m = 0; m < matchers.size(); m++) {
      for (int e = 0; e < elements.size(); e++) {
        likes[m][e] = matchers.get(m).matches(elements.get(e));
      }
    }
    for (int m = 0; m < matchers.size(); m++) {
      give(m, new boolean[elements.size()]);
    }
  }

  /** What does not fit, in words; null if each matcher has its element and none is left. */
  public static <T extends @Nullable Object> @Nullable String difference(
      List<? extends Matcher<? super T>> matchers, List<T> elements) {
    return new MatchedInAnyOrder<>(matchers, elements).difference();
  }

  /** Whether the matcher could be given an element, others moving to other ones for it. */
  private boolean give(int matcher, boolean[] visited) {
    for (int e = 0; e < elements.size(); e++) {
      if (likes[matcher][e] && !visited[e]) {
        visited[e] = true;
        if (matcherOf[e] == NONE || give(matcherOf[e], visited)) {
          matcherOf[e] = matcher;
          elementOf[matcher] = e;
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable String difference() {
    List<T> unexpected = new ArrayList<>();
    for (int e = 0; e < elements.size(); e++) {
      if (matcherOf[e] == NONE) {
        unexpected.add(elements.get(e));
      }
    }
    StringBuilder unmet = new StringBuilder();
    int unmetCount = 0;
    for (int m = 0; m < matchers.size(); m++) {
      if (elementOf[m] == NONE) {
        unmetCount++;
        if (unmetCount <= Shown.ELEMENTS) {
          unmet.append("\n  missing:    ").append(describe(matchers.get(m), unexpected));
        }
      }
    }
    if (unmetCount == 0 && unexpected.isEmpty()) {
      return null;
    }
    if (unmetCount > Shown.ELEMENTS) {
      unmet.append("\n  missing:    ... and ").append(unmetCount - Shown.ELEMENTS).append(" more");
    }
    return InAnyOrder.describe(matchers.size(), unmetCount, unexpected.size())
        + unmet
        + (unexpected.isEmpty() ? "" : "\n  unexpected: " + Shown.elements(unexpected))
        + "\n  actual:     "
        + Shown.elements(elements);
  }

  /** With what it says about the one element left, if it is the one: that is the likely reason. */
  private static <T extends @Nullable Object> String describe(
      Matcher<? super T> matcher, List<T> unexpected) {
    String wanted = StringDescription.toString(matcher);
    if (unexpected.size() != 1) {
      return wanted;
    }
    StringDescription mismatch = new StringDescription();
    matcher.describeMismatch(unexpected.get(0), mismatch);
    return wanted + ", but " + mismatch;
  }
}
