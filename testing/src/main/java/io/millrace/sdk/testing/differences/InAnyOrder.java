package io.millrace.sdk.testing.differences;

import io.millrace.sdk.coders.Coder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What expected and actual elements do not have in common, the order left aside and repetitions
 * counted.
 *
 * @param missing what was expected and is not there
 * @param unexpected what is there and was not expected
 */
public record InAnyOrder<T extends @Nullable Object>(List<T> missing, List<T> unexpected) {

  /**
   * Compares elements. The effort grows with the number of elements as long as their hash codes are
   * in order, and elements that differ are few.
   */
  public static <T extends @Nullable Object> InAnyOrder<T> of(
      Collection<? extends T> expected, Collection<? extends T> actual, Coder<T> coder) {
    Sameness<T> sameness = new Sameness<>(coder);
    return new InAnyOrder<T>(new ArrayList<>(expected), new ArrayList<>(actual))
        .withoutPairs(Sameness::key)
        .withoutPairs(sameness::structure)
        // last, for classes that have equals and no hashCode
        .withoutPairsThat(sameness::same);
  }

  /** Whether there is a difference. */
  public boolean isEmpty() {
    return missing.isEmpty() && unexpected.isEmpty();
  }

  private InAnyOrder<T> withoutPairs(Function<? super T, Object> key) {
    if (missing.isEmpty() || unexpected.isEmpty()) {
      return this;
    }
    Map<Object, Deque<Integer>> wanted = new HashMap<>();
    for (int i = 0; i < missing.size(); i++) {
      wanted.computeIfAbsent(key.apply(missing.get(i)), k -> new ArrayDeque<>()).add(i);
    }
    boolean[] found = new boolean[missing.size()];
    List<T> others = new ArrayList<>();
    for (T element : unexpected) {
      Deque<Integer> candidates = wanted.get(key.apply(element));
      Integer match = candidates == null ? null : candidates.poll();
      if (match == null) {
        others.add(element);
      } else {
        found[match] = true;
      }
    }
    List<T> stillMissing = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      if (!found[i]) {
        stillMissing.add(missing.get(i));
      }
    }
    return new InAnyOrder<>(stillMissing, others);
  }

  private InAnyOrder<T> withoutPairsThat(BiPredicate<? super T, ? super T> same) {
    List<T> stillMissing = new ArrayList<>(missing);
    List<T> others = new ArrayList<>();
    for (T element : unexpected) {
      boolean found = false;
      for (Iterator<T> it = stillMissing.iterator(); it.hasNext() && !found; ) {
        if (same.test(it.next(), element)) {
          it.remove();
          found = true;
        }
      }
      if (!found) {
        others.add(element);
      }
    }
    return new InAnyOrder<>(stillMissing, others);
  }

  /** The difference in words, with all elements for comparison. */
  public String describe(Collection<? extends T> expected, Collection<? extends T> actual) {
    if (expected.isEmpty()) {
      return String.format(
          "expected no elements, but there %s %d: %s",
          actual.size() == 1 ? "is" : "are", actual.size(), Shown.elements(actual));
    }
    String missingText = Shown.elements(missing);
    String unexpectedText = Shown.elements(unexpected);
    if (missingText.equals(unexpectedText)) {
      missingText = Shown.elements(missing, Shown::valueWithClass);
      unexpectedText = Shown.elements(unexpected, Shown::valueWithClass);
    }
    return describe(expected.size(), missing.size(), unexpected.size())
        + (missing.isEmpty() ? "" : "\n  missing:    " + missingText)
        + (unexpected.isEmpty() ? "" : "\n  unexpected: " + unexpectedText)
        + "\n  expected:   "
        + Shown.elements(expected)
        + "\n  actual:     "
        + Shown.elements(actual);
  }

  static String describe(int expected, int missing, int unexpected) {
    String lacks = missing == 0 ? "" : isOrAre(missing) + " missing";
    String and = missing == 0 || unexpected == 0 ? "" : " and ";
    String more = unexpected == 0 ? "" : isOrAre(unexpected) + " unexpected";
    return String.format(
        "expected %d element%s in any order, but %s%s%s",
        expected, expected == 1 ? "" : "s", lacks, and, more);
  }

  private static String isOrAre(int count) {
    return count + (count == 1 ? " is" : " are");
  }
}
