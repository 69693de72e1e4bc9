package io.millrace.sdk.transforms;

import static io.millrace.sdk.values.TypeDescriptors.integers;
import static io.millrace.sdk.values.TypeDescriptors.lists;
import static io.millrace.sdk.values.TypeDescriptors.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianIntegerCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MapElementsTest {

  // anonymous classes as programs write them; static, so that they do not take the test along

  private static final SimpleFunction<String, KV<String, Integer>> WITH_ONE =
      new SimpleFunction<String, KV<String, Integer>>() {
        @Override
        public KV<String, Integer> apply(String word) {
          return KV.of(word, 1);
        }
      };

  private static final InferableFunction<Integer, KV<Integer, String>> NAMED =
      new InferableFunction<Integer, KV<Integer, String>>(i -> KV.of(i, "#" + i)) {};

  private static final SimpleFunction<String, Set<List<Integer>>> CODES =
      new SimpleFunction<String, Set<List<Integer>>>() {
        @Override
        public Set<List<Integer>> apply(String word) {
          return Set.of(word.chars().boxed().toList());
        }
      };

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<String> words() {
    return Sources.bounded(pipeline, StringUtf8Coder.of()).setTypeDescriptor(strings());
  }

  @Test
  void lambdaIntoATypeHasThatTypesCoder() throws Exception {
    PCollection<Integer> lengths =
        words().apply(MapElements.into(integers()).via((String word) -> word.length()));
    assertThat(lengths.getCoder()).isEqualTo(VarIntCoder.of());
    assertThat(lengths.getTypeDescriptor()).isEqualTo(integers());
    assertThat(Applied.<String, Integer>outputs(pipeline, "to", "", "be!"))
        .containsExactly(2, 0, 3);
  }

  @Test
  void functionWhoseClassTellsItsTypesNeedsNoInto() throws Exception {
    PCollection<KV<String, Integer>> pairs = words().apply(MapElements.via(WITH_ONE));
    assertThat(pairs.getCoder()).isEqualTo(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    assertThat(Applied.<String, KV<String, Integer>>outputs(pipeline, "be"))
        .containsExactly(KV.of("be", 1));
  }

  @Test
  void partsOfTheInputKeepTheirCoder() {
    PCollection<Integer> ints = Sources.bounded(pipeline, BigEndianIntegerCoder.of());
    PCollection<KV<Integer, String>> named = ints.apply(MapElements.via(NAMED));
    assertThat(named.getCoder())
        .isEqualTo(KvCoder.of(BigEndianIntegerCoder.of(), StringUtf8Coder.of()));
  }

  @Test
  void functionMayThrowWhatItLikes() {
    ProcessFunction<String, Integer> fn =
        word -> {
          throw new IOException("no " + word);
        };
    words().apply(MapElements.into(integers()).via(fn));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Applied.<String, Integer>outputs(pipeline, "luck"))
        .withMessage("no luck");
  }

  @Test
  void namesAreThoseOfTheTransforms() {
    PCollection<String> words = words();
    words.apply(MapElements.into(strings()).via((String w) -> w));
    words.apply("Shout", MapElements.into(strings()).via((String w) -> w + "!"));
    words.apply(FlatMapElements.into(strings()).via((String w) -> List.of(w)));
    assertThat(Applied.names(pipeline))
        .contains(
            "MapElements", "MapElements/Map", "Shout", "Shout/Map", "FlatMapElements/FlatMap");
  }

  @Test
  void functionIsNeededAndSaidHowToGive() {
    PCollection<String> words = words();
    assertThatIllegalStateException()
        .isThrownBy(() -> words.apply("Lengths", castToInput(MapElements.into(integers()))))
        .withMessageContaining("Transform Lengths")
        .withMessageContaining("MapElements.into(java.lang.Integer)")
        .withMessageContaining(".via(");
    assertThatIllegalStateException()
        .isThrownBy(() -> words.apply("Parts", castToInput(FlatMapElements.into(integers()))))
        .withMessageContaining("Transform Parts")
        .withMessageContaining("FlatMapElements.into(java.lang.Integer)");
  }

  @SuppressWarnings("unchecked") // what into(...) alone takes is not said
  private static <O> PTransform<PCollection<String>, PCollection<O>> castToInput(
      PTransform<?, PCollection<O>> transform) {
    return (PTransform<PCollection<String>, PCollection<O>>) (Object) transform;
  }

  /** A class that is not anonymous does not tell what it is used for. */
  private static final class Same<T> extends SimpleFunction<List<T>, List<T>> {
    @Override
    public List<T> apply(List<T> list) {
      return list;
    }
  }

  @Test
  void openTypeIsTakenFromTheInputOrReportedWithAWayOut() {
    PCollection<List<String>> lists = Sources.bounded(pipeline, ListCoder.of(StringUtf8Coder.of()));
    assertThat(lists.apply(MapElements.via(new Same<String>())).getCoder())
        .isEqualTo(ListCoder.of(StringUtf8Coder.of()));

    PCollection<Object> lost =
        words().apply("Lost", MapElements.via(new SimpleFunctionOf<String, Object>()));
    assertThatIllegalStateException()
        .isThrownBy(lost::getCoder)
        .withMessageContaining("Lost/Map")
        .withMessageContaining("type variable OutT")
        .withMessageContaining("into(");
  }

  private static final class SimpleFunctionOf<InT, OutT> extends SimpleFunction<InT, OutT> {
    @Override
    public OutT apply(InT in) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void functionThatTakesItsSurroundingsAlongIsRefusedWithTheCulprit() {
    Object surroundings = new Object();
    PCollection<String> words = words();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                words.apply(
                    "Labels",
                    MapElements.into(strings()).via((String w) -> w + surroundings.hashCode())))
        .withMessageContaining("Labels/Map")
        .withMessageContaining("java.lang.Object");
  }

  @Test
  void displayDataNamesTheFunctionAndWhatItSays() {
    MapElements<String, String> transform =
        MapElements.via(
            new SimpleFunction<String, String>() {
              @Override
              public String apply(String word) {
                return word;
              }

              @Override
              public void populateDisplayData(DisplayData.Builder builder) {
                builder.add(DisplayData.item("volume", "loud"));
              }
            });
    assertThat(DisplayData.from(transform).items())
        .extracting(DisplayData.Item::getKey)
        .containsExactlyInAnyOrder("class", "volume");
    assertThat(DisplayData.from(transform).toString())
        .contains("MapElementsTest$")
        .contains("loud");
  }

  @Test
  void functionThatNeedsNoSideInputsIsPlainHoweverItWasGiven() throws Exception {
    words()
        .apply(
            MapElements.into(integers())
                .via(
                    Contextful.fn(
                        (String word, Contextful.Fn.Context c) -> word.length(),
                        Requirements.empty())));
    assertThat(Applied.<String, Integer>outputs(pipeline, "word")).containsExactly(4);
  }

  @Test
  void readingAnUndeclaredSideInputIsRefused() {
    PCollection<String> words = words();
    PCollectionView<List<String>> view = words.apply(View.asList());
    words.apply(
        MapElements.into(integers())
            .via(
                Contextful.fn(
                    (String word, Contextful.Fn.Context c) -> c.sideInput(view).size(),
                    Requirements.empty())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Applied.<String, Integer>outputs(pipeline, "word"))
        .withMessageContaining("requiresSideInputs");
  }

  @Test
  void sideInputsAreInputsOfTheParDo() {
    PCollection<String> words = words();
    PCollectionView<List<String>> view = words.apply(View.asList());
    PCollection<Integer> sizes =
        words.apply(
            "Sizes",
            MapElements.into(integers())
                .via(
                    Contextful.fn(
                        (String word, Contextful.Fn.Context c) -> c.sideInput(view).size(),
                        Requirements.requiresSideInputs(view))));
    assertThat(sizes.getCoder()).isEqualTo(VarIntCoder.of());
    ParDo.SingleOutput<?, ?> parDo =
        (ParDo.SingleOutput<?, ?>) Applied.transform(pipeline, "Sizes/Map");
    assertThat(parDo.getSideInputs().values()).containsExactly(view);
    assertThat(parDo.getFn()).isNotInstanceOf(ElementFunction.class);
  }

  @Test
  void requirementsAreUnitedOnce() {
    PCollection<String> words = words();
    PCollectionView<List<String>> one = words.apply(View.asList());
    PCollectionView<Iterable<String>> two = words.apply(View.asIterable());
    Requirements union =
        Requirements.union(
            Contextful.of("f", Requirements.requiresSideInputs(one)),
            Contextful.of("g", Requirements.requiresSideInputs(two, one)),
            Contextful.of("h", Requirements.empty()));
    assertThat(union.getSideInputs()).containsExactly(one, two);
    assertThat(union.isEmpty()).isFalse();
  }

  @Test
  void flatMapPutsOutTheElementsOfTheResult() throws Exception {
    PCollection<String> parts =
        words()
            .apply(
                FlatMapElements.into(strings())
                    .via((String line) -> Arrays.asList(line.split(" "))));
    assertThat(parts.getCoder()).isEqualTo(StringUtf8Coder.of());
    assertThat(Applied.<String, String>outputs(pipeline, "to be", "or"))
        .containsExactly("to", "be", "or");
  }

  @Test
  void flatMapInfersTheElementTypeOfAnyKindOfIterable() {
    PCollection<List<Integer>> codes = words().apply(FlatMapElements.via(CODES));
    assertThat(codes.getCoder()).isEqualTo(ListCoder.of(VarIntCoder.of()));
    assertThat(codes.getTypeDescriptor()).isEqualTo(lists(integers()));
  }
}
