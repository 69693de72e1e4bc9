package io.millrace.runners.direct.transforms;

import static io.millrace.sdk.values.TypeDescriptors.integers;
import static io.millrace.sdk.values.TypeDescriptors.strings;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.Contextful;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.FlatMapElements;
import io.millrace.sdk.transforms.Keys;
import io.millrace.sdk.transforms.KvSwap;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.MapKeys;
import io.millrace.sdk.transforms.MapValues;
import io.millrace.sdk.transforms.Partition;
import io.millrace.sdk.transforms.Regex;
import io.millrace.sdk.transforms.Requirements;
import io.millrace.sdk.transforms.Tee;
import io.millrace.sdk.transforms.ToString;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionView;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ElementTransformsTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private PCollection<String> lines() {
    return p.apply("Lines", Create.of("to be or not", "", "to be"));
  }

  @Test
  void mapsFiltersAndFlatMapsFollowEachOther() {
    PCollection<Integer> lengths =
        lines()
            .apply(
                FlatMapElements.into(strings())
                    .via((String line) -> Arrays.asList(line.split(" "))))
            .apply(Filter.by((String word) -> !word.isEmpty()))
            .apply(MapElements.into(integers()).via((String word) -> word.length()))
            .apply(Filter.lessThanEq(2))
            .apply(FlatMapElements.into(integers()).via((Integer n) -> Collections.nCopies(n, n)));
    PAssert.that(lengths).containsInAnyOrder(2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    BothWays.run(p);
  }

  @Test
  void pairsAreTakenApartAndPutTogether() {
    PCollection<KV<Integer, String>> byLength =
        p.apply(Create.of("a", "bc"))
            .apply(WithKeys.of((String word) -> word.length()).withKeyType(integers()));
    PAssert.that(byLength).containsInAnyOrder(KV.of(1, "a"), KV.of(2, "bc"));
    PAssert.that(byLength.apply(Keys.create())).containsInAnyOrder(1, 2);
    PAssert.that(byLength.apply(Values.create())).containsInAnyOrder("a", "bc");
    PAssert.that(byLength.apply(KvSwap.create())).containsInAnyOrder(KV.of("a", 1), KV.of("bc", 2));
    PAssert.that(byLength.apply(MapKeys.into(strings()).via((Integer n) -> "#" + n)))
        .containsInAnyOrder(KV.of("#1", "a"), KV.of("#2", "bc"));
    PAssert.that(byLength.apply(MapValues.into(integers()).via((String word) -> word.length())))
        .containsInAnyOrder(KV.of(1, 1), KV.of(2, 2));
    PAssert.that(byLength.apply(ToString.kvs("="))).containsInAnyOrder("1=a", "2=bc");
    BothWays.run(p);
  }

  @Test
  void sideInputsAreReadByMapsFlatMapsAndPartitions() {
    PCollectionView<List<String>> stopWords =
        p.apply("StopWords", Create.of("or", "not")).apply(View.asList());
    PCollection<String> words = p.apply("Words", Create.of("to", "or", "not"));
    Requirements needs = Requirements.requiresSideInputs(stopWords);
    PCollection<String> marked =
        words.apply(
            MapElements.into(strings())
                .via(
                    Contextful.fn(
                        (String word, Contextful.Fn.Context c) ->
                            c.sideInput(stopWords).contains(word) ? "-" : word,
                        needs)));
    PAssert.that(marked).containsInAnyOrder("to", "-", "-");
    PCollection<String> kept =
        words.apply(
            FlatMapElements.into(strings())
                .via(
                    Contextful.fn(
                        (String word, Contextful.Fn.Context c) ->
                            c.sideInput(stopWords).contains(word) ? List.of() : List.of(word),
                        needs)));
    PAssert.that(kept).containsInAnyOrder("to");
    PCollectionList<String> parts =
        words.apply(
            Partition.of(2, (word, n, c) -> c.sideInput(stopWords).contains(word) ? 1 : 0, needs));
    PAssert.that(parts.get(0)).containsInAnyOrder("to");
    PAssert.that(parts.get(1)).containsInAnyOrder("or", "not");
    BothWays.run(p);
  }

  @Test
  void partitionDealsOutEveryElement() {
    PCollectionList<Integer> parts =
        p.apply(Create.of(0, 1, 2, 3, 4, 5, 6)).apply(Partition.of(3, (i, n) -> i % n));
    PAssert.that(parts.get(0)).containsInAnyOrder(0, 3, 6);
    PAssert.that(parts.get(1)).containsInAnyOrder(1, 4);
    PAssert.that(parts.get(2)).containsInAnyOrder(2, 5);
    BothWays.run(p);
  }

  @Test
  void partitionThatIsNotThereFailsWithElementAndIndex() {
    p.apply(Create.of(5)).apply("Deal", Partition.of(3, (i, n) -> i));
    BothWays.fails(p, "Deal/Partition")
        .withMessageContaining("gave 5 for the element 5")
        .withMessageContaining("from 0 to 2");
  }

  @Test
  void regularExpressionsWorkOnEachLine() {
    PCollection<String> lines = p.apply(Create.of("a=1; b=2", "none"));
    PAssert.that(lines.apply(Regex.findKV("(\\w)=(\\d)", 1, 2)))
        .containsInAnyOrder(KV.of("a", "1"));
    PAssert.that(lines.apply(Regex.split("[; ]+"))).containsInAnyOrder("a=1", "b=2", "none");
    PAssert.that(lines.apply(Regex.replaceAll("\\d", "#"))).containsInAnyOrder("a=#; b=#", "none");
    PAssert.that(lines.apply(Regex.allMatches("(n)(x)?(.*)")))
        .containsInAnyOrder(Collections.singletonList(Arrays.asList("none", "n", null, "one")));
    BothWays.run(p);
  }

  @Test
  void groupThatTookNoPartIsNoElement() {
    p.apply(Create.of("b")).apply("FirstOrNot", Regex.matches("(a)?b", 1));
    BothWays.fails(p, "FirstOrNot").withMessageContaining("null element");
  }

  @Test
  void nullFromAFunctionNeedsACoderThatTakesIt() {
    p.apply(Create.of("a")).apply("Lose", MapElements.into(strings()).via((String w) -> null));
    BothWays.fails(p, "Lose/Map")
        .withMessageContaining("null element")
        .withMessageContaining("NullableCoder");
  }

  @Test
  void nullPassesWhereCodersTakeIt() {
    PCollection<String> words =
        p.apply(Create.of("a", (String) null).withCoder(NullableCoder.of(StringUtf8Coder.of())));
    PAssert.that(words.apply(ToString.elements())).containsInAnyOrder("a", "null");
    PAssert.that(words.apply(Filter.by((String word) -> word == null)))
        .containsInAnyOrder(Collections.singletonList(null));
    BothWays.run(p);
  }

  @Test
  void exceptionOfAFunctionIsReportedWithItsTransform() {
    lines()
        .apply("Good", MapElements.into(strings()).via((String line) -> line))
        .apply("Bad", MapElements.into(integers()).via((String line) -> Integer.parseInt(line)))
        .apply("After", Filter.greaterThan(0));
    BothWays.fails(p, "Bad/Map").withMessageContaining("NumberFormatException");
  }

  @Test
  void teeLooksAtWhatPasses() {
    PCollection<String> passed =
        p.apply(Create.of("a", "b"))
            .apply(
                Tee.of(
                    all ->
                        PAssert.that(all.apply("Aside", Filter.equal("a")))
                            .containsInAnyOrder("a")))
            .apply(MapElements.into(strings()).via((String word) -> word + word));
    PAssert.that(passed).containsInAnyOrder("aa", "bb");
    assertThat(PAssert.countAsserts(p)).isEqualTo(2);
    BothWays.run(p);
  }
}
