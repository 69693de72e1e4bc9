package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.direct.testing.Elements;
import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SideInputTest {

  private static final VarIntCoder INTS = VarIntCoder.of();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();
  private static final KvCoder<String, Integer> PAIRS = KvCoder.of(STRINGS, INTS);

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  @Test
  void everyElementLooksUpTheSameMap() {
    PCollectionView<Map<String, Integer>> prices =
        p.apply("Prices", Elements.of(PAIRS, KV.of("tea", 3), KV.of("rum", 5))).apply(View.asMap());
    PCollection<String> bills =
        p.apply("Orders", Elements.of(STRINGS, "rum", "tea", "rum", "milk"))
            .apply(
                "Price",
                ParDo.of(
                        Each.<String, String>context(
                            c -> c.element() + " " + c.sideInput(prices).get(c.element())))
                    .withSideInputs(prices))
            .setCoder(STRINGS);
    PAssert.that(bills).containsInAnyOrder("rum 5", "tea 3", "rum 5", "milk null");
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void severalViewsOfOneCollectionAreReadTogether() {
    PCollection<KV<String, Integer>> scores =
        p.apply("Scores", Elements.of(PAIRS, KV.of("a", 1), KV.of("b", 2), KV.of("a", 3)));
    PCollectionView<Iterable<KV<String, Integer>>> all = scores.apply(View.asIterable());
    PCollectionView<List<KV<String, Integer>>> list = scores.apply(View.asList());
    PCollectionView<Map<String, Iterable<Integer>>> multimap = scores.apply(View.asMultimap());
    PCollectionView<Integer> none =
        p.apply("None", Elements.of(INTS)).apply(View.<Integer>asSingleton().withDefaultValue(-1));
    PCollection<String> summary =
        p.apply("Start", Elements.of(STRINGS, "a"))
            .apply(
                ParDo.of(
                        Each.<String, String>context(
                            c -> {
                              TreeSet<Integer> ofKey = new TreeSet<>();
                              c.sideInput(multimap).get(c.element()).forEach(ofKey::add);
                              int n = 0;
                              for (KV<String, Integer> ignored : c.sideInput(all)) {
                                n++;
                              }
                              return n
                                  + " "
                                  + c.sideInput(list).size()
                                  + " "
                                  + ofKey
                                  + " "
                                  + c.sideInput(none);
                            }))
                    .withSideInputs(all, list, multimap, none))
            .setCoder(STRINGS);
    PAssert.that(summary).containsInAnyOrder("3 3 [1, 3] -1");
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void elementSeesTheContentOfItsOwnWindow() {
    FixedWindows tens = FixedWindows.of(Duration.ofSeconds(10));
    PCollectionView<@Nullable Integer> rate =
        p.apply("Rates", Elements.timestamped(NullableCoder.of(INTS), at(100, 3), at(200, 17)))
            .apply("RateWindows", Window.into(tens))
            .apply(View.<@Nullable Integer>asSingleton().withDefaultValue(null));
    PCollection<String> read =
        p.apply("Sales", Elements.timestamped(INTS, at(1, 9), at(2, 10), at(3, 25), at(4, 0)))
            .apply("SaleWindows", Window.into(tens))
            .apply(
                ParDo.of(Each.<Integer, String>context(c -> c.element() + "@" + c.sideInput(rate)))
                    .withSideInputs(rate))
            .setCoder(STRINGS);
    PAssert.that(read).containsInAnyOrder("1@100", "2@200", "3@null", "4@100");
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void globalViewIsSeenFromEveryWindow() {
    PCollectionView<List<Integer>> view = p.apply("All", Elements.of(INTS, 7)).apply(View.asList());
    PCollection<String> read =
        p.apply("Main", Elements.timestamped(INTS, at(1, 9), at(2, 30)))
            .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
            .apply(
                ParDo.of(Each.<Integer, String>context(c -> c.element() + "@" + c.sideInput(view)))
                    .withSideInputs(view))
            .setCoder(STRINGS);
    PAssert.that(read).containsInAnyOrder("1@[7]", "2@[7]");
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void collectionCanBeItsOwnSideInput() {
    PCollection<Integer> numbers = p.apply(Elements.of(INTS, 1, 2, 3));
    PCollectionView<List<Integer>> all = numbers.apply(View.asList());
    PCollection<Integer> products =
        numbers
            .apply(
                ParDo.of(Each.<Integer, Integer>context(c -> c.element() * c.sideInput(all).size()))
                    .withSideInputs(all))
            .setCoder(INTS);
    PAssert.that(products).containsInAnyOrder(3, 6, 9);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void arraysAreKeysByTheirContent() {
    PCollectionView<Map<byte[], Integer>> map =
        p.apply(
                "Table",
                Elements.of(KvCoder.of(ByteArrayCoder.of(), INTS), KV.of(new byte[] {1, 2}, 12)))
            .apply(View.asMap());
    PCollection<Integer> found =
        p.apply("Main", Elements.of(INTS, 1))
            .apply(
                ParDo.of(
                        Each.<Integer, Integer>context(
                            c -> c.sideInput(map).get(new byte[] {1, 2})))
                    .withSideInputs(map))
            .setCoder(INTS);
    PAssert.that(found).containsInAnyOrder(12);
    p.run();
    p.runWithAdditionalOptionArgs(List.of("--strictChecks=false"));
  }

  @Test
  void keyTwiceInAMapFailsInTheReaderAndNamesTheView() {
    PCollectionView<Map<String, Integer>> prices =
        p.apply("Prices", Elements.of(PAIRS, KV.of("tea", 3), KV.of("tea", 5)))
            .apply("PriceTable", View.asMap());
    p.apply("Orders", Elements.of(STRINGS, "rum"))
        .apply(
            "Price",
            ParDo.of(Each.<String, Integer>context(c -> c.sideInput(prices).get(c.element())))
                .withSideInputs(prices))
        .setCoder(INTS);
    assertThatThrownBy(p::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("Price")
        .hasMessageContaining("map view PriceTable")
        .hasMessageContaining("several values for the key tea");
  }

  private static TimestampedValue<Integer> at(int value, long second) {
    return TimestampedValue.of(value, Instant.ofEpochSecond(second));
  }
}
