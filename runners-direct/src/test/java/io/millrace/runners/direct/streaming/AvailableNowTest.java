package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runners.core.plan.PlanException;
import io.millrace.runners.direct.testing.Feed;
import io.millrace.runners.direct.testing.LoggedSink;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.io.source.WatermarkPolicy;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.StreamingOptions.Mode;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code --mode=available-now}: what is there is read, all windows fire, the job is done. */
@Timeout(120)
class AvailableNowTest {

  private final Seen<String> seen = new Seen<>();

  private static Pipeline pipeline() {
    return Runs.pipeline("--mode=available-now", "--targetParallelism=2");
  }

  @Test
  void whatIsThereIsReadAndAllWindowsFire() {
    Feed feed = new Feed(3);
    for (int split = 0; split < 3; split++) {
      feed.give(split, 1 + split).watermark(split, 5).give(split, 11 + split);
    }
    Pipeline p = pipeline();
    p.apply(Read.from(feed)).apply(new WindowSums(seen));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(seen.values()).containsExactlyInAnyOrder("ON_TIME 6 until 9", "ON_TIME 36 until 19");
  }

  @Test
  void nothingIsAnAnswerToo() {
    Pipeline p = pipeline();
    p.apply(Read.from(new Feed(2))).apply(new WindowSums(seen));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(seen.values()).isEmpty();
  }

  @Test
  void aSequenceAtARateHasWhatIsDueAtTheStart() {
    Pipeline p = pipeline();
    p.apply(GenerateSequence.from(7).withRate(1, Duration.ofHours(1)))
        .apply(Write.to(new LoggedSink<>(seen)));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(seen.values()).filteredOn(line -> line.startsWith("write ")).hasSize(1);
  }

  @Test
  void outputsAreCommittedAsTheInputEnds() {
    Feed feed = new Feed(1).give(0, 1).give(0, 2);
    Pipeline p = pipeline();
    p.apply(Read.from(feed)).apply("Save", Write.to(new LoggedSink<>(seen)));

    p.run();

    assertThat(LoggedSink.leftOver(seen.values())).isEmpty();
    assertThat(seen.values()).filteredOn(line -> line.startsWith("write ")).hasSize(2);
    assertThat(seen.values()).filteredOn(line -> line.startsWith("commit ")).isNotEmpty();
  }

  @Test
  void aSourceThatCannotTellItsEndIsRefusedByName() {
    Pipeline p = pipeline();
    p.apply("Numbers", GenerateSequence.from(0)).apply(new WindowSums(seen));

    assertThatThrownBy(p::run)
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("Transform \"Numbers/Read(TimedSequenceSource)\"")
        .hasMessageContaining("--mode=continuous");
  }

  @Test
  void aPolicyDoesNotChangeWhatASourceCanTell() {
    Feed feed = new Feed(1).give(0, 3);
    Pipeline p = pipeline();
    p.apply(Read.from(feed).withWatermarkPolicy(WatermarkPolicy.<Long>withMonotonousTimestamps()))
        .apply(new WindowSums(seen));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).containsExactly("ON_TIME 3 until 9");
  }

  @Test
  void aSplittableFunctionWithoutEndIsRefusedByName() {
    Pipeline p = pipeline();
    p.apply(Create.of(1L))
        .apply("CountOn", ParDo.of(new DrainingLoopsTest.CountOn(seen)))
        .apply(new WindowSums(seen));

    assertThatThrownBy(p::run)
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("Transform \"CountOn")
        .hasMessageContaining("without end");
  }

  /** Says that it can tell its end, but cannot. */
  @DoFn.SupportsAvailableNow
  private static final class SaysThatItEnds extends DrainingLoopsTest.CountOn {
    SaysThatItEnds(Seen<String> seen) {
      super(seen);
    }
  }

  @Test
  void aSplittableFunctionMustEndIfItSaysSo() {
    Pipeline p = pipeline();
    p.apply(Create.of(1L)).apply("CountOn", ParDo.of(new SaysThatItEnds(seen)));

    assertThatThrownBy(p::run)
        .hasMessageContaining("CountOn")
        .hasMessageContaining("never ends")
        .hasMessageContaining("with --mode=available-now it must");
    assertThat(seen.values()).isEmpty();
  }

  /** Has no end, but three numbers now. */
  @DoFn.UnboundedPerElement
  @DoFn.SupportsAvailableNow
  private static final class ThreeNow extends DoFn<Long, Long> {

    @GetInitialRestriction
    public OffsetRange initial(@Element Long from, PipelineOptions options) {
      boolean ends = Mode.of(options) == Mode.AVAILABLE_NOW;
      return new OffsetRange(from, ends ? from + 3 : Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        out.output(i);
      }
    }
  }

  @Test
  void aSplittableFunctionThatCanTellItsEndIsRead() {
    Pipeline p = pipeline();
    p.apply(Create.of(1L)).apply(ParDo.of(new ThreeNow())).apply(new WindowSums(seen));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).singleElement().asString().startsWith("ON_TIME 6");
  }

  @Test
  void aTestStreamIsPlayedInTheOtherMode() {
    Pipeline p = pipeline();
    p.apply(
            "Script",
            TestStream.create(VarLongCoder.of()).addElements(1L).advanceWatermarkToInfinity())
        .apply(new WindowSums(seen));

    assertThatThrownBy(p::run).isInstanceOf(PlanException.class).hasMessageContaining("Script");
  }

  @Test
  void inputThatEndsIsReadToItsEndInEachMode() {
    Pipeline p = pipeline();
    p.apply(GenerateSequence.from(0).to(10_000)).apply(new WindowSums(seen));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(seen.values())
        .singleElement()
        .asString()
        .startsWith("ON_TIME " + 10_000L * 9_999 / 2);
  }
}
