package io.millrace.runners.direct.transforms;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Distinct;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sets;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SetsTest {

  private static final VarIntCoder INTS = VarIntCoder.of();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @Test
  void twoCollectionsAreCombinedAsSqlSays() {
    PCollection<String> left = p.apply("L", Elements.of(STRINGS, "a", "a", "a", "b", "b", "c"));
    PCollection<String> right = p.apply("R", Elements.of(STRINGS, "a", "b", "b", "b", "d", "d"));

    expect(left, Sets.intersectDistinct(right), "a", "b");
    expect(left, Sets.intersectAll(right), "a", "b", "b");
    expect(left, Sets.exceptDistinct(right), "c");
    expect(left, Sets.exceptAll(right), "a", "a", "c");
    expect(left, Sets.unionDistinct(right), "a", "b", "c", "d");
    expect(left, Sets.unionAll(right), "a", "a", "a", "b", "b", "c", "a", "b", "b", "b", "d", "d");
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void manyCollectionsAreCombinedFromLeftToRight() {
    PCollectionList<String> all =
        PCollectionList.of(p.apply("1", Elements.of(STRINGS, "a", "a", "a", "a", "b", "b", "c")))
            .and(p.apply("2", Elements.of(STRINGS, "a", "a", "b", "b")))
            .and(p.apply("3", Elements.of(STRINGS, "a", "b", "b", "b", "d")));

    expect(all, Sets.intersectDistinct(), "a", "b");
    expect(all, Sets.intersectAll(), "a", "b", "b");
    expect(all, Sets.exceptDistinct(), "c");
    expect(all, Sets.exceptAll(), "a", "c");
    expect(all, Sets.unionDistinct(), "a", "b", "c", "d");
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void oneCollectionIsItselfAndAnEmptyOneTakesNothing() {
    PCollection<String> some = p.apply("Some", Elements.of(STRINGS, "a", "a"));
    PCollection<String> none = p.apply("None", Elements.of(STRINGS));
    expect(PCollectionList.of(some), Sets.exceptAll(), "a", "a");
    expect(PCollectionList.of(some), Sets.intersectDistinct(), "a");
    expect(some, Sets.exceptAll(none), "a", "a");
    expect(some, Sets.intersectAll(none));
    expect(none, Sets.exceptAll(some));
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void nullIsAnElementWhereOneCollectionHasIt() {
    PCollection<@Nullable String> some =
        p.apply("Some", Elements.of(NullableCoder.of(STRINGS), null, "a", null));
    PCollection<@Nullable String> others = p.apply("Others", Elements.of(STRINGS, "a"));
    PAssert.that(some.apply(Sets.exceptAll(others))).containsInAnyOrder(Arrays.asList(null, null));
    PAssert.that(others.apply(Sets.unionDistinct(some))).containsInAnyOrder("a", null);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void windowsAreSetsOfTheirOwn() {
    FixedWindows tens = FixedWindows.of(Duration.ofSeconds(10));
    PCollection<Integer> left =
        p.apply("L", Elements.timestamped(INTS, at(1, 1), at(2, 2), at(1, 11)))
            .apply("LW", Window.into(tens));
    PCollection<Integer> right =
        p.apply("R", Elements.timestamped(INTS, at(2, 12), at(1, 13)))
            .apply("RW", Window.into(tens));
    PCollection<Integer> both = left.apply(Sets.intersectAll(right));
    PAssert.that(both).inWindow(window(0)).empty();
    PAssert.that(both).inWindow(window(10)).containsInAnyOrder(1);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void distinctElementsComeOnceForEachWindow() {
    PCollection<Integer> numbers =
        p.apply(Elements.timestamped(INTS, at(1, 1), at(2, 2), at(1, 3), at(1, 11), at(1, 12)))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
            .apply(Distinct.create());
    PAssert.that(numbers).inWindow(window(0)).containsInAnyOrder(1, 2);
    PAssert.that(numbers).inWindow(window(10)).containsInAnyOrder(1);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void distinctComparesEncodedForms() {
    PCollection<byte[]> arrays =
        p.apply(
                Elements.of(
                    ByteArrayCoder.of(),
                    new byte[] {1},
                    new byte[] {1},
                    new byte[] {},
                    new byte[] {2}))
            .apply(Distinct.create());
    PAssert.that(arrays).containsInAnyOrder(new byte[] {1}, new byte[] {}, new byte[] {2});
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void oneOfTheElementsWithTheSameRepresentativeComesOut() {
    PCollection<String> words = p.apply(Elements.of(STRINGS, "tea", "rum", "milk", "wine"));
    PCollection<Integer> lengths =
        words
            .apply(
                Distinct.<String, Integer>withRepresentativeValueFn(String::length)
                    .withRepresentativeType(TypeDescriptors.integers()))
            .apply(ParDo.of(Each.<String, Integer>element(String::length)))
            .setCoder(INTS);
    PAssert.that(lengths).containsInAnyOrder(3, 4);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  private static void expect(
      PCollection<String> left,
      PTransform<PCollection<String>, PCollection<String>> operation,
      String... elements) {
    PAssert.that(operation.getName(), left.apply(operation)).containsInAnyOrder(elements);
  }

  private static void expect(
      PCollectionList<String> all,
      PTransform<PCollectionList<String>, PCollection<String>> operation,
      String... elements) {
    PAssert.that(operation.getName(), all.apply(operation)).containsInAnyOrder(elements);
  }

  private static IntervalWindow window(long second) {
    return new IntervalWindow(Instant.ofEpochSecond(second), Duration.ofSeconds(10));
  }

  private static TimestampedValue<Integer> at(int value, long second) {
    return TimestampedValue.of(value, Instant.ofEpochSecond(second));
  }
}
