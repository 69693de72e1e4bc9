package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.CombinePayload;
import io.millrace.model.v1.Components;
import io.millrace.model.v1.PTransform;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CombineTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<Integer> ints() {
    return Sources.bounded(pipeline, VarIntCoder.of());
  }

  private PCollection<KV<String, Integer>> pairs() {
    return Sources.bounded(pipeline, PAIRS);
  }

  private Components components() {
    return PipelineTranslation.toProto(pipeline).getComponents();
  }

  private PTransform transform(String name) {
    return components().getTransformsMap().values().stream()
        .filter(transform -> transform.getUniqueName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no transform " + name));
  }

  @Test
  void perKeyIsKnownToTheModelWithFunctionAndAccumulators() throws Exception {
    PCollection<KV<String, Double>> means = pairs().apply("Means", Mean.<String, Integer>perKey());
    assertThat(means.getCoder()).isEqualTo(KvCoder.of(StringUtf8Coder.of(), DoubleCoder.of()));

    PTransform transform = transform("Means");
    assertThat(transform.getSpec().getUrn()).isEqualTo(Urns.COMBINE_PER_KEY);
    CombinePayload payload = CombinePayload.parseFrom(transform.getSpec().getPayload());
    assertThat(transform.getInputsMap()).containsOnlyKeys(payload.getMainInputName());
    assertThat(payload.getCombineFn().getUrn()).isEqualTo(Urns.JAVA_COMBINE_FN);
    assertThat(
            SerializableUtils.deserializeFromByteArray(
                payload.getCombineFn().getPayload().toByteArray(), "function"))
        .isInstanceOf(Mean.of().getClass());
    assertThat(components().getCodersOrThrow(payload.getAccumulatorCoderId())).isNotNull();
    assertThat(payload.getSideInputsMap()).isEmpty();
  }

  @Test
  void sideInputsOfACombineAreInputsOfItsTransform() throws Exception {
    PCollectionView<Integer> factor = ints().apply("Factor", View.asSingleton());
    pairs()
        .apply(
            "Scaled",
            Combine.<String, Integer, Integer>perKey(new ScaledSum(factor)).withSideInputs(factor));
    PTransform transform = transform("Scaled");
    CombinePayload payload = CombinePayload.parseFrom(transform.getSpec().getPayload());
    String tag = factor.getTagInternal().getId();
    assertThat(payload.getSideInputsMap()).containsOnlyKeys(tag);
    assertThat(transform.getInputsMap()).containsOnlyKeys(tag, payload.getMainInputName());
  }

  /** Engines lift what has no side inputs, and would call it without a context. */
  @Test
  void functionWithContextButWithoutSideInputsIsNotKnownAsACombine() {
    pairs().apply("Sum", Combine.<String, Integer, Integer>perKey(new ScaledSum(null)));
    assertThat(transform("Sum").getSpec().getUrn()).isEmpty();
    assertThat(transform("Sum").getSubtransformsCount()).isEqualTo(2);
  }

  @Test
  void namesSayWhatIsCombined() {
    assertThat(Combine.perKey(Sum.ofLongs()).getName()).isEqualTo("Combine.perKey(SumLong)");
    assertThat(Top.of(3, new Top.Natural<Integer>()).getName())
        .isEqualTo("Combine.globally(Top(Natural))");
    assertThat(Combine.<Integer>globally((a, b) -> a + b).getName())
        .isEqualTo("Combine.globally(Anonymous)");
  }

  @Test
  void defaultsInWindowsAreRefusedWithTheWayOut() {
    PCollection<Integer> windowed =
        Sources.windowed(pipeline, VarIntCoder.of(), FixedWindows.of(Duration.ofMinutes(1)));
    assertThatThrownBy(() -> windowed.apply(Sum.integersGlobally()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Combine.globally(SumInteger)")
        .hasMessageContaining(windowed.getName())
        .hasMessageContaining("withoutDefaults()")
        .hasMessageContaining("asSingletonView()");
    assertThatThrownBy(() -> windowed.apply(Count.globally()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Count.<T>combineFn()");
    assertThat(windowed.apply(Sum.integersGlobally().withoutDefaults()).getCoder())
        .isEqualTo(VarIntCoder.of());
    PCollectionView<Integer> view = windowed.apply(Sum.integersGlobally().asSingletonView());
    assertThat(view.getPCollection().getWindowingStrategy().getWindowFn())
        .isInstanceOf(FixedWindows.class);
  }

  @Test
  void viewOfACombineHasTheDefaultWhereNothingIs() {
    PCollectionView<Integer> view = ints().apply(Sum.integersGlobally().asSingletonView());
    assertThat(ViewTest.value(view, List.of())).isZero();
    assertThat(ViewTest.value(view, List.of(8))).isEqualTo(8);
  }

  @Test
  void accumulatorsWithoutCoderAreRefusedByName() {
    assertThatThrownBy(
            () -> pairs().apply(Combine.<String, Integer, Integer>perKey(new OddAccumulator())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Combine.perKey(OddAccumulator)")
        .hasMessageContaining("getAccumulatorCoder");
  }

  @Test
  void resultsWithoutCoderAreRefusedByNameUnlessOneIsSet() {
    PCollection<KV<String, Object>> results =
        pairs().apply("Odd", Combine.<String, Integer, Object>perKey(new OddResult()));
    assertThatThrownBy(results::getCoder)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Odd")
        .hasMessageContaining("java.lang.Object");
    Coder<Object> any = new AnyCoder();
    results.setCoder(KvCoder.of(StringUtf8Coder.of(), any));
    assertThat(transform("Odd").getSpec().getUrn()).isEqualTo(Urns.COMBINE_PER_KEY);
  }

  @Test
  void keysThatAreNotEncodedAlikeAreRefusedByName() {
    PCollection<KV<Double, Integer>> byDouble =
        Sources.bounded(pipeline, KvCoder.of(DoubleCoder.of(), VarIntCoder.of()));
    for (var combine :
        List.of(
            Combine.<Double, Integer, Integer>perKey(Sum.ofIntegers()),
            Combine.<Double, Integer, Integer>perKey(Sum.ofIntegers()).withHotKeyFanout(2))) {
      assertThatThrownBy(() -> byDouble.apply(combine))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Combine.perKey(SumInteger)")
          .hasMessageContaining("DoubleCoder");
    }
  }

  @Test
  void functionsThatCannotBeSerialisedAreRefusedByName() {
    Object lock = new Object();
    SerializableBiFunction<Integer, Integer, Integer> locked =
        (a, b) -> {
          synchronized (lock) {
            return a + b;
          }
        };
    assertThatThrownBy(() -> pairs().apply(Combine.perKey(locked)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Combine.perKey(Anonymous)")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void inputThatNeverEndsNeedsWindowsOrATrigger() {
    PCollection<Integer> endless = Sources.unbounded(pipeline, VarIntCoder.of());
    assertThatThrownBy(() -> endless.apply(Sum.integersGlobally()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Combine.perKey(SumInteger)")
        .hasMessageContaining("never ends");
  }

  @Test
  void groupedValuesNeedGroups() {
    assertThatThrownBy(
            () ->
                Sources.bounded(pipeline, NotPairs.pretended())
                    .apply(Combine.groupedValues(Sum.ofIntegers())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Combine.groupedValues(SumInteger)")
        .hasMessageContaining("IterableLikeCoder");
  }

  /** The coder of an element type that the compiler was told wrongly. */
  private static final class NotPairs {
    @SuppressWarnings({"unchecked", "rawtypes"})
    static Coder<KV<String, Iterable<Integer>>> pretended() {
      return (Coder) PAIRS;
    }
  }

  @Test
  void fanOutCombinesPartsFirstWithoutChangingTheResultsType() {
    PCollection<KV<String, Long>> counts =
        pairs()
            .apply(
                "Counts",
                Combine.<String, Integer, Long>perKey(Count.combineFn()).withHotKeyFanout(4));
    assertThat(counts.getCoder()).isEqualTo(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
    PCollection<KV<String, Long>> plain =
        pairs().apply("Plain", Combine.<String, Integer, Long>perKey(Count.combineFn()));
    assertThat(counts.getWindowingStrategy()).isEqualTo(plain.getWindowingStrategy());
    assertThat(transform("Counts").getSpec().getUrn()).isEmpty();
    assertThat(transform("Counts/CombineParts").getSpec().getUrn()).isEqualTo(Urns.COMBINE_PER_KEY);
    assertThat(transform("Counts/Combine").getSpec().getUrn()).isEqualTo(Urns.COMBINE_PER_KEY);
  }

  @Test
  void fanOutIsLeftOutWherePanesWouldDependOnIt() {
    WindowingStrategy<?, ?> windows = WindowingStrategy.of(FixedWindows.of(Duration.ofMinutes(1)));
    List<WindowingStrategy<?, ?>> strategies =
        List.of(
            WindowingStrategy.of(new Sources.Merging()),
            windows.withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(2))),
            windows.withClosingBehavior(ClosingBehavior.FIRE_ALWAYS),
            windows.withAllowedLateness(Duration.ofMinutes(1)));
    for (int i = 0; i < strategies.size(); i++) {
      Sources.unbounded(pipeline, PAIRS)
          .setWindowingStrategyInternal(strategies.get(i))
          .apply(
              "Sums" + i,
              Combine.<String, Integer, Integer>perKey(Sum.ofIntegers()).withHotKeyFanout(4));
    }
    assertThat(components().getTransformsMap().values())
        .noneMatch(transform -> transform.getUniqueName().endsWith("/CombineParts"))
        .filteredOn(transform -> transform.getSpec().getUrn().equals(Urns.COMBINE_PER_KEY))
        .hasSize(strategies.size());
  }

  @Test
  void fanOutOfLessThanOnePartIsRefused() {
    assertThatThrownBy(() -> Combine.perKey(Sum.ofIntegers()).withHotKeyFanout(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fan-out of 0");
    assertThatThrownBy(() -> Sum.integersGlobally().withFanout(-3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fan-out of -3");
  }

  @Test
  void everyFormOfCombineReachesTheModel() {
    PCollection<Integer> ints = ints();
    PCollection<KV<String, Integer>> pairs = pairs();
    ints.apply(Count.perElement());
    ints.apply(Count.globally());
    ints.apply(Latest.globally());
    ints.apply(Sample.any(3));
    ints.apply(Sample.fixedSizeGlobally(3));
    ints.apply(ApproximateQuantiles.globally(3));
    ints.apply(Top.<Integer>largest(2).withFanout(3));
    pairs.apply(Latest.perKey());
    pairs.apply(Sample.fixedSizePerKey(3));
    pairs.apply(Top.smallestPerKey(3));
    pairs.apply(ApproximateCountDistinct.perKey());
    pairs.apply(GroupByKey.create()).apply(Combine.groupedValues(Max.ofIntegers()));
    Map<String, PTransform> transforms = components().getTransformsMap();
    assertThat(transforms.values())
        .filteredOn(transform -> transform.getSpec().getUrn().equals(Urns.COMBINE_PER_KEY))
        .hasSize(12);
  }

  /** The sum of values, each times a side input. */
  private static final class ScaledSum extends CombineFnWithContext<Integer, Integer, Integer> {
    private final PCollectionView<Integer> factor;

    ScaledSum(PCollectionView<Integer> factor) {
      this.factor = factor;
    }

    @Override
    public Integer createAccumulator(Context c) {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input, Context c) {
      return accumulator + input * (factor == null ? 1 : c.sideInput(factor));
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators, Context c) {
      int sum = 0;
      for (int accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator, Context c) {
      return accumulator;
    }
  }

  private abstract static class Odd<AccumT, OutputT> extends CombineFn<Integer, AccumT, OutputT> {
    @Override
    public AccumT addInput(AccumT accumulator, Integer input) {
      return accumulator;
    }

    @Override
    public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
      return accumulators.iterator().next();
    }
  }

  private static final class OddAccumulator extends Odd<Object, Integer> {
    @Override
    public Object createAccumulator() {
      return this;
    }

    @Override
    public Integer extractOutput(Object accumulator) {
      return 1;
    }
  }

  private static final class OddResult extends Odd<Integer, Object> {
    @Override
    public Integer createAccumulator() {
      return 1;
    }

    @Override
    public Object extractOutput(Integer accumulator) {
      return this;
    }
  }

  private static final class AnyCoder extends io.millrace.sdk.coders.CustomCoder<Object> {
    @Override
    public void encode(Object value, java.io.OutputStream outStream) {}

    @Override
    public Object decode(java.io.InputStream inStream) {
      return this;
    }
  }

  @Test
  void coderOfAccumulatorsIsInferredFromTheFunctionsClass() throws Exception {
    assertThat(new OddResult().getAccumulatorCoder(CoderRegistry.createDefault(), VarIntCoder.of()))
        .isEqualTo(VarIntCoder.of());
  }
}
