package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianIntegerCoder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {

  private static List<Integer> kept(Filter<Integer> filter, Integer... elements) throws Exception {
    Pipeline pipeline = Pipeline.create();
    ints(pipeline).apply(filter);
    return Applied.outputs(pipeline, elements);
  }

  private static PCollection<Integer> ints(Pipeline pipeline) {
    return Sources.bounded(pipeline, BigEndianIntegerCoder.of())
        .setTypeDescriptor(TypeDescriptors.integers());
  }

  @Test
  void predicateDecides() throws Exception {
    assertThat(kept(Filter.by((Integer i) -> i % 2 == 0), 1, 2, 3, 4)).containsExactly(2, 4);
  }

  @Test
  void comparisonsAreToTheBoundFromTheElement() throws Exception {
    Integer[] elements = {1, 2, 3};
    assertThat(kept(Filter.lessThan(2), elements)).containsExactly(1);
    assertThat(kept(Filter.lessThanEq(2), elements)).containsExactly(1, 2);
    assertThat(kept(Filter.greaterThan(2), elements)).containsExactly(3);
    assertThat(kept(Filter.greaterThanEq(2), elements)).containsExactly(2, 3);
    assertThat(kept(Filter.equal(2), elements)).containsExactly(2);
  }

  @Test
  void outputIsOfTheInputsTypeAndCoder() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Integer> small = ints(pipeline).apply(Filter.lessThan(10));
    assertThat(small.getCoder()).isEqualTo(BigEndianIntegerCoder.of());
    assertThat(small.getTypeDescriptor()).isEqualTo(TypeDescriptors.integers());
    assertThat(Applied.names(pipeline)).contains("Filter", "Filter/Filter");
  }

  @Test
  void displayDataTellsThePredicate() {
    assertThat(DisplayData.from(Filter.greaterThanEq(7)).toString()).contains("predicate=x >= 7");
  }

  private record Version(int number, Object notSerializable) implements Comparable<Version> {
    @Override
    public int compareTo(Version that) {
      return Integer.compare(number, that.number);
    }
  }

  @Test
  void boundThatCannotTravelIsRefused() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Version> versions = Sources.bounded(pipeline, null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> versions.apply("Old", Filter.lessThan(new Version(3, new Object()))))
        .withMessageContaining("Transform Old/Filter")
        .withMessageContaining("Version");
  }
}
