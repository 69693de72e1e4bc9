package io.millrace.sdk.transforms.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PDone;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the late data of a step is found, and where it is not (rule L4). */
class LateDataTest {

  private static final TupleTag<KV<String, Integer>> LATE = new TupleTag<>("late") {};

  private final Pipeline pipeline = Pipeline.create();
  private final PCollection<KV<String, Integer>> scores =
      pipeline.apply(Create.of(KV.of("ann", 1), KV.of("bob", 2)));

  private static Window<KV<String, Integer>> minutes() {
    return Window.into(FixedWindows.of(Duration.ofMinutes(1)));
  }

  private PCollection<KV<String, Integer>> windowed() {
    return scores.apply(minutes().withLateDataOutput(LATE));
  }

  /** A composite with two groupings, one behind the other or side by side. */
  private static final class Report
      extends PTransform<PCollection<KV<String, Integer>>, PCollection<Long>> {

    @Override
    public PCollection<Long> expand(PCollection<KV<String, Integer>> input) {
      PCollection<Long> each =
          input.apply("CountKeys", Count.perKey()).apply("KeyCounts", Values.create());
      PCollection<Long> more =
          input.apply("CountPairs", Count.perElement()).apply("PairCounts", Values.create());
      return PCollectionList.of(each).and(more).apply(Flatten.pCollections());
    }
  }

  private static final class Remember extends DoFn<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1;

