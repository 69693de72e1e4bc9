package io.millrace.sdk.testing.differences;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.SerializableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.generators.Gen;
import io.millrace.sdk.testing.generators.Property;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  private static final Coder<String> STRINGS = StringUtf8Coder.of();

  private static <T> String inAnyOrder(List<T> expected, List<T> actual, Coder<T> coder) {
    InAnyOrder<T> difference = InAnyOrder.of(expected, actual, coder);
    return difference.isEmpty() ? "" : difference.describe(expected, actual);
  }

  @Test
  void missingAndUnexpectedElementsAreNamed() {
    assertThat(inAnyOrder(List.of("a", "b", "c"), List.of("d", "b", "a"), STRINGS))
        .isEqualTo(
            """
            expected 3 elements in any order, but 1 is missing and 1 is unexpected
              missing:    ["c"]
              unexpected: ["d"]
              expected:   ["a", "b", "c"]
              actual:     ["d", "b", "a"]""");
  }

  @Test
  void repetitionsCount() {
    assertThat(inAnyOrder(List.of("a", "a", "b"), List.of("a", "b"), STRINGS))
        .startsWith("expected 3 elements in any order, but 1 is missing\n  missing:    [\"a\"]\n")
        .doesNotContain("unexpected:");
    assertThat(inAnyOrder(List.of("a", "b"), List.of("a", "a", "b", "b"), STRINGS))
        .contains("2 are unexpected")
        .doesNotContain("missing:");
  }

  @Test
  void elementsThatLookAlikeAreShownWithTheirClasses() {
    Coder<Number> numbers = SerializableCoder.of(Number.class);
    assertThat(inAnyOrder(List.<Number>of(1, 7), List.<Number>of(1, 7L), numbers))
        .contains("missing:    [7 (java.lang.Integer)]")
        .contains("unexpected: [7 (java.lang.Long)]");
  }

  @Test
  void whatCannotBeSeenIsEscaped() {
    assertThat(inAnyOrder(List.of("a"), List.of("a\u200b\n"), STRINGS))
        .contains("missing:    [\"a\"]")
        .contains("unexpected: [\"a\\u200b\\n\"]");
  }

  @Test
  void elementsOfAnEmptyExpectationAreListed() {
    assertThat(inAnyOrder(List.of(), List.of("a"), STRINGS))
        .isEqualTo("expected no elements, but there is 1: [\"a\"]");
    assertThat(inAnyOrder(List.of("a"), List.of(), STRINGS)).contains("actual:     []");
  }

  @Test
  void longCollectionsAndLongElementsAreShortened() {
    List<String> many = IntStream.range(0, 1000).mapToObj(i -> "e" + i).toList();
    assertThat(inAnyOrder(many, List.of("x".repeat(5000)), STRINGS))
        .contains("1000 are missing")
        .contains("\"e19\", ... and 980 more]")
        .contains("... (4602 more characters)")
        .hasSizeLessThan(3000);
  }

  @Test
  void arraysAndIterablesWithoutEqualsAreTheSameIfEncodedAlike() {
    assertThat(
            inAnyOrder(List.of(new byte[] {1, 2}), List.of(new byte[] {1, 2}), ByteArrayCoder.of()))
        .isEmpty();
    Iterable<Integer> asGrouped = () -> List.of(1, 2).iterator();
    Coder<Iterable<Integer>> coder = IterableCoder.of(VarIntCoder.of());
    assertThat(inAnyOrder(List.of(List.of(1, 2)), List.of(asGrouped), coder)).isEmpty();
    assertThat(inAnyOrder(List.of(List.of(2, 1)), List.of(asGrouped), coder))
        .contains("unexpected: [[1, 2]]");
  }

  /** Equal without equal hash codes, and not encoded alike. */
  @SuppressWarnings("overrides") // that is what it is for
  private static final class Careless implements Serializable {
    final int number;
    final String noise;

    Careless(int number, String noise) {
      this.number = number;
      this.noise = noise;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Careless that && number == that.number;
    }
  }

  @Test
  void classesWithEqualsAndWithoutHashCodeAreCompared() {
    Coder<Careless> coder = SerializableCoder.of(Careless.class);
    assertThat(
            inAnyOrder(
                List.of(new Careless(1, "a"), new Careless(2, "b")),
                List.of(new Careless(2, "c"), new Careless(1, "d")),
                coder))
        .isEmpty();
  }

  @Test
  void nullsAreElements() {
    List<String> expected = Arrays.asList("a", null);
    assertThat(inAnyOrder(expected, Arrays.asList(null, "a"), STRINGS)).isEmpty();
    assertThat(inAnyOrder(expected, List.of("a"), STRINGS)).contains("missing:    [null]");
  }

  @Test
  void shuffledElementsAreTheSameAndOneMoreOrLessIsFound() {
    Property.forAll(
        300,
        Gen.ints(0, 5).list(30),
        elements -> {
          List<Integer> shuffled = new ArrayList<>(elements);
          Collections.shuffle(shuffled, new Random(elements.hashCode()));
          assertThat(inAnyOrder(elements, shuffled, VarIntCoder.of())).isEmpty();
          shuffled.add(3);
          InAnyOrder<Integer> more = InAnyOrder.of(elements, shuffled, VarIntCoder.of());
          assertThat(more.unexpected()).containsExactly(3);
          assertThat(more.missing()).isEmpty();
          InAnyOrder<Integer> less = InAnyOrder.of(shuffled, elements, VarIntCoder.of());
          assertThat(less.missing()).containsExactly(3);
          assertThat(less.unexpected()).isEmpty();
        });
  }

  @Test
  void matchersThatLikeSeveralElementsGetThoseThatAreLeft() {
    assertThat(
            MatchedInAnyOrder.difference(
                List.of(Matchers.greaterThan(0), Matchers.greaterThan(1), Matchers.greaterThan(2)),
                List.of(3, 2, 1)))
        .isNull();
  }

  @Test
  void aMatcherWithoutAnElementSaysWhatItWantsAndWhy() {
    assertThat(
            MatchedInAnyOrder.difference(
                List.of(Matchers.greaterThan(5), Matchers.equalTo(1)), List.of(1, 4)))
        .isEqualTo(
            """
            expected 2 elements in any order, but 1 is missing and 1 is unexpected
              missing:    a value greater than <5>, but <4> was less than <5>
              unexpected: [4]
              actual:     [1, 4]""");
  }

  @Test
  void aMatcherIsNotSatisfiedTwiceByOneElement() {
    assertThat(
            MatchedInAnyOrder.difference(
                List.of(Matchers.equalTo(1), Matchers.equalTo(1)), List.of(1)))
        .contains("1 is missing");
  }

  @Test
  void mapsAreComparedKeyByKey() {
    Comparison<Map<String, Integer>> comparison = Comparison.ofMaps(VarIntCoder.of());
    Map<String, Integer> expected = new LinkedHashMap<>();
    expected.put("a", 1);
    expected.put("b", 2);
    expected.put("c", 3);
    Map<String, Integer> actual = new LinkedHashMap<>();
    actual.put("c", 3);
    actual.put("b", 20);
    actual.put("d", 4);
    assertThat(comparison.difference(expected, actual))
        .isEqualTo(
            """
            expected a map of 3 keys, but 1 missing, 1 unexpected, 1 with another value
              missing:    "a"=1
              unexpected: "d"=4
              different:  "b": expected 2, is 20
              expected:   {"a"=1, "b"=2, "c"=3}
              actual:     {"c"=3, "b"=20, "d"=4}""");
    assertThat(comparison.difference(expected, new LinkedHashMap<>(expected))).isNull();
  }

  @Test
  void valuesOfAMultimapHaveNoOrder() {
    Comparison<Map<String, Iterable<Integer>>> comparison =
        Comparison.ofMultimaps(VarIntCoder.of());
    assertThat(comparison.difference(Map.of("a", List.of(1, 2, 2)), Map.of("a", List.of(2, 1, 2))))
        .isNull();
    assertThat(comparison.difference(Map.of("a", List.of(1, 2, 2)), Map.of("a", List.of(2, 1, 1))))
        .contains("\"a\": expected [1, 2, 2], is [2, 1, 1]");
  }

  @Test
  void longStringsShowWhereTheyPart() {
    String text = "The quick brown fox jumps over the lazy dog, again and again";
    assertThat(Comparison.ofValues(STRINGS).difference(text, text.replace("lazy dog", "lazy cat")))
        .contains("first difference at character 40")
        .contains("expected ...\"jumps over the lazy dog, again and again\", is ...");
  }

  @Test
  void listsShowWhereTheyPart() {
    Comparison<Iterable<Integer>> comparison =
        Comparison.ofValues(IterableCoder.of(VarIntCoder.of()));
    assertThat(comparison.difference(List.of(1, 2, 3), List.of(1, 2)))
        .contains("first difference at element 2 of 3: expected 3, is no more elements");
    assertThat(comparison.difference(List.of(1, 2, 3), List.of(1, 2, 3))).isNull();
  }
}
