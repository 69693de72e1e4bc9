package io.millrace.runners.direct.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.SerializableMatchers;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PAssertTest {

  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final Coder<Integer> INTS = VarIntCoder.of();

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private PCollection<String> strings(String... elements) {
    return p.apply("Words", Elements.of(STRINGS, elements));
  }

  private AssertionError failure() {
    AssertionError failure = catchThrowableOfType(AssertionError.class, p::run);
    assertThat(failure).as("failure of the run").isNotNull();
    return failure;
  }

  @Test
  void elementsHaveNoOrder() {
    PCollection<String> words = strings("a", "b", "a");
    PAssert.that(words).containsInAnyOrder("b", "a", "a");
    PAssert.that(words).containsInAnyOrder(List.of("a", "a", "b"));
    PAssert.that(words)
        .satisfies(
            elements -> {
              assertThat(elements).hasSize(3);
              return null;
            });
    assertThat(PAssert.countAsserts(p)).isEqualTo(3);
    assertThat(p.run().getState()).isEqualTo(PipelineResult.State.DONE);
  }

  @Test
  void aWrongElementFailsWithTheDifferenceAtThePlaceOfTheAssertion() {
    PCollection<String> words = strings("a", "b", "d");
    PAssert.that("the alphabet", words).containsInAnyOrder("a", "b", "c");
    AssertionError failure = failure();
    assertThat(failure)
        .hasMessageStartingWith(
            """
            the alphabet: expected 3 elements in any order, but 1 is missing and 1 is unexpected
              missing:    ["c"]
              unexpected: ["d"]
              expected:   ["a", "b", "c"]
            """
                .stripTrailing())
        .hasNoCause();
    assertThat(failure.getStackTrace()[0].getMethodName())
        .isEqualTo("aWrongElementFailsWithTheDifferenceAtThePlaceOfTheAssertion");
  }

  @Test
  void aMissingElementFails() {
    PAssert.that(strings("a")).containsInAnyOrder("a", "b");
    assertThat(failure()).hasMessageContaining("1 is missing").hasMessageContaining("[\"b\"]");
  }

  @Test
  void anEmptyCollectionIsCheckedToo() {
    PCollection<String> none = strings();
    PAssert.that(none).empty();
    PAssert.that(none).containsInAnyOrder();
    p.run();
  }

  @Test
  void anEmptyCollectionThatShouldHaveElementsFails() {
    PAssert.that(strings()).containsInAnyOrder("a");
    assertThat(failure()).hasMessageContaining("actual:     []");
  }

  @Test
  void aCollectionThatShouldBeEmptyFails() {
    PAssert.that(strings("a")).empty();
    assertThat(failure()).hasMessageContaining("expected no elements, but there is 1: [\"a\"]");
  }

  @Test
  void oneOfSeveralAssertionsThatFailsIsReportedByItsReason() {
    PCollection<String> words = strings("a");
    PAssert.that("first", words).containsInAnyOrder("a");
    PAssert.that("second", words).containsInAnyOrder("b");
    PAssert.that("third", words).containsInAnyOrder("a");
    assertThat(failure()).hasMessageStartingWith("second: ");
  }

  @Test
  void matchersAreGivenElementsOfTheirOwn() {
    PCollection<Integer> numbers = p.apply(Elements.of(INTS, 3, 2, 1));
    PAssert.that(numbers)
        .containsInAnyOrder(
            SerializableMatchers.greaterThan(0),
            SerializableMatchers.greaterThan(1),
            SerializableMatchers.equalTo(3));
    p.run();
  }

  @Test
  void aMatcherWithoutAnElementFails() {
    PAssert.that(p.apply(Elements.of(INTS, 3)))
        .containsInAnyOrder(SerializableMatchers.<Integer>greaterThan(5));
    assertThat(failure()).hasMessageContaining("a value greater than <5>, but <3> was less");
  }

  @Test
  void aCheckOfTheUsersFailsWithItsOwnFailureAsTheCause() {
    PAssert.that("sizes", strings("a"))
        .satisfies(
            elements -> {
              assertThat(elements).hasSize(2);
              return null;
            });
    AssertionError failure = failure();
    assertThat(failure).hasMessageStartingWith("sizes: ").hasMessageContaining("Expected size: 2");
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
  }

  @Test
  void anyExceptionOfACheckIsAFailure() {
    PAssert.that(strings("a"))
        .satisfies(
            elements -> {
              throw new IllegalStateException("broken check");
            });
    assertThat(failure())
        .hasMessageContaining("IllegalStateException: broken check")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void theOnlyElementIsCompared() {
    PCollection<String> one = strings("a");
    PAssert.thatSingleton(one).isEqualTo("a").notEqualTo("b");
    PAssert.thatSingleton(one)
        .satisfies(
            element -> {
              assertThat(element).isEqualTo("a");
              return null;
            });
    assertThat(PAssert.countAsserts(p)).isEqualTo(3);
    p.run();
  }

  @Test
  void anotherOnlyElementFails() {
    PAssert.thatSingleton("answer", strings("a")).isEqualTo("b");
    assertThat(failure())
        .hasMessage("answer: expected another value\n  expected: \"b\"\n  actual:   \"a\"");
  }

  @Test
  void severalElementsAreNoSingleton() {
    PAssert.thatSingleton(strings("a", "b")).notEqualTo("c");
    assertThat(failure()).hasMessageContaining("exactly one element, but there are 2");
  }

  @Test
  void noElementIsNoSingleton() {
    PAssert.thatSingleton(strings()).isEqualTo("c");
    assertThat(failure()).hasMessageContaining("exactly one element, but there are none");
  }

  @Test
  void aValueThatMustNotBeFails() {
    PAssert.thatSingleton(strings("a")).notEqualTo("a");
    assertThat(failure()).hasMessageContaining("any other value than \"a\"");
  }

  @Test
  void elementsOfTheOnlyIterableHaveNoOrder() {
    PAssert.thatSingletonIterable(p.apply(Elements.of(ListCoder.of(INTS), List.of(1, 2))))
        .containsInAnyOrder(2, 1);
    p.run();
  }

  @Test
  void valuesOfAGroupingCanBeCompared() {
    PCollection<KV<String, Iterable<Integer>>> grouped =
        p.apply(Elements.of(KvCoder.of(STRINGS, INTS), KV.of("a", 1), KV.of("b", 2)))
            .apply(GroupByKey.create());
    PAssert.that(grouped).containsInAnyOrder(KV.of("a", List.of(1)), KV.of("b", List.of(2)));
    p.run();
  }

  @Test
  void arraysAreComparedByContent() {
    PAssert.that(p.apply(Elements.of(ByteArrayCoder.of(), new byte[] {1}, new byte[] {2})))
        .containsInAnyOrder(new byte[] {2}, new byte[] {1});
    p.run();
  }

  private PCollection<KV<String, Integer>> pairs() {
    return p.apply(
        "Pairs",
        Elements.of(KvCoder.of(STRINGS, INTS), KV.of("a", 1), KV.of("b", 2), KV.of("b", 3)));
  }

  @Test
  void pairsAreAMultimap() {
    PAssert.thatMultimap(pairs()).isEqualTo(Map.of("b", List.of(3, 2), "a", List.of(1)));
    p.run();
  }

  @Test
  void aMultimapWithAnotherValueFails() {
    PAssert.thatMultimap(pairs()).isEqualTo(Map.of("b", List.of(3, 4), "a", List.of(1)));
    assertThat(failure()).hasMessageContaining("different:  \"b\": expected [3, 4], is [");
  }

  @Test
  void pairsAreAMapOnlyIfEachKeyHasOneValue() {
    PAssert.thatMap(pairs()).isEqualTo(Map.of("a", 1, "b", 2));
    assertThat(failure()).hasMessageContaining("one value for each key, but \"b\" has 2");
  }

  @Test
  void pairsWithDifferentKeysAreAMap() {
    PCollection<KV<String, Integer>> pairs =
        p.apply(Elements.of(KvCoder.of(STRINGS, INTS), KV.of("a", 1), KV.of("b", 2)));
    PAssert.thatMap(pairs).isEqualTo(Map.of("b", 2, "a", 1)).notEqualTo(Map.of());
    p.run();
  }

  @Test
  void severalCollectionsAreCheckedTogetherOrOneByOne() {
    PCollectionList<String> list =
        PCollectionList.of(p.apply("One", Elements.of(STRINGS, "a")))
            .and(p.apply("Two", Elements.of(STRINGS, "b")));
    PAssert.thatFlattened(list).containsInAnyOrder("a", "b");
    PAssert.thatList(list)
        .satisfies(
            elements -> {
              assertThat(elements).hasSize(1);
              return null;
            })
        .satisfies(
            List.of(
                elements -> {
                  assertThat(elements).containsExactly("a");
                  return null;
                },
                elements -> {
                  assertThat(elements).containsExactly("b");
                  return null;
                }));
    assertThat(PAssert.countAsserts(p)).isEqualTo(5);
    p.run();
  }

  private static Instant minute(int minute) {
    return Instant.parse("2026-01-01T12:00:00Z").plus(Duration.ofMinutes(minute));
  }

  private static IntervalWindow tenMinutes(int from) {
    return new IntervalWindow(minute(from), Duration.ofMinutes(10));
  }

  private PCollection<String> inWindows() {
    return p.apply(
            Elements.timestamped(
                STRINGS,
                TimestampedValue.of("a", minute(1)),
                TimestampedValue.of("b", minute(9)),
                TimestampedValue.of("c", minute(11))))
        .apply("Windows", Window.into(FixedWindows.of(Duration.ofMinutes(10))));
  }

  @Test
  void assertionsCanBeAboutOneWindow() {
    PCollection<String> words = inWindows();
    PAssert.that(words).inWindow(tenMinutes(0)).containsInAnyOrder("a", "b");
    PAssert.that(words).inWindow(tenMinutes(10)).containsInAnyOrder("c");
    PAssert.that(words).inWindow(tenMinutes(20)).empty();
    PAssert.that(words).containsInAnyOrder("a", "b", "c");
    PAssert.thatSingleton(words).inOnlyPane(tenMinutes(10)).isEqualTo("c");
    p.run();
  }

  @Test
  void aFailureInAWindowTellsWhatIsElsewhere() {
    PAssert.that(inWindows()).inWindow(tenMinutes(0)).containsInAnyOrder("a", "b", "c");
    assertThat(failure())
        .hasMessageContaining("missing:    [\"c\"]")
        .hasMessageContaining("looked at:  all panes in " + tenMinutes(0))
        .hasMessageContaining("elsewhere:  \"c\" in " + tenMinutes(10));
  }

  @Test
  void anElementInSeveralWindowsIsSeenInEach() {
    PCollection<String> words =
        p.apply(Elements.timestamped(STRINGS, TimestampedValue.of("a", minute(7))))
            .apply(
                Window.into(
                    SlidingWindows.of(Duration.ofMinutes(10)).every(Duration.ofMinutes(5))));
    PAssert.that(words).containsInAnyOrder("a", "a");
    PAssert.that(words).inWindow(tenMinutes(5)).containsInAnyOrder("a");
    p.run();
  }

  @Test
  void panesOfAGroupingAreTold() {
    PCollection<KV<String, Iterable<Integer>>> grouped =
        p.apply(Elements.of(KvCoder.of(STRINGS, INTS), KV.of("a", 1))).apply(GroupByKey.create());
    PAssert.that(grouped).inOnTimePane(GlobalWindow.INSTANCE).satisfies(sizeIs(1));
    PAssert.that(grouped).inFinalPane(GlobalWindow.INSTANCE).satisfies(sizeIs(1));
    PAssert.that(grouped).inOnlyPane(GlobalWindow.INSTANCE).satisfies(sizeIs(1));
    PAssert.that(grouped).inCombinedNonLatePanes(GlobalWindow.INSTANCE).satisfies(sizeIs(1));
    PAssert.that(grouped).inEarlyGlobalWindowPanes().empty();
    PAssert.that(grouped).inLatePane(GlobalWindow.INSTANCE).empty();
    p.run();
  }

  private static <T> io.millrace.sdk.transforms.SerializableFunction<Iterable<T>, Void> sizeIs(
      int size) {
    return elements -> {
      assertThat(elements).hasSize(size);
      return null;
    };
  }

  @Test
  void manyElementsAreComparedAndShownShortened() {
    Integer[] numbers = IntStream.range(0, 5000).boxed().toArray(Integer[]::new);
    PCollection<Integer> collection = p.apply(Elements.of(INTS, numbers));
    PAssert.that(collection).containsInAnyOrder(numbers);
    Integer[] others = numbers.clone();
    others[17] = -1;
    PAssert.that("others", collection).containsInAnyOrder(others);
    assertThat(failure())
        .hasMessageStartingWith("others: ")
        .hasMessageContaining("missing:    [-1]")
        .hasMessageContaining("unexpected: [17]")
        .hasMessageContaining("and 4980 more");
  }

  @Test
  void aWindowOfAnotherKindIsRefusedAtOnce() {
    PCollection<String> words = strings("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAssert.that(words).inWindow(tenMinutes(0)))
        .withMessageContaining(tenMinutes(0).toString());
    p.run();
  }

  @Test
  void anExpectedElementThatCannotBeEncodedIsRefusedAtOnce() {
    PCollection<String> words = strings("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAssert.that(words).containsInAnyOrder("a", null))
        .withMessageContaining("expected elements");
    p.run();
  }

  @Test
  void anAssertionFailsAPipelineThatIsNoTestPipelineToo() {
    Pipeline plain = Pipeline.create();
    PAssert.that(plain.apply(Elements.of(STRINGS, "a"))).empty();
    assertThatExceptionOfType(Pipeline.PipelineExecutionException.class)
        .isThrownBy(plain::run)
        .withMessageContaining("PAssert/Check")
        .withCauseInstanceOf(AssertionError.class);
  }

  @Test
  void aTestPipelineIsStrict() {
    strings("a").apply("Lossy", ParDo.of(new Shout())).setCoder(new LossyCoder());
    assertThatExceptionOfType(Pipeline.PipelineExecutionException.class)
        .isThrownBy(p::run)
        .withMessageContaining("Lossy")
        .withMessageContaining("does not survive its coder");
  }

  @Test
  void aTestPipelineCanBeToldNotToBeStrict() {
    strings("a").apply("Lossy", ParDo.of(new Shout())).setCoder(new LossyCoder());
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  static class Shout extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String word, OutputReceiver<String> out) {
      out.output(word + "!");
    }
  }

  /** Forgets the last character. */
  static class LossyCoder extends io.millrace.sdk.coders.CustomCoder<String> {
    @Override
    public void encode(String value, java.io.OutputStream out) throws java.io.IOException {
      STRINGS.encode(value.substring(0, value.length() - 1), out);
    }

    @Override
    public String decode(java.io.InputStream in) throws java.io.IOException {
      return STRINGS.decode(in);
    }
  }
}
