package io.millrace.runners.direct.transforms;

import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.FlatMapElements;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Null is an element where the coder takes it, and refused by name where it does not. */
class NullElementsTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private PCollection<String> words() {
    return p.apply(Create.of("one", "two"));
  }

  private static String nullForTwo(String word) {
    return word.equals("two") ? null : word;
  }

  @Test
  void nullBetweenTwoMapsIsRefusedInTheNameOfTheFirst() {
    words()
        .apply("Lose", MapElements.into(TypeDescriptors.strings()).via(word -> nullForTwo(word)))
        .apply("Hide", MapElements.into(TypeDescriptors.strings()).via(word -> "" + word));

    BothWays.fails(p, "Lose").withMessageContaining("null element");
  }

  @Test
  void nullBetweenAMapAndAFilterIsRefusedToo() {
    words()
        .apply("Lose", MapElements.into(TypeDescriptors.strings()).via(word -> nullForTwo(word)))
        .apply("Keep", Filter.by(word -> word != null));

    BothWays.fails(p, "Lose").withMessageContaining("null element");
  }

  @Test
  void nullAmongTheElementsOfAFlatMapIsRefused() {
    words()
        .apply(
            "Split",
            FlatMapElements.into(TypeDescriptors.strings())
                .via(word -> Arrays.asList(word, nullForTwo(word))))
        .apply("Hide", MapElements.into(TypeDescriptors.strings()).via(word -> "" + word));

    BothWays.fails(p, "Split").withMessageContaining("null element");
  }

  @Test
  void nullAtTheEndOfAChainIsRefused() {
    words()
        .apply(
            "Split",
            FlatMapElements.into(TypeDescriptors.strings())
                .via(word -> Arrays.asList(word, nullForTwo(word))));

    BothWays.fails(p, "Split").withMessageContaining("null element");
  }

  @Test
  void nullPassesWhereTheCoderTakesIt() {
    PCollection<String> shown =
        words()
            .apply(
                "Lose", MapElements.into(TypeDescriptors.strings()).via(word -> nullForTwo(word)))
            .setCoder(NullableCoder.of(StringUtf8Coder.of()))
            .apply("Show", MapElements.into(TypeDescriptors.strings()).via(word -> "" + word));

    PAssert.that(shown).containsInAnyOrder("one", "null");
    BothWays.run(p);
  }
}
