package io.millrace.sdk.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.Applied;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptors;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
  void sequenceWithoutEndIsUnboundedAndOneWithALimitIsNot() {
    assertThat(pipeline.apply("Endless", GenerateSequence.from(0)).isBounded())
        .isEqualTo(IsBounded.UNBOUNDED);
    Duration second = Duration.ofSeconds(1);
    assertThat(pipeline.apply("Rate", GenerateSequence.from(0).withRate(5, second)).isBounded())
        .isEqualTo(IsBounded.UNBOUNDED);
    assertThat(
            pipeline
                .apply("RateToEnd", GenerateSequence.from(0).to(10).withRate(5, second))
                .isBounded())
        .isEqualTo(IsBounded.BOUNDED);
    assertThat(
            pipeline
                .apply("ForAWhile", GenerateSequence.from(0).withMaxReadTime(second))
                .isBounded())
        .isEqualTo(IsBounded.BOUNDED);
  }

  /** A reader of one part of a sequence, at a time that the test sets. */
  private static final class Timed implements SourceOutput<Long> {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final List<Long> numbers = new ArrayList<>();
    private final List<Long> timestamps = new ArrayList<>();
    private final TimedSequenceSource source;
    private SourceReader<Long, TimedSequenceSource.Part> reader;
    private SourceReader.Status status;
    private StreamingOptions.Mode mode = StreamingOptions.Mode.CONTINUOUS;

    Timed(TimedSequenceSource source, int parallelism) throws IOException {
      this.source = source;
      this.reader =
          source.createReader(
              context(parallelism),
              source.createEnumerator(context(parallelism), null).discover(now.get()).get(0));
    }

    private SourceContext context(int parallelism) {
      StreamingOptions options = PipelineOptionsFactory.as(StreamingOptions.class);
      options.setMode(mode);
      return new SourceContext(options, parallelism, now::get);
    }

    List<Long> after(long millis) throws IOException {
      now.addAndGet(millis);
      numbers.clear();
      status = reader.poll(this, 1000);
      return List.copyOf(numbers);
    }

    void restart() {
      reader = source.createReader(context(1), reader.snapshot());
    }

    @Override
    public void output(Long element) {
      throw new AssertionError("numbers that come in time have a timestamp");
    }

    @Override
    public void output(Long element, long timestampMillis) {
      numbers.add(element);
      timestamps.add(timestampMillis);
    }
  }

  @Test
  void numbersComeEvenlyOverEachPeriod() throws IOException {
    Timed timed =
        new Timed(
            new TimedSequenceSource(
                0, TimedSequenceSource.NO_END, 4, 1000, TimedSequenceSource.NO_LIMIT, null),
            1);

    assertThat(timed.after(0)).containsExactly(0L);
    assertThat(timed.status).isEqualTo(SourceReader.Status.IDLE);
    assertThat(timed.after(249)).isEmpty();
    assertThat(timed.after(1)).containsExactly(1L);
    assertThat(timed.after(1000)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(timed.timestamps).startsWith(1_000_000L, 1_000_250L).endsWith(1_001_250L);
    assertThat(timed.reader.watermarkMillis()).isEqualTo(1_001_250);
  }

  @Test
  void readerGoesOnFromItsSnapshotAtTheSameRate() throws IOException {
    Timed timed =
        new Timed(
            new TimedSequenceSource(
                0, TimedSequenceSource.NO_END, 4, 1000, TimedSequenceSource.NO_LIMIT, null),
            1);
    assertThat(timed.after(500)).containsExactly(0L, 1L, 2L);

    timed.restart();

    assertThat(timed.after(0)).isEmpty();
    assertThat(timed.after(250)).containsExactly(3L);
  }

  @Test
  void partsHaveEveryOtherNumberAndEndWithTheSequence() throws IOException {
    Timed timed =
        new Timed(new TimedSequenceSource(10, 15, 1, 100, TimedSequenceSource.NO_LIMIT, null), 2);

    assertThat(timed.after(0)).containsExactly(10L);
    assertThat(timed.after(250)).containsExactly(12L);
    assertThat(timed.after(1000)).containsExactly(14L);
    assertThat(timed.status).isEqualTo(SourceReader.Status.FINISHED);
  }

  @Test
  void sequenceEndsWhenItsTimeIsOver() throws IOException {
    Timed timed =
        new Timed(new TimedSequenceSource(0, TimedSequenceSource.NO_END, 0, 0, 500, null), 1);

    assertThat(timed.after(0)).hasSize(1000);
    assertThat(timed.status).isEqualTo(SourceReader.Status.MORE);
    assertThat(timed.after(500)).isEmpty();
    assertThat(timed.status).isEqualTo(SourceReader.Status.FINISHED);
  }

  private static TimedSequenceSource fourASecond() {
    return new TimedSequenceSource(
        0, TimedSequenceSource.NO_END, 4, 1000, TimedSequenceSource.NO_LIMIT, null);
  }

  @Test
  void readerSaysWhenTheNextNumberIsDue() throws IOException {
    Timed timed = new Timed(fourASecond(), 1);

    timed.after(0);
    assertThat(timed.reader.nextPollMillis()).isEqualTo(1_000_250);
    timed.after(600);
    assertThat(timed.reader.nextPollMillis()).isEqualTo(1_000_750);
  }

  @Test
  void backlogIsWhatIsDueAndNotReadYet() throws IOException {
    Timed timed = new Timed(fourASecond(), 1);

    for (long millis = 0; millis < 3_000; millis += 50) {
      timed.now.set(1_000_000 + millis);
      long backlog = timed.reader.backlogElements();
      assertThat(timed.after(0)).as("after %s ms", millis).hasSize((int) backlog);
      timed.restart();
      assertThat(timed.reader.backlogElements()).isZero();
    }
    timed.now.addAndGet(100_000);
    assertThat(timed.reader.backlogElements()).isEqualTo(400);
  }

  @Test
  void backlogOfAPlainRangeIsWhatIsLeft() throws IOException {
    SequenceSource source = new SequenceSource(0, 10, null);
    SourceReader<Long, ?> reader =
        source.createReader(Applied.context(1), new io.millrace.sdk.io.range.OffsetRange(2, 10));

    assertThat(reader.backlogElements()).isEqualTo(8);
  }

  @Test
  void whatIsDueNowIsAllThereIsWhereOnlyThatIsAskedFor() throws IOException {
    Timed timed = new Timed(fourASecond(), 1);
    timed.after(600);

    timed.mode = StreamingOptions.Mode.AVAILABLE_NOW;
    timed.now.addAndGet(500);
    timed.restart();
    timed.now.addAndGet(10_000);

    assertThat(timed.after(0)).as("those due when it was restarted").containsExactly(3L, 4L);
    assertThat(timed.status).isEqualTo(SourceReader.Status.FINISHED);
    assertThat(timed.source.supportsAvailableNow()).isTrue();
  }

  @Test
  void sequenceThatIsAllThereNowHasNoEndNow() {
    assertThat(
            new TimedSequenceSource(
                    0, TimedSequenceSource.NO_END, 0, 0, TimedSequenceSource.NO_LIMIT, null)
                .supportsAvailableNow())
        .isFalse();
  }

  @Test
  void timestampFunctionThatGivesNullIsNamed() throws IOException {
    pipeline.apply(GenerateSequence.from(0).to(2).withTimestampFn(n -> null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(1))
        .withMessageContaining("no timestamp for the element 0");

    Timed timed =
        new Timed(
            new TimedSequenceSource(
                0, TimedSequenceSource.NO_END, 4, 1000, TimedSequenceSource.NO_LIMIT, n -> null),
            1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> timed.after(0))
        .withMessageContaining("null for the number 0");
  }

  @Test
  void impossibleRatesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateSequence.from(0).withRate(0, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateSequence.from(0).withRate(1, Duration.ofNanos(5)))
        .withMessageContaining("whole milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerateSequence.from(0).withMaxReadTime(Duration.ZERO));
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
