package io.millrace.runners.direct.transforms;

import static io.millrace.sdk.values.TypeDescriptors.integers;
import static io.millrace.sdk.values.TypeDescriptors.strings;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Contextful;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.FlatMapElements;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.MapKeys;
import io.millrace.sdk.transforms.MapValues;
import io.millrace.sdk.transforms.Requirements;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithFailures.ExceptionAsMapHandler;
import io.millrace.sdk.transforms.WithFailures.Result;
import io.millrace.sdk.transforms.WithFailures.ThrowableHandler;
import io.millrace.sdk.values.EncodableThrowable;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailuresTest {

  private static final ExceptionAsMapHandler<String> AS_MAP =
      new ExceptionAsMapHandler<String>() {};
  private static final ThrowableHandler<String> THROWABLE = new ThrowableHandler<String>() {};

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private PCollection<String> words() {
    return p.apply("Words", Create.of("1", "two", "3"));
  }

  private static MapElements<String, Integer> parse() {
    return MapElements.into(integers()).via((String word) -> Integer.parseInt(word));
  }

  @Test
  void elementsThatFailGoToTheFailures() {
    List<PCollection<String>> failures = new ArrayList<>();
    PCollection<Integer> numbers =
        words()
            .apply(
                parse().exceptionsInto(strings()).exceptionsVia(failure -> failure.element() + "!"))
            .failuresTo(failures);
    PAssert.that(numbers).containsInAnyOrder(1, 3);
    PAssert.that(failures.get(0)).containsInAnyOrder("two!");
    BothWays.run(p);
  }

  @Test
  void handlersDescribeTheException() {
    Result<PCollection<Integer>, KV<String, Map<String, String>>> described =
        words().apply("Described", parse().exceptionsVia(AS_MAP));
    PAssert.that(described.failures())
        .satisfies(
            failures -> {
              KV<String, Map<String, String>> failure = failures.iterator().next();
              assertThat(failure.getKey()).isEqualTo("two");
              assertThat(failure.getValue())
                  .containsEntry("className", "java.lang.NumberFormatException");
              return null;
            });
    Result<PCollection<Integer>, KV<String, EncodableThrowable>> thrown =
        p.apply("Others", Create.of("four")).apply("Thrown", parse().exceptionsVia(THROWABLE));
    PAssert.that(thrown.failures())
        .satisfies(
            failures -> {
              assertThat(failures.iterator().next().getValue().throwable())
                  .isInstanceOf(NumberFormatException.class)
                  .hasMessageContaining("four");
              return null;
            });
    BothWays.run(p);
  }

  @Test
  void allTransformsOfElementsHaveFailures() {
    Result<PCollection<String>, String> parts =
        words()
            .apply(
                FlatMapElements.into(strings())
                    .via((String word) -> List.of(word, "" + Integer.parseInt(word)))
                    .exceptionsInto(strings())
                    .exceptionsVia(failure -> "no " + failure.element()));
    PAssert.that(parts.output()).containsInAnyOrder("1", "1", "3", "3");
    PAssert.that(parts.failures()).containsInAnyOrder("no two");
    PCollection<KV<String, String>> pairs =
        p.apply("Pairs", Create.of(KV.of("k", "1"), KV.of("2", "v")));
    Result<PCollection<KV<Integer, String>>, String> keys =
        pairs.apply(
            MapKeys.into(integers())
                .<String, String>via(key -> Integer.parseInt(key))
                .exceptionsInto(strings())
                .exceptionsVia(failure -> failure.element().getKey()));
    PAssert.that(keys.output()).containsInAnyOrder(KV.of(2, "v"));
    PAssert.that(keys.failures()).containsInAnyOrder("k");
    Result<PCollection<KV<String, Integer>>, String> values =
        pairs.apply(
            MapValues.into(integers())
                .<String, String>via(value -> Integer.parseInt(value))
                .exceptionsInto(strings())
                .exceptionsVia(failure -> failure.element().getValue()));
    PAssert.that(values.output()).containsInAnyOrder(KV.of("k", 1));
    PAssert.that(values.failures()).containsInAnyOrder("v");
    BothWays.run(p);
  }

  @Test
  void functionsWithSideInputsHaveThemToo() {
    PCollectionView<Integer> radix = p.apply("Radix", Create.of(2)).apply(View.asSingleton());
    Result<PCollection<Integer>, String> numbers =
        p.apply(Create.of("101", "7"))
            .apply(
                MapElements.into(integers())
                    .via(
                        Contextful.fn(
                            (String word, Contextful.Fn.Context c) ->
                                Integer.parseInt(word, c.sideInput(radix)),
                            Requirements.requiresSideInputs(radix)))
                    .exceptionsInto(strings())
                    .exceptionsVia(failure -> failure.element()));
    PAssert.that(numbers.output()).containsInAnyOrder(5);
    PAssert.that(numbers.failures()).containsInAnyOrder("7");
    BothWays.run(p);
  }

  @Test
  void exceptionsOfTransformsBehindAreNoneOfIts() {
    words()
        .apply(
            "Shout",
            MapElements.into(strings())
                .via((String word) -> word + "!")
                .exceptionsInto(strings())
                .exceptionsVia(failure -> "caught " + failure.element()))
        .output()
        .apply("Parse", parse());
    BothWays.fails(p, "Parse/Map").withMessageContaining("NumberFormatException");
  }

  @Test
  void exceptionOfTheHandlerFailsThePipeline() {
    words()
        .apply(
            "Parse",
            parse()
                .exceptionsInto(strings())
                .exceptionsVia(
                    failure -> {
                      throw new IllegalStateException("cannot even say: " + failure.element());
                    }));
    BothWays.fails(p, "Parse/Map").withMessageContaining("cannot even say: two");
  }
}
