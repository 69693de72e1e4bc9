package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.sdk.Pipeline;
import io.millrace.sdk.coders.InstantCoder;
import io.millrace.sdk.io.source.SourceContext;
import io.millrace.sdk.io.source.SourceOutput;
import io.millrace.sdk.io.source.SourceReader;
import io.millrace.sdk.io.source.SourceReader.Status;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.options.StreamingOptions;
import io.millrace.sdk.transforms.PeriodicSequence.SequenceDefinition;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodicImpulseTest {

  private static final Instant START = Instant.ofEpochSecond(1000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Pipeline pipeline = Pipeline.create();

  /** What comes of an impulse, with a clock that the test moves. */
  private final class Ticking implements SourceOutput<Instant> {
    private final AtomicLong now = new AtomicLong(START.toEpochMilli());
    private final List<Long> ticks = new ArrayList<>();
    private final PeriodicSource source;
    private StreamingOptions.Mode mode = StreamingOptions.Mode.CONTINUOUS;
    private SourceReader<Instant, PeriodicSource.Ticks> reader;
    private Status status = Status.IDLE;

    Ticking(PeriodicImpulse impulse) throws Exception {
      pipeline.apply(impulse);
      source =
          (PeriodicSource)
              Applied.<Instant>source(pipeline, "PeriodicImpulse/Read(PeriodicSource)");
      reader =
          source.createReader(
              context(), source.createEnumerator(context(), null).discover(now.get()).get(0));
    }

    private SourceContext context() {
      StreamingOptions options = PipelineOptionsFactory.as(StreamingOptions.class);
      options.setMode(mode);
      return new SourceContext(options, 3, now::get);
    }

    /** The ticks that come when so much time has passed, in milliseconds after the start. */
    List<Long> after(long millis) throws Exception {
      return after(millis, 1000);
    }

    List<Long> after(long millis, int atMost) throws Exception {
      now.addAndGet(millis);
      ticks.clear();
      status = reader.poll(this, atMost);
      return List.copyOf(ticks);
    }

    long watermark() {
      return reader.watermarkMillis() - START.toEpochMilli();
    }

    void restart() throws Exception {
      reader =
          source.createReader(
              context(), CoderUtils.clone(source.getSplitCoder(), reader.snapshot()));
    }

    @Override
    public void output(Instant element) {
      throw new AssertionError("a tick has a timestamp");
    }

    @Override
    public void output(Instant element, long timestampMillis) {
      assertThat(element.toEpochMilli()).isEqualTo(timestampMillis);
      ticks.add(timestampMillis - START.toEpochMilli());
    }
  }

  private static PeriodicImpulse everySecond() {
    return PeriodicImpulse.create().withInterval(SECOND);
  }

  @Test
  void ticksBeginWhenTheyAreReadAndComeWhenTheClockHasReachedThem() throws Exception {
    Ticking ticking = new Ticking(everySecond());

    assertThat(ticking.after(0)).containsExactly(0L);
    assertThat(ticking.status).isEqualTo(Status.IDLE);
    assertThat(ticking.after(999)).isEmpty();
    assertThat(ticking.after(1)).containsExactly(1000L);
    assertThat(ticking.after(2500)).containsExactly(2000L, 3000L);
    assertThat(ticking.reader.nextPollMillis() - START.toEpochMilli()).isEqualTo(4000);
  }

  /** So that a window is complete with the last tick in it. */
  @Test
  void theWatermarkIsThatOfTheNextTick() throws Exception {
    Ticking ticking = new Ticking(everySecond());

    assertThat(ticking.watermark()).isZero();
    ticking.after(0);
    assertThat(ticking.watermark()).isEqualTo(1000);
  }

  @Test
  void ticksOfThePastComeAtOnce() throws Exception {
    Ticking ticking = new Ticking(everySecond().startAt(START.minusMillis(2500)));

    assertThat(ticking.after(0, 2)).containsExactly(-2500L, -1500L);
    assertThat(ticking.status).isEqualTo(Status.MORE);
    assertThat(ticking.after(0)).containsExactly(-500L);
    assertThat(ticking.after(500)).containsExactly(500L);
  }

  @Test
  void orOneInEachIntervalIfItIsNotToCatchUp() throws Exception {
    Ticking ticking =
        new Ticking(everySecond().startAt(START.minusMillis(2500)).catchUpToNow(false));

    assertThat(ticking.after(0)).containsExactly(-2500L);
    assertThat(ticking.after(999)).isEmpty();
    assertThat(ticking.reader.nextPollMillis() - START.toEpochMilli()).isEqualTo(1000);
    ticking.restart();
    assertThat(ticking.after(0)).as("restarted before it is due").isEmpty();
    assertThat(ticking.after(1)).containsExactly(-1500L);
  }

  @Test
  void aStopIsTheLastInstantThatThereCanBe() throws Exception {
    Ticking ticking = new Ticking(everySecond().startAt(START).stopAt(START.plusMillis(2000)));

    assertThat(ticking.after(10_000)).containsExactly(0L, 1000L, 2000L);
    assertThat(ticking.status).isEqualTo(Status.FINISHED);
  }

  @Test
  void aStopCanBeCountedFromTheBeginning() throws Exception {
    Ticking ticking = new Ticking(everySecond().stopAfter(Duration.ofMillis(1500)));

    assertThat(ticking.after(10_000)).containsExactly(0L, 1000L);
    assertThat(ticking.status).isEqualTo(Status.FINISHED);
  }

  @Test
  void ticksGoOnWhereASnapshotWasTaken() throws Exception {
    Ticking ticking = new Ticking(everySecond());
    ticking.after(1000);

    ticking.now.addAndGet(5000);
    ticking.restart();

    assertThat(ticking.after(0)).containsExactly(2000L, 3000L, 4000L, 5000L, 6000L);
  }

  @Test
  void whatIsDueNowIsAllThereIsWhereOnlyThatIsAskedFor() throws Exception {
    Ticking ticking = new Ticking(everySecond().startAt(START.minusMillis(1500)));
    ticking.mode = StreamingOptions.Mode.AVAILABLE_NOW;
    ticking.restart();

    assertThat(ticking.after(10_000)).containsExactly(-1500L, -500L);
    assertThat(ticking.status).isEqualTo(Status.FINISHED);
    assertThat(ticking.source.supportsAvailableNow()).isTrue();
  }

  @Test
  void timeEndsBeforeTicksOverflow() throws Exception {
    Instant end = BoundedWindow.TIMESTAMP_MAX_VALUE;
    Ticking ticking = new Ticking(everySecond().startAt(end.minusMillis(1500)));
    ticking.now.set(end.toEpochMilli());

    assertThat(ticking.after(0)).hasSize(2);
    assertThat(ticking.status).isEqualTo(Status.FINISHED);
    assertThat(ticking.reader.watermarkMillis()).isEqualTo(end.toEpochMilli());
  }

  @Test
  void ticksAreAStreamInTheGlobalWindowOrInOneOfTheirOwn() {
    PCollection<Instant> ticks = pipeline.apply("Plain", everySecond());
    assertThat(ticks.isBounded()).isEqualTo(IsBounded.UNBOUNDED);
    assertThat(ticks.getCoder()).isEqualTo(InstantCoder.of());
    assertThat(ticks.getWindowingStrategy().getWindowFn()).isEqualTo(new GlobalWindows());
    assertThat(
            pipeline
                .apply("Windows", everySecond().applyWindowing())
                .getWindowingStrategy()
                .getWindowFn())
        .isEqualTo(FixedWindows.of(SECOND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0005S", "PT1.0005S", "PT9999999999999H"})
  void intervalsThatCannotBeCountedAreRefused(String interval) {
    Duration bad = Duration.parse(interval);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeriodicImpulse.create().withInterval(bad))
        .withMessageContaining("PeriodicImpulse.withInterval(" + bad)
        .withMessageContaining("positive whole number of milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(START, START, bad))
        .withMessageContaining("PeriodicSequence.SequenceDefinition(" + bad);
  }

  @Test
  void whatStopsBeforeItStartsIsRefused() {
    PeriodicImpulse impulse = everySecond().startAt(START).stopAt(START.minusMillis(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.apply(impulse))
        .withMessageContaining("PeriodicImpulse.startAt(" + START)
        .withMessageContaining("stops before it starts");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(START, START.minusMillis(1), SECOND))
        .withMessageContaining("PeriodicSequence.SequenceDefinition")
        .withMessageContaining("ends before it begins");
  }

  @Test
  void twoWaysToSayWhenItStopsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().startAt(START).stopAfter(SECOND))
        .withMessageContaining("stopAfter(PT1S)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().stopAt(START).stopAfter(SECOND));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().stopAfter(SECOND).startAt(START))
        .withMessageContaining("startAt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everySecond().stopAfter(Duration.ofSeconds(-1)))
        .withMessageContaining("negative");
  }

  @Test
  void timesOutsideOfEventTimeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> everySecond().startAt(Instant.MIN));
    assertThatIllegalArgumentException().isThrownBy(() -> everySecond().stopAt(Instant.MAX));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(Instant.MIN, START, SECOND));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceDefinition(START, Instant.MAX, SECOND));
  }

  @Test
  void displayDataTellsWhenItTicks() {
    assertThat(DisplayData.from(everySecond().startAt(START).stopAt(START)).items())
        .extracting(item -> item.getKey())
        .containsExactlyInAnyOrder("interval", "startAt", "stopAt");
    assertThat(DisplayData.from(everySecond().stopAfter(SECOND)).items())
        .extracting(item -> item.getKey())
        .containsExactlyInAnyOrder("interval", "stopAfter");
  }
}
