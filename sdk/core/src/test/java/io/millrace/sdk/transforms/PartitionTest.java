package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.BigEndianIntegerCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionTest {

  private final Pipeline pipeline = Pipeline.create();

  private PCollection<Integer> ints() {
    return Sources.bounded(pipeline, BigEndianIntegerCoder.of())
        .setTypeDescriptor(TypeDescriptors.integers());
  }

  @Test
  void partsAreOfTheInputsTypeAndCoder() {
    PCollectionList<Integer> parts = ints().apply(Partition.of(3, (i, n) -> i % n));
    assertThat(parts.getAll()).hasSize(3);
    assertThat(parts.getAll())
        .allMatch(part -> part.getCoder().equals(BigEndianIntegerCoder.of()))
        .allMatch(part -> TypeDescriptors.integers().equals(part.getTypeDescriptor()));
    assertThat(parts.getAll()).extracting(PCollection::getName).doesNotHaveDuplicates();
    assertThat(ints().apply("One", Partition.of(1, (i, n) -> 0)).size()).isEqualTo(1);
  }

  @Test
  void noPartsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partition.of(0, (Object o, int n) -> 0))
        .withMessageContaining("Partition.of(0, ...)")
        .withMessageContaining("above 0");
  }

  @Test
  void sideInputsAreInputsOfTheParDo() {
    PCollectionView<List<String>> view =
        Sources.bounded(pipeline, StringUtf8Coder.of()).apply(View.asList());
    ints()
        .apply(
            Partition.of(
                2,
                (i, n, c) -> c.sideInput(view).size() % n,
                Requirements.requiresSideInputs(view)));
    ParDo.MultiOutput<?, ?> parDo =
        (ParDo.MultiOutput<?, ?>) Applied.transform(pipeline, "Partition/Partition");
    assertThat(parDo.getSideInputs().values()).containsExactly(view);
  }

  @Test
  void displayDataTellsHowManyAndWhoDecides() {
    assertThat(DisplayData.from(Partition.of(4, (Object o, int n) -> 0)).toString())
        .contains("numPartitions=4")
        .contains("PartitionTest");
  }
}