    @StateId("last")
    private final StateSpec<ValueState<Integer>> last = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element,
        @StateId("last") ValueState<Integer> last,
        OutputReceiver<Integer> out) {
      last.write(element.getValue());
      out.output(element.getValue());
    }
  }

  private static final class Copy extends DoFn<KV<String, Integer>, KV<String, Integer>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<String, Integer> element, OutputReceiver<KV<String, Integer>> out) {
      out.output(element);
    }
  }

  @Test
  void theLateDataOfAGroupingHasItsInputsElementsAndWindowing() {
    PCollection<KV<String, Integer>> windowed = windowed();
    PCollection<KV<String, Iterable<Integer>>> groups = windowed.apply(GroupByKey.create());

    PCollection<KV<String, Integer>> late = LateData.of(LATE, groups);

    assertThat(late.getCoder()).isEqualTo(windowed.getCoder());
    assertThat(late.getTypeDescriptor()).isEqualTo(windowed.getTypeDescriptor());
    assertThat(late.isBounded()).isEqualTo(windowed.isBounded());
    assertThat(late.getName()).isEqualTo("GroupByKey.late");
    assertThat(late.getWindowingStrategy())
        .isEqualTo(windowed.getWindowingStrategy().withLateDataTag(null));
  }

  @Test
  void theLateDataOfACompositeIsThatOfTheGroupingInIt() {
    PCollection<KV<String, Integer>> sums = windowed().apply(Sum.integersPerKey());

    assertThat(LateData.of(LATE, sums).getName()).startsWith(sums.getName().split("/")[0]);
  }

  @Test
  void aCompositeFindsTheLateDataOfItsOwnGroupings() {
    PCollection<KV<String, Integer>> late =
        windowed()
            .apply(
                "Late",
                new PTransform<
                    PCollection<KV<String, Integer>>, PCollection<KV<String, Integer>>>() {
                  @Override
                  public PCollection<KV<String, Integer>> expand(
                      PCollection<KV<String, Integer>> input) {
                    return LateData.of(LATE, input.apply("Group", GroupByKey.create()));
                  }
                });

    assertThat(late.getName()).isEqualTo("Late/Group.late");
  }

  @Test
  void theTagIsForTheNextGroupingAndPassesThroughWhatDropsNothing() {
    PCollection<KV<String, Integer>> copied = windowed().apply(ParDo.of(new Copy()));
    PCollection<KV<String, Integer>> sums = copied.apply(Sum.integersPerKey());

    assertThat(copied.getWindowingStrategy().getLateDataTag()).isEqualTo(LATE);
    assertThat(sums.getWindowingStrategy().getLateDataTag()).isNull();
    assertThat(LateData.of(LATE, sums).getName()).endsWith(".late");
    assertThatThrownBy(() -> LateData.of(LATE, sums.apply("Again", GroupByKey.create())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("No step of transform Again has the late data output Tag<late>")
        .hasMessageContaining("Window.configure().withLateDataOutput(...)");
  }

  @Test
  void aFunctionWithStateHasLateDataToo() {
    PCollection<Integer> single = windowed().apply("Single", ParDo.of(new Remember()));
    TupleTag<Integer> main = new TupleTag<>("main") {};
    PCollectionTuple several =
        windowed()
            .apply("Several", ParDo.of(new Remember()).withOutputTags(main, TupleTagList.empty()));

    assertThat(LateData.of(LATE, single).getName()).isEqualTo("Single.late");
    assertThat(LateData.of(LATE, several).getName()).isEqualTo("Several.main.late");
    assertThat(LateData.of(LATE, several.get(main))).isSameAs(LateData.of(LATE, several));
    assertThat(single.getWindowingStrategy().getLateDataTag()).isNull();
    assertThat(several.get(main).getWindowingStrategy().getLateDataTag()).isNull();
  }

  @Test
  void aTagThatNobodyHasIsRefused() {
    TupleTag<KV<String, Integer>> other = new TupleTag<>("other") {};
    PCollection<KV<String, Integer>> sums = windowed().apply("Sums", Sum.integersPerKey());
    PCollection<Integer> values = sums.apply("Values", Values.create());

    assertThatThrownBy(() -> LateData.of(other, sums))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transform Sums has the late data output Tag<other>")
        .hasMessageContaining("there are [Sums/");
    assertThatThrownBy(() -> LateData.of(LATE, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("transform Values has the late data output Tag<late>")
        .hasMessageContaining("there are none");
    assertThatThrownBy(() -> LateData.of(LATE, PDone.in(pipeline)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("what a transform gave out");
  }

  @Test
  void severalGroupingsThatCouldBeMeantAreRefused() {
    TupleTag<KV<String, Integer>> late = LATE;
    PCollection<Long> report = windowed().apply("Report", new Report());

    assertThatThrownBy(() -> LateData.of(late, report))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Several steps of transform Report have the late data output")
        .hasMessageContaining("Report/CountKeys")
        .hasMessageContaining("Report/CountPairs")
        .hasMessageContaining("its own tag");
  }

  @Test
  void aTagOfAnotherTypeIsRefused() {
    TupleTag<KV<String, String>> strings = new TupleTag<>("late") {};
    TupleTag<KV<KV<String, Integer>, Void>> pairs = new TupleTag<>("late") {};
    TupleTag<KV<String, Integer>> unknown = new TupleTag<>("late");
    PCollection<KV<String, Integer>> windowed = windowed();
    PCollection<KV<String, Iterable<Integer>>> groups = windowed.apply(GroupByKey.create());
    PCollection<KV<KV<String, Integer>, Long>> counts = windowed.apply(Count.perElement());

    assertThat(LateData.of(unknown, groups)).isSameAs(LateData.of(LATE, groups));
    assertThat(LateData.of(pairs, counts).getCoder())
        .isEqualTo(KvCoder.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()), VoidCoder.of()));
    assertThatThrownBy(() -> LateData.of(strings, groups))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GroupByKey.late is of the type")
        .hasMessageContaining("Integer>, but the tag Tag<late> is for")
        .hasMessageContaining("Make the tag for the elements that the grouping gets");
    assertThatThrownBy(() -> LateData.of(LATE, counts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Void>");
  }

  @Test
  void aTagWithTheIdOfAnotherOutputIsRefused() {
    PCollection<KV<String, Integer>> windowed =
        scores.apply(minutes().withLateDataOutput(new TupleTag<KV<String, Integer>>("output") {}));

    assertThatThrownBy(() -> windowed.apply(GroupByKey.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform GroupByKey:")
        .hasMessageContaining("Tag<output>, but that is the tag of another output")
        .hasMessageContaining("an id of its own");
  }

  @Test
  void ruleF2FlattenedCollectionsGiveLateDataOutTogether() {
    PCollection<KV<String, Integer>> without = scores.apply("Without", minutes());
    PCollection<KV<String, Integer>> with =
        scores.apply("With", minutes().withLateDataOutput(LATE));
    PCollection<KV<String, Integer>> other =
        scores.apply("Other", minutes().withLateDataOutput(new TupleTag<KV<String, Integer>>("b")));

    for (PCollectionList<KV<String, Integer>> both :
        List.of(PCollectionList.of(without).and(with), PCollectionList.of(with).and(without))) {
      WindowingStrategy<?, ?> strategy =
          both.apply("Flat" + both.get(0).getName(), Flatten.pCollections()).getWindowingStrategy();
      assertThat(strategy.getLateDataTag()).isEqualTo(LATE);
    }
    assertThatThrownBy(
            () -> PCollectionList.of(with).and(other).apply("Two", Flatten.pCollections()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Two:")
        .hasMessageContaining("With/Assign has Tag<late>, Other/Assign has Tag<b>")
        .hasMessageContaining("the same tag");
  }

  @Test
  void lateDataThatIsReadMakesAGroupingOfUse() {
    PCollection<KV<String, Iterable<Integer>>> groups = windowed().apply(GroupByKey.create());
    assertThat(pipeline.graph().unusedTransforms()).contains("GroupByKey");

    LateData.of(LATE, groups).apply("Copy", ParDo.of(new Copy()));

    assertThat(pipeline.graph().unusedTransforms()).doesNotContain("GroupByKey");
  }
}
