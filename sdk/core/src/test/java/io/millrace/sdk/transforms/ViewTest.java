package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void singletonViewIsTheOnlyElement() {
    PCollectionView<Integer> view = ints().apply("Total", View.asSingleton());
    assertThat(value(view, List.of(7))).isEqualTo(7);
  }

  @Test
  void singletonViewOfNothingOrOfSeveralFailsWithItsName() {
    PCollectionView<Integer> view = ints().apply("Total", View.asSingleton());
    assertThatThrownBy(() -> value(view, List.of()))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("singleton view Total")
        .hasMessageContaining("withDefaultValue");
    assertThatThrownBy(() -> value(view, List.of(7, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("singleton view Total")
        .hasMessageContaining("7 and 8")
        .hasMessageContaining("asSingletonView()");
  }

  @Test
  void singletonViewOfNothingIsTheDefaultWhichMayBeNull() {
    PCollection<Integer> ints = ints();
    assertThat(value(ints.apply(View.<Integer>asSingleton().withDefaultValue(3)), List.of()))
        .isEqualTo(3);
    assertThat(value(ints.apply(View.<Integer>asSingleton().withDefaultValue(3)), List.of(4)))
        .isEqualTo(4);
    assertThat(
            value(
                ints.apply(View.<@Nullable Integer>asSingleton().withDefaultValue(null)),
                List.of()))
        .isNull();
    assertThatThrownBy(() -> View.asSingleton().defaultValue())
        .isInstanceOf(IllegalStateException.class);
  }

  private static TimestampedValue<Integer> at(long millis, int value) {
    return TimestampedValue.of(value, Instant.ofEpochMilli(millis));
  }

  @Test
  void viewOfTheLatestGoesByTimeAndNotByOrder() {
    PCollectionView<Integer> view = ints().apply("Rate", View.asLatest());
    assertThat(value(view, List.of(at(1, 7), at(3, 8), at(2, 9)))).isEqualTo(8);
    assertThat(value(view, List.of(at(-1, 7)))).isEqualTo(7);
  }

  @Test
  void viewOfTheLatestOfNothingFailsOrIsTheDefault() {
    PCollection<Integer> ints = ints();
    PCollectionView<Integer> view = ints.apply("Rate", View.asLatest());
    assertThatThrownBy(() -> value(view, List.of()))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("view Rate")
        .hasMessageContaining("withDefaultValue");
    assertThat(value(ints.apply("OrFive", View.<Integer>asLatest().withDefaultValue(5)), List.of()))
        .isEqualTo(5);
  }

  @Test
  void nullIsAnElementLikeAnyOther() {
    PCollection<@Nullable Integer> ints =
        Sources.bounded(pipeline, NullableCoder.of(VarIntCoder.of()));
    List<@Nullable Integer> onlyNull = new ArrayList<>();
    onlyNull.add(null);
    assertThat(
            value(ints.apply(View.<@Nullable Integer>asSingleton().withDefaultValue(3)), onlyNull))
        .isNull();
    assertThat(value(ints.apply(View.asList()), onlyNull)).containsExactly((Integer) null);
  }

  @Test
  void iterableAndListViewsHoldAllElementsAndCannotBeChanged() {
    PCollection<Integer> ints = ints();
    List<Integer> content = new ArrayList<>(List.of(3, 1, 3));
    assertThat(value(ints.apply(View.asIterable()), content)).containsExactly(3, 1, 3);
    List<Integer> list = value(ints.apply(View.asList()), content);
    assertThat(list).containsExactly(3, 1, 3);
    assertThatThrownBy(() -> list.add(4)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(value(ints.apply(View.asList()), List.of())).isEmpty();
  }

  @Test
  void mapViewFindsValuesByKeyAndCannotBeChanged() {
    PCollectionView<Map<String, Integer>> view = pairs().apply(View.asMap());
    Map<String, Integer> map = value(view, List.of(KV.of("a", 1), KV.of("b", 2)));
    assertThat(map).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 2));
    assertThatThrownBy(() -> map.put("c", 3)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(value(view, List.of())).isEmpty();
  }

  @Test
  void mapViewWithAKeyTwiceFailsWithItsNameAndTheValues() {
    PCollectionView<Map<String, Integer>> view = pairs().apply("Rates", View.asMap());
    assertThatThrownBy(() -> value(view, List.of(KV.of("a", 1), KV.of("b", 2), KV.of("a", 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("map view Rates")
        .hasMessageContaining("key a, among them 1 and 3")
        .hasMessageContaining("asMultimap()");
  }

  @Test
  void multimapViewHoldsAllValuesOfAKey() {
    PCollectionView<Map<String, Iterable<Integer>>> view = pairs().apply(View.asMultimap());
    Map<String, Iterable<Integer>> map =
        value(view, List.of(KV.of("a", 1), KV.of("b", 2), KV.of("a", 1)));
    assertThat(map).containsOnlyKeys("a", "b");
    assertThat(map.get("a")).containsExactly(1, 1);
    assertThat(map.get("c")).isNull();
    assertThatThrownBy(() -> ((List<Integer>) map.get("a")).add(5))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void keysThatAreArraysAreFoundByTheirContent() {
    PCollection<KV<byte[], Integer>> arrays =
        Sources.bounded(pipeline, KvCoder.of(ByteArrayCoder.of(), VarIntCoder.of()));
    List<KV<byte[], Integer>> content = List.of(KV.of(new byte[] {1}, 1), KV.of(new byte[] {2}, 2));

    Map<byte[], Integer> map = value(arrays.apply(View.asMap()), content);
    assertThat(map.get(new byte[] {2})).isEqualTo(2);
    assertThat(map.containsKey(new byte[] {3})).isFalse();
    assertThat(map.get("no array")).isNull();
    assertThat(map.keySet()).containsExactlyInAnyOrder(new byte[] {1}, new byte[] {2});

    List<KV<byte[], Integer>> twice = List.of(content.get(0), KV.of(new byte[] {1}, 5));
    assertThat(value(arrays.apply(View.asMultimap()), twice).get(new byte[] {1}))
        .containsExactly(1, 5);
    assertThatThrownBy(() -> value(arrays.apply(View.asMap()), twice))
        .hasMessageContaining("among them 1 and 5");
  }

  @Test
  void mapViewNeedsPairs() {
    PCollection<KV<String, Integer>> ints = pairs();
    Coder<?> noKvCoder = VarIntCoder.of();
    @SuppressWarnings("unchecked")
    Coder<KV<String, Integer>> wrong = (Coder<KV<String, Integer>>) noKvCoder;
    ints.setCoder(wrong);
    assertThatThrownBy(() -> ints.apply("Rates", View.asMap()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Rates")
        .hasMessageContaining("VarIntCoder");
  }

  @Test
  void windowsThatMergeAreRefused() {
    PCollection<Integer> sessions =
        Sources.windowed(pipeline, VarIntCoder.of(), new Sources.Merging());
    assertThatThrownBy(() -> sessions.apply("Rates", View.asList()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Rates")
        .hasMessageContaining("windows are Merging, which merge");
  }

  @Test
  void collectionsWithoutEndOrTriggerInTheGlobalWindowAreRefused() {
    PCollection<Integer> endless = Sources.unbounded(pipeline, VarIntCoder.of());
    assertThatThrownBy(() -> endless.apply("Rates", View.asSingleton()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Rates")
        .hasMessageContaining("never ends");
  }

  @Test
  void mainInputInTheGlobalWindowCannotReadWindowsOfAView() {
    FixedWindows hourly = FixedWindows.of(Duration.ofHours(1));
    PCollectionView<List<Integer>> view =
        Sources.windowed(pipeline, VarIntCoder.of(), hourly).apply("Hourly", View.asList());
    ParDo.SingleOutput<Integer, Integer> reader = ParDo.of(new Reading(view)).withSideInputs(view);

    assertThatThrownBy(() -> ints().apply("Enrich", reader))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Enrich")
        .hasMessageContaining("side input Hourly")
        .hasMessageContaining("GlobalWindows");
    FixedWindows daily = FixedWindows.of(Duration.ofDays(1));
    assertThat(Sources.windowed(pipeline, VarIntCoder.of(), daily).apply(reader)).isNotNull();
  }

  @Test
  void viewOfAnotherPipelineCannotBeRead() {
    PCollectionView<List<Integer>> view =
        Sources.bounded(Pipeline.create(), VarIntCoder.of()).apply("Other", View.asList());
    assertThatThrownBy(
            () -> ints().apply("Enrich", ParDo.of(new Reading(view)).withSideInputs(view)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Other belongs to another pipeline");
  }

  @Test
  void viewsAreToldApartByNamesThatDoNotChangeFromRunToRun() {
    PCollection<Integer> ints = ints();
    assertThat(ints.apply(View.asList()).getTagInternal().getId()).isEqualTo("View.AsList");
    assertThat(ints.apply(View.asList()).getTagInternal().getId()).isEqualTo("View.AsList2");
    assertThat(ints.apply("Rates", View.asList()).getTagInternal().getId()).isEqualTo("Rates");
  }

  @Test
  void copyOfAViewInAFunctionKnowsItsTagAndEqualsTheOriginal() {
    PCollectionView<List<Integer>> view = ints().apply("Rates", View.asList());
    PCollectionView<List<Integer>> copy = SerializableUtils.clone(view);
    assertThat(copy).isEqualTo(view).hasSameHashCodeAs(view);
    assertThat(copy.getTagInternal()).isEqualTo(view.getTagInternal());
    assertThatThrownBy(copy::getPCollection)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Rates");
  }

  @Test
  void readerInTheModelNamesItsSideInputsEvenIfOneIsCalledInput() throws Exception {
    PCollectionView<List<Integer>> view = ints().apply("input", View.asList());
    PCollection<Integer> main = Sources.bounded(pipeline, VarIntCoder.of());
    main.apply("Enrich", ParDo.of(new Reading(view)).withSideInputs(view));

    PTransform reader =
        PipelineTranslation.toProto(pipeline).getComponents().getTransformsMap().values().stream()
            .filter(t -> t.getUniqueName().equals("Enrich"))
            .findFirst()
            .orElseThrow();
    ParDoPayload payload = ParDoPayload.parseFrom(reader.getSpec().getPayload());
    assertThat(payload.getSideInputsMap()).containsOnlyKeys("input");
    assertThat(reader.getInputsMap()).containsOnlyKeys("input", payload.getMainInputName());
    assertThat(new HashMap<>(reader.getInputsMap()).values()).doesNotHaveDuplicates();
  }

  private PCollection<Integer> ints() {
    return Sources.bounded(pipeline, VarIntCoder.of());
  }

  private PCollection<KV<String, Integer>> pairs() {
    return Sources.bounded(pipeline, PAIRS);
  }

  /** The value that a worker makes: with a function that has travelled. */
  @SuppressWarnings("unchecked")
  static <ElementT extends @Nullable Object, ViewT extends @Nullable Object> ViewT value(
      PCollectionView<ViewT> view, List<ElementT> content) {
    ViewFn<ElementT, ViewT> fn =
        (ViewFn<ElementT, ViewT>) SerializableUtils.clone(view.getViewFn());
    return fn.apply(content);
  }

  private static final class Reading extends DoFn<Integer, Integer> {
    private final PCollectionView<List<Integer>> view;

    Reading(PCollectionView<List<Integer>> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.sideInput(view).get(c.element()));
    }
  }
}
