package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.v1.Components;
import io.millrace.model.v1.PTransform;
import io.millrace.model.v1.ParDoPayload;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.CustomCoder;
import io.millrace.sdk.coders.IterableCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Impulse;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sources;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.ViewFn;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PipelineTranslationTest {

  private static final KvCoder<String, Integer> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
  private static final TupleTag<Integer> SMALL = new TupleTag<>("small") {};
  private static final TupleTag<Integer> LARGE = new TupleTag<>("large") {};

  @Test
  void everythingThatARunnerNeedsComesOutOfTheModelAsItWentIn() throws Exception {
    FixedWindows hourly = FixedWindows.of(Duration.ofHours(1));
    Pipeline pipeline = Pipeline.create();
    PCollectionView<List<Integer>> limits =
        Sources.bounded(pipeline, VarIntCoder.of()).apply("Limits", View.asList());
    PCollectionTuple parts =
        Sources.windowed(pipeline, PAIRS, hourly)
            .apply("Group", GroupByKey.create())
            .apply(
                "Split",
                ParDo.of(new SplitFn(10))
                    .withSideInput("limits", limits)
                    .withOutputTags(SMALL, TupleTagList.of(LARGE)));
    parts.get(LARGE).setCoder(VarIntCoder.of());

    Components model = PipelineTranslation.toProto(pipeline).getComponents();
    ModelRehydration java = new ModelRehydration(model);
    Map<String, PTransform> transforms =
        model.getTransformsMap().values().stream()
            .collect(Collectors.toMap(PTransform::getUniqueName, Function.identity()));

    PTransform group = transforms.get("Group");
    assertThat(group.getSpec().getUrn()).isEqualTo(Urns.GROUP_BY_KEY);
    String grouped = group.getOutputsMap().values().iterator().next();
    assertThat(java.coderOf(grouped))
        .isEqualTo(KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(VarIntCoder.of())));
    assertThat(java.windowingOf(grouped).getWindowFn()).isEqualTo(hourly);

    PTransform split = transforms.get("Split");
    ParDoPayload payload = ParDoPayload.parseFrom(split.getSpec().getPayload());
    assertThat(split.getOutputsMap()).containsOnlyKeys("small", "large");
    assertThat(payload.getMainOutputTag()).isEqualTo("small");
    assertThat(split.getInputsMap()).containsEntry(payload.getMainInputName(), grouped);
    SplitFn fn = ModelRehydration.javaFunction(payload.getDoFn(), Urns.JAVA_DO_FN, SplitFn.class);
    assertThat(fn.limit).isEqualTo(10);
    @SuppressWarnings("unchecked")
    ViewFn<Integer, List<Integer>> viewFn =
        ModelRehydration.javaFunction(
            payload.getSideInputsOrThrow("limits").getViewFn(), Urns.JAVA_VIEW_FN, ViewFn.class);
    assertThat(viewFn.apply(List.of(1, 2))).containsExactly(1, 2);
  }

  @Test
  void sameProgramGivesTheSameModel() {
    assertThat(PipelineTranslation.toProto(program()))
        .isEqualTo(PipelineTranslation.toProto(program()));
  }

  @Test
  void modelsOfOneProgramAreReadBackFromTheirBytes() throws Exception {
    io.millrace.model.v1.Pipeline model = PipelineTranslation.toProto(program());
    assertThat(io.millrace.model.v1.Pipeline.parseFrom(model.toByteArray())).isEqualTo(model);
  }

  @Test
  void collectionWithoutACoderIsRefusedWithItsTransformAndWhatToDo() {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Impulse.create()).apply("Make", ParDo.of(new MakeFn()));
    assertThatThrownBy(() -> PipelineTranslation.toProto(pipeline))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Make")
        .hasMessageContaining("setCoder");
  }

  @Test
  void coderThatCannotTravelIsRefusedWithItsCollection() {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Impulse.create()).apply("Make", ParDo.of(new MakeFn())).setCoder(new Stuck());
    assertThatThrownBy(() -> PipelineTranslation.toProto(pipeline))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of Make")
        .hasMessageContaining("Stuck");
  }

  @Test
  void transformThatIsMadeOfNothingAndUnknownToTheModelIsRefused() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Integer> ints = Sources.bounded(pipeline, VarIntCoder.of());
    ints.apply(
        "Magic",
        io.millrace.sdk.transforms.PTransform.compose(
            (PCollection<Integer> in) ->
                PCollection.createPrimitiveOutputInternal(
                    in.getPipeline(),
                    in.getWindowingStrategy(),
                    in.isBounded(),
                    VarIntCoder.of())));
    assertThatThrownBy(() -> PipelineTranslation.toProto(pipeline))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Magic is made of no other transforms");
  }

  private static Pipeline program() {
    Pipeline pipeline = Pipeline.create();
    PCollectionView<Map<String, Integer>> view =
        Sources.bounded(pipeline, PAIRS).apply(View.asMap());
    Sources.bounded(pipeline, PAIRS)
        .apply(GroupByKey.create())
        .apply(
            ParDo.of(new SplitFn(3))
                .withSideInputs(view)
                .withOutputTags(SMALL, TupleTagList.of(LARGE)));
    return pipeline;
  }

  private static final class SplitFn extends DoFn<KV<String, Iterable<Integer>>, Integer> {
    final int limit;

    SplitFn(int limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<Integer>> group, MultiOutputReceiver out) {
      for (int value : group.getValue()) {
        out.get(value < limit ? SMALL : LARGE).output(value);
      }
    }
  }

  private static final class Thing {}

  private static final class MakeFn extends DoFn<byte[], Thing> {
    @ProcessElement
    public void processElement(OutputReceiver<Thing> out) {
      out.output(new Thing());
    }
  }

  private static final class Stuck extends CustomCoder<Thing> {
    private final Object lock = new Object();

    @Override
    public void encode(Thing value, OutputStream outStream) {}

    @Override
    public Thing decode(InputStream inStream) {
      return new Thing();
    }
  }
}
