package io.millrace.sdk.io.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.Applied;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.util.SerializableUtils;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatermarkPolicyTest {

  private static final long START = BoundedWindow.TIMESTAMP_MIN_VALUE.toEpochMilli();

  private long now = 1_000;
  private final List<String> output = new ArrayList<>();

  private final SourceContext context =
      new SourceContext(PipelineOptionsFactory.create(), 1, () -> now);

  private final SourceOutput<Long> target =
      new SourceOutput<>() {
        @Override
        public void output(Long element) {
          throw new AssertionError("a policy gives every element a time");
        }

        @Override
        public void output(Long element, long timestampMillis) {
          output.add(element + "@" + timestampMillis);
        }
      };

  /** Gives the timestamps that it is fed, as elements too. */
  private static final class Fed implements SourceReader<Long, Long> {
    private final ArrayDeque<Long> next = new ArrayDeque<>();
    private boolean closed;

    @Override
    public Status poll(SourceOutput<Long> output, int maxElements) {
      for (int i = 0; i < maxElements && !next.isEmpty(); i++) {
        output.output(next.peek(), next.remove());
      }
      return next.isEmpty() ? Status.IDLE : Status.MORE;
    }

    @Override
    public Long snapshot() {
      return next.peek();
    }

    @Override
    public long backlogElements() {
      return next.size();
    }

    @Override
    public long nextPollMillis() {
      return 77;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Fed fed = new Fed();

  private SourceReader<Long, Long> reader(WatermarkPolicy<Long> policy) {
    return SerializableUtils.clone(policy).applyTo(fed, context);
  }

  private long after(SourceReader<Long, Long> reader, long... timestamps) throws IOException {
    for (long timestamp : timestamps) {
      fed.next.add(timestamp);
    }
    reader.poll(target, 100);
    return reader.watermarkMillis();
  }

  @Test
  void monotonousTimestampsAreTheWatermarkAsNothingOlderComes() throws IOException {
    SourceReader<Long, Long> reader = reader(WatermarkPolicy.withMonotonousTimestamps());

    assertThat(reader.watermarkMillis()).isEqualTo(START);
    assertThat(after(reader, 5)).isEqualTo(5);
    assertThat(after(reader, 5, 8)).isEqualTo(8);
    assertThat(after(reader, 7)).as("a late one moves nothing back").isEqualTo(8);
    assertThat(output).containsExactly("5@5", "5@5", "8@8", "7@7");
  }

  @Test
  void theWatermarkStaysBehindTheLatestByAsMuchAsElementsMayBeOutOfOrder() throws IOException {
    SourceReader<Long, Long> reader =
        reader(WatermarkPolicy.withMaxOutOfOrderness(Duration.ofMillis(10)));

    assertThat(after(reader, 100, 95)).isEqualTo(90);
    assertThat(after(reader, 91)).isEqualTo(90);
    assertThat(after(reader, 200)).isEqualTo(190);
  }

  @Test
  void theWatermarkBeginsAtTheBeginningOfTimeHoweverLargeTheDelay() throws IOException {
    SourceReader<Long, Long> reader =
        reader(WatermarkPolicy.withMaxOutOfOrderness(Duration.ofMillis(Long.MAX_VALUE)));

    assertThat(after(reader, 100)).isEqualTo(START);
  }

  @Test
  void processingTimeIsTimestampAndWatermarkAndNeverGoesBack() throws IOException {
    SourceReader<Long, Long> reader = reader(WatermarkPolicy.withProcessingTime());

    assertThat(after(reader, 5)).isEqualTo(1_000);
    now = 900; // the clock was set back
    assertThat(after(reader, 6)).isEqualTo(1_000);
    now = 3_000;
    assertThat(reader.watermarkMillis()).as("time passes though nothing comes").isEqualTo(3_000);
    assertThat(output).containsExactly("5@1000", "6@1000");
  }

  @Test
  void timestampsMayComeFromTheElements() throws IOException {
    SourceReader<Long, Long> reader =
        reader(
            WatermarkPolicy.<Long>withMonotonousTimestamps()
                .withTimestampFn(n -> Instant.ofEpochMilli(n * 10)));

    assertThat(after(reader, 1, 2)).isEqualTo(20);
    assertThat(output).containsExactly("1@10", "2@20");
  }

  @Test
  void aTimestampFunctionThatGivesNullIsAnErrorThatNamesTheElement() {
    SourceReader<Long, Long> reader =
        reader(WatermarkPolicy.<Long>withMonotonousTimestamps().withTimestampFn(n -> null));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> after(reader, 7))
        .withMessageContaining("no timestamp for the element 7");
  }

  @Test
  void aTimestampFunctionThatLeavesEventTimeIsAnError() {
    SourceReader<Long, Long> reader =
        reader(WatermarkPolicy.<Long>withMonotonousTimestamps().withTimestampFn(n -> Instant.MAX));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> after(reader, 7))
        .withMessageContaining("outside of event time");
  }

  @Test
  void ruleW5ASplitIsIdleAfterSilenceUntilItGivesSomethingAgain() throws IOException {
    SourceReader<Long, Long> reader =
        reader(
            WatermarkPolicy.<Long>withMonotonousTimestamps().withIdleness(Duration.ofSeconds(1)));

    now += 999;
    assertThat(reader.isIdle()).isFalse();
    now += 1;
    assertThat(reader.isIdle()).as("from its beginning on").isTrue();
    after(reader, 5);
    assertThat(reader.isIdle()).isFalse();
    now += 1_000;
    after(reader);
    assertThat(reader.isIdle()).isTrue();
    assertThat(reader.watermarkMillis()).isEqualTo(5);
  }

  @Test
  void withoutIdlenessSilenceIsNothingSpecial() {
    SourceReader<Long, Long> reader = reader(WatermarkPolicy.withMonotonousTimestamps());
    now += Duration.ofDays(1).toMillis();

    assertThat(reader.isIdle()).isFalse();
  }

  /** Elements that are multiples of 100 say that everything below has come. */
  private static final class Punctuated implements WatermarkGenerator<Long> {
    private long watermark = START;

    @Override
    public void onElement(Long element, long timestampMillis) {
      if (element % 100 == 0) {
        watermark = element;
      }
    }

    @Override
    public long watermarkMillis() {
      return watermark;
    }
  }

  @Test
  void aGeneratorOfOnesOwnSeesElements() throws IOException {
    SourceReader<Long, Long> reader = reader(WatermarkPolicy.withGenerator(c -> new Punctuated()));

    assertThat(after(reader, 120, 180)).isEqualTo(START);
    assertThat(after(reader, 200)).isEqualTo(200);
  }

  @Test
  void aGeneratorThatGoesBackIsNamed() throws IOException {
    SourceReader<Long, Long> reader = reader(WatermarkPolicy.withGenerator(c -> new Punctuated()));
    after(reader, 200);

    assertThatIllegalStateException()
        .isThrownBy(() -> after(reader, 100))
        .withMessageContaining(Punctuated.class.getName())
        .withMessageContaining("must never decrease");
  }

  @Test
  void everythingElseIsTheReadersOwn() throws IOException {
    SourceReader<Long, Long> reader = reader(WatermarkPolicy.withMonotonousTimestamps());
    fed.next.addAll(List.of(1L, 2L, 3L));

    assertThat(reader.poll(target, 1)).isEqualTo(SourceReader.Status.MORE);
    assertThat(reader.snapshot()).isEqualTo(2);
    assertThat(reader.backlogElements()).isEqualTo(2);
    assertThat(reader.backlogBytes()).isEqualTo(SourceReader.BACKLOG_UNKNOWN);
    assertThat(reader.nextPollMillis()).isEqualTo(77);
    reader.close();
    assertThat(fed.closed).isTrue();
  }

  @Test
  void aReadMayBeGivenAPolicy() throws IOException {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(
        "Numbers",
        Read.from(source())
            .withWatermarkPolicy(
                WatermarkPolicy.<Long>withMonotonousTimestamps()
                    .withTimestampFn(n -> Instant.ofEpochSecond(n))));

    assertThat(Applied.read(Applied.<Long>source(pipeline, "Numbers"), 1).get(0))
        .extracting(value -> value.getTimestamp().getEpochSecond())
        .containsExactly(0L, 1L, 2L, 3L);
  }

  private static Source<Long, ?> source() {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(GenerateSequence.from(0).to(4));
    return Applied.source(pipeline, "GenerateSequence/Read(SequenceSource)");
  }

  @Test
  void aReadWithAPolicyIsNamedAndDescribedByItsSource() {
    Read.From<Long> read =
        Read.from(source()).withWatermarkPolicy(WatermarkPolicy.withMonotonousTimestamps());

    assertThat(read.getName()).isEqualTo("Read(SequenceSource)");
    assertThat(DisplayData.from(read).toString())
        .contains("SequenceSource", "watermark=monotonous timestamps");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WatermarkPolicy.withMaxOutOfOrderness(Duration.ofMillis(-1)))
        .withMessageContaining("PT-0.001S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WatermarkPolicy.withMaxOutOfOrderness(Duration.ofNanos(1)))
        .withMessageContaining("whole milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> WatermarkPolicy.withMonotonousTimestamps().withIdleness(Duration.ofNanos(1)))
        .withMessageContaining("at least a millisecond");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> WatermarkPolicy.<Long>withProcessingTime().withTimestampFn(n -> Instant.EPOCH))
        .withMessageContaining("withMonotonousTimestamps()");
  }
}
