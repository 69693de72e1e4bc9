package io.millrace.runners.direct.sideinputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runners.direct.testing.Feed;
import io.millrace.runners.direct.testing.Runs;
import io.millrace.runners.direct.testing.Seen;
import io.millrace.sdk.Pipeline;
import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.PeriodicImpulse;
import io.millrace.sdk.transforms.PeriodicSequence;
import io.millrace.sdk.transforms.PeriodicSequence.SequenceDefinition;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.Wait;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that wait for others and for ticks, by the real clock and on several threads. */
@Timeout(120)
class WaitingStreamsTest {

  /** From the epoch until now there are two ticks. */
  private static final Duration FIFTY_YEARS = Duration.ofDays(50 * 365);

  private static final long IN_A_WINDOW = 200_000;

  private final Seen<String> seen = new Seen<>();

  private static final class Note<T> extends DoFn<T, T> {
    private final String what;
    private final Seen<String> seen;

    Note(String what, Seen<String> seen) {
      this.what = what;
      this.seen = seen;
    }

    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> out) {
      seen.add(what + " " + element);
      out.output(element);
    }
  }

  private static final AtomicLong STORED = new AtomicLong();

  private static final class Store extends DoFn<Long, Long> {
    @ProcessElement
    public void processElement(@Element Long number, OutputReceiver<Long> out) {
      if (number < IN_A_WINDOW) {
        STORED.incrementAndGet();
      }
      out.output(number);
    }
  }

  private static final class Announce extends DoFn<Long, Void> {
    private final Seen<String> seen;

    Announce(Seen<String> seen) {
      this.seen = seen;
    }

    @ProcessElement
    public void processElement(@Element Long number) {
      if (number == IN_A_WINDOW - 1 || number == 0) {
        seen.add("after " + STORED.get());
      }
    }
  }

  /** More elements wait than fit into memory and a queue: what they wait for must not stop. */
  @Test
  void ruleH4AStreamWaitsForWhatIsMadeOfItself() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=3");
    PCollection<Long> numbers =
        p.apply(GenerateSequence.from(0).withTimestampFn(n -> Instant.ofEpochMilli(n)))
            .apply(Window.into(FixedWindows.of(Duration.ofMillis(IN_A_WINDOW))));
    PCollection<Long> stored = numbers.apply("Store", ParDo.of(new Store()));
    numbers.apply(Wait.on(stored)).apply("Announce", ParDo.of(new Announce(seen)));

    PipelineResult result = p.run();

    assertThat(seen.await(2)).containsExactly("after " + IN_A_WINDOW, "after " + IN_A_WINDOW);
    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
  }

  /** Rules H4 and Z1: a signal that comes no more is through with everything. */
  @Test
  void drainingLetsGoOfAllThatWaits() throws Exception {
    Feed main = new Feed(1);
    Feed signal = new Feed(1);
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    Window<Long> tens = Window.into(FixedWindows.of(Duration.ofMillis(10)));
    PCollection<Long> signals = p.apply("Signal", Read.from(signal)).apply("Signals", tens);
    p.apply("Main", Read.from(main))
        .apply("Windows", tens)
        .apply("Before", ParDo.of(new Note<>("read", seen)))
        .apply(Wait.on(signals))
        .apply("After", ParDo.of(new Note<>("waited", seen)));
    PipelineResult result = p.run();
    main.give(0, 1).give(0, 11).watermark(0, 100);
    signal.watermark(0, 10);
    assertThat(seen.await(3)).containsExactlyInAnyOrder("read 1", "read 11", "waited 1");

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).endsWith("waited 11").hasSize(4);
  }

  private static final class Look extends DoFn<Long, Long> {
    private final PCollectionView<Instant> tick;
    private final Seen<String> seen;

    Look(PCollectionView<Instant> tick, Seen<String> seen) {
      this.tick = tick;
      this.seen = seen;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      seen.add(Long.toString(c.sideInput(tick).toEpochMilli()));
    }
  }

  private static PCollectionView<Instant> lastTick(Pipeline p, Duration interval) {
    return p.apply("Ticks", PeriodicImpulse.create().withInterval(interval))
        .apply(
            Window.<Instant>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .discardingFiredPanes())
        .apply(View.asLatest());
  }

  private void look(Pipeline p, PCollectionView<Instant> tick) {
    p.apply("Numbers", GenerateSequence.from(0).withRate(1, Duration.ofMillis(5)))
        .apply("Look", ParDo.of(new Look(tick, seen)).withSideInputs(tick));
  }

  /** Rules S4 and Z1: the last tick is seen to the end, also by what is read while draining. */
  @Test
  void elementsSeeTheNewestTickAndTheLastOneWhenThePipelineIsDrained() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=1");
    look(p, lastTick(p, Duration.ofMillis(20)));
    PipelineResult result = p.run();
    for (int count = 1; seen.values().stream().distinct().count() < 3; count++) {
      seen.await(count);
    }

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).isSorted();
  }

  /** Rule Z2. */
  @Test
  void drainingEndsSequencesThatWouldGoOn() throws Exception {
    Pipeline p = Runs.pipeline("--blockOnRun=false", "--targetParallelism=2");
    p.apply(
            Create.of(
                new SequenceDefinition(
                    Instant.EPOCH, GlobalWindow.INSTANCE.maxTimestamp(), FIFTY_YEARS)))
        .apply(PeriodicSequence.create())
        .apply(ParDo.of(new Note<>("tick", seen)));
    PipelineResult result = p.run();
    seen.await(2);

    result.drain();

    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(seen.values()).hasSize(2);
  }

  @Test
  void whatIsAvailableNowSeesTheTickOfNow() {
    Pipeline p = Runs.pipeline("--mode=available-now", "--targetParallelism=2");
    look(p, lastTick(p, FIFTY_YEARS));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(seen.values()).hasSize(1);
  }

  /** In parts or not: each tick is there once. */
  @ParameterizedTest
  @CsvSource({"true, 2", "false, 1"})
  void whatIsAvailableNowAreTheTicksThatAreDue(boolean catchUp, int ticks) {
    Pipeline p = Runs.pipeline("--mode=available-now", "--targetParallelism=3");
    p.apply(
            PeriodicImpulse.create()
                .startAt(Instant.EPOCH)
                .withInterval(FIFTY_YEARS)
                .catchUpToNow(catchUp))
        .apply(ParDo.of(new Note<>("tick", seen)));

    assertThat(p.run().waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(seen.values())
        .hasSize(ticks)
        .doesNotHaveDuplicates()
        .contains("tick 1970-01-01T00:00:00Z");
  }
}
