package io.millrace.sdk.transforms.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.extensions.joinlibrary.Join;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.transforms.Sources;
import io.millrace.sdk.transforms.join.CoGbkResult.CoGbkResultCoder;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoGroupByKeyTest {

  private static final TupleTag<String> NAMES = new TupleTag<>("names");
  private static final TupleTag<Integer> SCORES = new TupleTag<>("scores");
  private static final KvCoder<String, String> NAME_CODER =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final KvCoder<String, Integer> SCORE_CODER =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void resultHasTheKeyAndACoderForTheValuesOfEachCollection() {
    PCollection<KV<String, CoGbkResult>> result =
        KeyedPCollectionTuple.of(NAMES, names()).and(SCORES, scores()).apply(CoGroupByKey.create());
    KvCoder<?, ?> coder = (KvCoder<?, ?>) result.getCoder();
    assertThat(coder.getKeyCoder()).isEqualTo(StringUtf8Coder.of());
    CoGbkResultCoder values = (CoGbkResultCoder) coder.getValueCoder();
    assertThat(values.getSchema().getTag(1)).isEqualTo(SCORES);
    assertThat(values.getUnionCoder().getElementCoders())
        .isEqualTo(List.of(StringUtf8Coder.of(), VarIntCoder.of()));
    assertThat(PipelineTranslation.toProto(pipeline).getComponents().getTransformsMap().values())
        .extracting(t -> t.getUniqueName())
        .contains("CoGroupByKey/Flatten.PCollections", "CoGroupByKey/GroupByKey");
  }

  @Test
  void sameTagTwiceIsRefused() {
    assertThatThrownBy(() -> KeyedPCollectionTuple.of("t", names()).and("t", scores()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tag<t>");
  }

  @Test
  void ruleF2CollectionsInDifferentWindowsAreRefused() {
    PCollection<KV<String, Integer>> hourly =
        Sources.windowed(pipeline, SCORE_CODER, FixedWindows.of(Duration.ofHours(1)));
    assertThatThrownBy(
            () ->
                KeyedPCollectionTuple.of(NAMES, names())
                    .and(SCORES, hourly)
                    .apply("Both", CoGroupByKey.create()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Both/Flatten")
        .hasMessageContaining("GlobalWindows")
        .hasMessageContaining("FixedWindows");
  }

  @Test
  void ruleF2CollectionsWithDifferentTriggersAreRefused() {
    PCollection<KV<String, Integer>> counted =
        Sources.bounded(pipeline, SCORE_CODER)
            .setWindowingStrategyInternal(
                WindowingStrategy.globalDefault()
                    .withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(3))));
    assertThatThrownBy(
            () ->
                KeyedPCollectionTuple.of(NAMES, names())
                    .and(SCORES, counted)
                    .apply("Both", CoGroupByKey.create()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Both/Flatten")
        .hasMessageContaining("different triggers")
        .hasMessageContaining("DefaultTrigger")
        .hasMessageContaining("Repeatedly.forever");
  }

  @Test
  void endlessCollectionsWithoutATriggerAreRefused() {
    assertThatThrownBy(
            () ->
                KeyedPCollectionTuple.of(NAMES, Sources.unbounded(pipeline, NAME_CODER))
                    .and(SCORES, scores())
                    .apply("Both", CoGroupByKey.create()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Both/GroupByKey")
        .hasMessageContaining("never ends");
  }

  @Test
  void keysMustHaveACoderInCommonThatIsDeterministic() {
    assertThatThrownBy(
            () ->
                KeyedPCollectionTuple.of(NAMES, names())
                    .and(SCORES, wrongKeys(VarIntCoder.of()))
                    .apply("Both", CoGroupByKey.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Both:")
        .hasMessageContaining("StringUtf8Coder")
        .hasMessageContaining("VarIntCoder");
    assertThatThrownBy(
            () ->
                KeyedPCollectionTuple.of(
                        SCORES,
                        Sources.bounded(pipeline, KvCoder.of(DoubleCoder.of(), VarIntCoder.of())))
                    .apply("One", CoGroupByKey.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform One/GroupByKey")
        .hasMessageContaining("not deterministic");
  }

  @Test
  void nothingToGroupIsRefused() {
    assertThatThrownBy(
            () -> KeyedPCollectionTuple.<String>empty(pipeline).apply(CoGroupByKey.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no collections");
  }

  @Test
  void joinsTakeNullOnlyWhereItStandsInForAMissingValue() {
    assertThat(Join.innerJoin(names(), scores()).getCoder())
        .isEqualTo(
            KvCoder.of(StringUtf8Coder.of(), KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));
    assertThat(Join.leftOuterJoin(names(), scores(), 0).getCoder())
        .isEqualTo(
            KvCoder.of(StringUtf8Coder.of(), KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));
    assertThat(Join.fullOuterJoin("Full", names(), scores(), "nobody", null).getCoder())
        .isEqualTo(
            KvCoder.of(
                StringUtf8Coder.of(),
                KvCoder.of(StringUtf8Coder.of(), NullableCoder.of(VarIntCoder.of()))));
  }

  private PCollection<KV<String, String>> names() {
    return Sources.bounded(pipeline, NAME_CODER);
  }

  private PCollection<KV<String, Integer>> scores() {
    return Sources.bounded(pipeline, SCORE_CODER);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a coder set by mistake
  private PCollection<KV<String, Integer>> wrongKeys(Coder<?> keyCoder) {
    return Sources.bounded(pipeline, (Coder) KvCoder.of(keyCoder, VarIntCoder.of()));
  }
}
