package io.millrace.sdk.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sources;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GraphTest {

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void namesAreMadeOfTheEnclosingTransformsAndNumberedWhereTaken() {
    PCollection<Integer> ints = ints();
    ints.apply(new Twice());
    ints.apply(new Twice());
    List<String> names = new ArrayList<>();
    pipeline.graph().forEach(node -> names.add(node.fullName()));
    assertThat(names)
        .containsSubsequence(
            "GraphTest.Twice",
            "GraphTest.Twice/ParDo(Same)",
            "GraphTest.Twice/ParDo(Same)2",
            "GraphTest.Twice2",
            "GraphTest.Twice2/ParDo(Same)");
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void nameGivenTwiceInOneScopeIsRefused() {
    ints().apply("Same", ParDo.of(new SameFn()));
    assertThatThrownBy(() -> ints().apply("Same", ParDo.of(new SameFn())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("under the name \"Same\"")
        .hasMessageContaining("give each its own name");
  }

  @Test
  void nameThatLooksLikeAPartOfAnotherTransformIsRefused() {
    ints().apply("Twice", new Twice());
    assertThatThrownBy(() -> ints().apply("Twice/ParDo(Same)", ParDo.of(new SameFn())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Twice/ParDo(Same)");
  }

  @Test
  void errorsOfAnExpansionNameTheInnermostTransformOnce() {
    assertThatThrownBy(
            () ->
                ints()
                    .apply(
                        "Outer",
                        PTransform.compose(
                            (PCollection<Integer> in) -> in.apply("Inner", new Refusing()))))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Transform Outer/Inner: it is not the day for it");
  }

  @Test
  void errorsOfOtherTypesPassUnchanged() {
    assertThatThrownBy(
            () ->
                ints()
                    .apply(
                        PTransform.compose(
                            (PCollection<Integer> in) -> {
                              throw new NumberFormatException("x");
                            })))
        .isExactlyInstanceOf(NumberFormatException.class)
        .hasMessage("x");
  }

  @Test
  void functionThatCannotTravelIsRefusedWhenItIsApplied() {
    SameFn fn = new SameFn();
    fn.notSerializable = new Object();
    assertThatThrownBy(() -> ints().apply("Send", ParDo.of(fn)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Send:")
        .hasMessageContaining("notSerializable");
  }

  @Test
  void transformThatGivesBackACollectionOfAnotherPipelineIsRefused() {
    PCollection<Integer> other = Sources.bounded(Pipeline.create(), VarIntCoder.of());
    assertThatThrownBy(
            () -> ints().apply("Swap", PTransform.compose((PCollection<Integer> in) -> other)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Transform Swap: expand returned an output of another pipeline");
  }

  @Test
  void validationNamesTheTransformThatFails() {
    ints().apply("Check", new Invalid());
    PipelineGraph graph = pipeline.graph();
    assertThatThrownBy(() -> graph.validate(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Transform Check: --topic is missing");
  }

  @Test
  void transformsWhoseResultNobodyReadsAreFound() {
    PCollection<KV<String, Integer>> pairs =
        Sources.bounded(pipeline, KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    pairs.apply("Forgotten", GroupByKey.create());
    pairs.apply("ForgottenView", View.asList());
    PCollection<Integer> ints = ints();
    PCollectionView<List<Integer>> view = ints.apply("Read", View.asList());
    PCollectionList.of(ints)
        .and(ints())
        .apply("Both", Flatten.pCollections())
        .apply("Use", ParDo.of(new SameFn()).withSideInputs(view));
    assertThat(pipeline.graph().unusedTransforms()).containsExactly("Forgotten", "ForgottenView");
  }

  @Test
  void whatAViewMakesForItselfIsReadByTheReadersOfTheView() {
    PCollectionView<Integer> latest = ints().apply("Latest", View.asLatest());
    ints().apply("Use", ParDo.of(new SameFn()).withSideInputs(latest));
    assertThat(pipeline.graph().unusedTransforms()).isEmpty();
  }

  private PCollection<Integer> ints() {
    return Sources.bounded(pipeline, VarIntCoder.of());
  }

  private static final class SameFn extends DoFn<Integer, Integer> {
    @Nullable Object notSerializable;

    @ProcessElement
    public void processElement(@Element Integer element, OutputReceiver<Integer> out) {
      out.output(element);
    }
  }

  private static final class Twice extends PTransform<PCollection<Integer>, PCollection<Integer>> {
    @Override
    public PCollection<Integer> expand(PCollection<Integer> input) {
      return input.apply(ParDo.of(new SameFn())).apply(ParDo.of(new SameFn()));
    }
  }

  private static final class Refusing
      extends PTransform<PCollection<Integer>, PCollection<Integer>> {
    @Override
    public PCollection<Integer> expand(PCollection<Integer> input) {
      throw new IllegalArgumentException("it is not the day for it");
    }
  }

  private static final class Invalid
      extends PTransform<PCollection<Integer>, PCollection<Integer>> {
    @Override
    public PCollection<Integer> expand(PCollection<Integer> input) {
      return input;
    }

    @Override
    public void validate(@Nullable PipelineOptions options) {
      throw new IllegalArgumentException("--topic is missing");
    }
  }
}
