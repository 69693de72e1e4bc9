package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.DoubleCoder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.WindowingStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DistinctTest {

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void elementsWhoseEncodedFormsCannotBeComparedAreRefused() {
    PCollection<Double> doubles = Sources.bounded(pipeline, DoubleCoder.of());
    assertThatThrownBy(() -> doubles.apply("Once", Distinct.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Once/")
        .hasMessageContaining("not deterministic");
    assertThatThrownBy(() -> doubles.apply("Minus", Sets.exceptAll(doubles)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Minus/")
        .hasMessageContaining("not deterministic");
  }

  @Test
  void windowsThatMergeMayNotFireBeforeTheyAreDone() {
    PCollection<Integer> sessions =
        Sources.windowed(pipeline, VarIntCoder.of(), new Sources.Merging());
    assertThat(sessions.apply("Done", Distinct.create()).getCoder()).isEqualTo(VarIntCoder.of());
    sessions.setWindowingStrategyInternal(
        WindowingStrategy.of(new Sources.Merging()).withAllowedLateness(Duration.ofSeconds(1)));
    assertThatThrownBy(() -> sessions.apply("Late", Distinct.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform Late:")
        .hasMessageContaining("Merging");
  }

  @Test
  void representativeOfUnknownTypeIsRefusedWithWhatToDo() {
    PCollection<Integer> ints = Sources.bounded(pipeline, VarIntCoder.of());
    assertThatThrownBy(
            () -> ints.apply("ById", Distinct.withRepresentativeValueFn(DistinctTest::unknown)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform ById:")
        .hasMessageContaining("withRepresentativeType");
  }

  @Test
  void setOfNoCollectionsIsRefused() {
    assertThatThrownBy(
            () -> PCollectionList.<Integer>empty(pipeline).apply("None", Sets.intersectAll()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Transform None:");
  }

  private static Object unknown(Integer element) {
    return element;
  }
}
