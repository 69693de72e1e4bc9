package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.transforms.Applied;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GenerateSequenceTest {

  private final Pipeline pipeline = Pipeline.create();

  private List<List<TimestampedValue<Long>>> read(int parallelism) throws IOException {
    return Applied.read(
        Applied.<Long>source(pipeline, "GenerateSequence/Read(SequenceSource)"), parallelism);
  }

  @Test
  void splitsShareTheRangeWithoutGapsOrRepetitions() throws IOException {
    PCollection<Long> numbers = pipeline.apply(GenerateSequence.from(5).to(105));
    assertThat(numbers.getCoder()).isEqualTo(VarLongCoder.of());
    assertThat(numbers.getTypeDescriptor()).isEqualTo(TypeDescriptors.longs());
    List<List<TimestampedValue<Long>>> splits = read(3);
    assertThat(splits).hasSize(3);
    assertThat(splits.stream().flatMap(List::stream).map(TimestampedValue::getValue))
        .containsExactlyElementsOf(LongStream.range(5, 105).boxed().toList());
  }

  @Test
  void shortSequencesAreSharedTooAsSeedsOfWork() throws IOException {
    pipeline.apply(GenerateSequence.from(0).to(3));
    assertThat(read(8)).hasSize(3);
  }

  @Test
  void sequenceMayBeEmpty() throws IOException {
    pipeline.apply(GenerateSequence.from(3).to(3));
    assertThat(read(8)).isEmpty();
  }

  @Test
  void timestampsComeFromTheFunction() throws IOException {
    pipeline.apply(GenerateSequence.from(0).to(2).withTimestampFn(n -> Instant.ofEpochSecond(n)));
    assertThat(read(1).get(0))
        .containsExactly(
            TimestampedValue.of(0L, Instant.EPOCH),
            TimestampedValue.of(1L, Instant.EPOCH.plusSeconds(1)));
  }

  @Test
  void sequenceThatNeverEndsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply("Ticks", GenerateSequence.from(0)))
        .withMessageContaining("Transform Ticks")
        .withMessageContaining("not supported yet")
        .withMessageContaining(".to(");
  }

  @Test
  void impossibleRangesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateSequence.from(-1))
        .withMessageContaining("from(-1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateSequence.from(7).to(3))
        .withMessageContaining("from(7).to(3)")
        .withMessageContaining("at least 7");
  }

  @Test
  void displayDataTellsTheRange() {
    assertThat(DisplayData.from(GenerateSequence.from(1).to(9)).toString())
        .contains("from=1")
        .contains("to=9");
  }
}
