package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.graph.PipelineTranslation;
import io.millrace.sdk.graph.Urns;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class RedistributeTest {

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void elementsKeepCoderTypeWindowsTriggerAndBoundedness() {
    PCollection<Integer> sessions =
        Sources.windowed(pipeline, VarIntCoder.of(), new Sources.Merging())
            .setTypeDescriptor(TypeDescriptors.integers())
            .setIsBoundedInternal(PCollection.IsBounded.UNBOUNDED);
    PCollection<Integer> spread = sessions.apply(Redistribute.arbitrarily());
    assertThat(spread.getCoder()).isEqualTo(VarIntCoder.of());
    assertThat(spread.getTypeDescriptor()).isEqualTo(TypeDescriptors.integers());
    assertThat(spread.getWindowingStrategy()).isEqualTo(sessions.getWindowingStrategy());
    assertThat(spread.isBounded()).isEqualTo(PCollection.IsBounded.UNBOUNDED);
  }

  @Test
  void allFormsAreOneTransformOfTheModel() {
    PCollection<KV<String, Integer>> pairs =
        Sources.bounded(pipeline, KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    pairs.apply(Redistribute.byKey());
    pairs.apply(Redistribute.arbitrarily());
    pairs.apply(Reshuffle.of());
    pairs.apply(Reshuffle.viaRandomKey());
    assertThat(PipelineTranslation.toProto(pipeline).getComponents().getTransformsMap().values())
        .filteredOn(t -> t.getSpec().getUrn().equals(Urns.REDISTRIBUTE))
        .extracting(t -> t.getUniqueName())
        .containsExactlyInAnyOrder(
            "Redistribute.RedistributeByKey/Rebalance",
            "Redistribute.RedistributeArbitrarily/Rebalance",
            "Reshuffle/Rebalance",
            "Reshuffle.ViaRandomKey/Rebalance");
  }

  @Test
  void settingsAreCheckedAndKept() {
    assertThat(Redistribute.arbitrarily().getAllowDuplicates()).isFalse();
    assertThat(
            Redistribute.arbitrarily()
                .withAllowDuplicates(true)
                .withNumBuckets(3)
                .getAllowDuplicates())
        .isTrue();
    assertThat(Redistribute.byKey().withAllowDuplicates(true).getAllowDuplicates()).isTrue();
    assertThat(Reshuffle.viaRandomKey().withNumBuckets(null)).isNotNull();
    assertThatThrownBy(() -> Reshuffle.viaRandomKey().withNumBuckets(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0");
  }
}
