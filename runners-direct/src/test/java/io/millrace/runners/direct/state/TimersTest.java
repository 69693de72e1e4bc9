package io.millrace.runners.direct.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.metrics.MetricName;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Timers, in the order in which they fire and with all that they hold back. */
class TimersTest {

  /** What the functions were called with; scripts run on one thread. */
  private static final List<String> LOG = Collections.synchronizedList(new ArrayList<>());

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  @BeforeEach
  void forget() {
    LOG.clear();
  }

  private static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  private static TimestampedValue<KV<String, String>> element(String value, long seconds) {
    return TimestampedValue.of(KV.of("k", value), at(seconds));
  }

  private static TestStream.Builder<KV<String, String>> script() {
    return TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
  }

  private static String seconds(Instant time) {
    return Double.toString(time.toEpochMilli() / 1000.0);
  }

  private PCollection<KV<String, String>> windowed(
      TestStream<KV<String, String>> script, long lateness) {
    return pipeline
        .apply(script)
        .apply(
            Window.<KV<String, String>>into(FixedWindows.of(Duration.ofSeconds(10)))
                .withAllowedLateness(Duration.ofSeconds(lateness))
                .discardingFiredPanes());
  }

  private static final class CountAndTell extends DoFn<KV<String, String>, String> {

    private static final long serialVersionUID = 1;

    @StateId("seen")
    private final StateSpec<ValueState<Integer>> seen = StateSpecs.value();

    @TimerId("five")
    private final TimerSpec five = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @StateId("seen") ValueState<Integer> seen,
        @TimerId("five") Timer five) {
      Integer before = seen.read();
      int now = before == null ? 1 : before + 1;
      seen.write(now);
      five.set(at(5));
      LOG.add(element.getValue() + " " + now);
    }

    @OnTimer("five")
    public void onFive(
        OnTimerContext context, @StateId("seen") ValueState<Integer> seen, @Key String key) {
      LOG.add(
          key
              + " fires at "
              + seconds(context.fireTimestamp())
              + " as of "
              + seconds(context.timestamp())
              + " sees "
              + seen.read());
    }

    @OnWindowExpiration
    public void onExpiration(
        OnWindowExpirationContext context, @StateId("seen") ValueState<Integer> seen) {
      LOG.add("ends " + seconds(context.window().maxTimestamp()) + " sees " + seen.read());
    }
  }

  /** Rules W2, L1, T3, T9, G2: the trace tr-S1. */
  @Test
  void aTimerFiresOnceTheWatermarkIsPastItAndAtOnceWhenItIsSetInThePast() {
    var input =
        windowed(
            script()
                .addElements(element("a", 1))
                .advanceWatermarkTo(at(5))
                .addElements(element("b", 1))
                .advanceWatermarkTo(at(5).plusMillis(1))
                .addElements(element("c", 1))
                .advanceWatermarkTo(at(15).minusMillis(1))
                .addElements(element("d", 1))
                .advanceWatermarkTo(at(15))
                .addElements(element("e", 1))
                .advanceWatermarkToInfinity(),
            5);
    input.apply("Count", ParDo.of(new CountAndTell()));

    var result = pipeline.run();

    assertThat(LOG)
        .containsExactly(
            "a 1",
            "b 2",
            "k fires at 5.0 as of 5.0 sees 2",
            "c 3",
            "k fires at 5.0 as of 5.0 sees 3",
            "d 4",
            "k fires at 5.0 as of 5.0 sees 4",
            "ends 9.999 sees 4");
    assertThat(result.metrics().sumOfCounters(MetricName.named("millrace", "droppedDueToLateness")))
        .isEqualTo(1);
  }

  private static final class Loop extends DoFn<KV<String, String>, String> {

    private static final long serialVersionUID = 1;

    @TimerId("a")
    private final TimerSpec a = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("b")
    private final TimerSpec b = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element, @TimerId("a") Timer a, @TimerId("b") Timer b) {
      a.set(at(2));
      b.set(at(6));
    }

    @OnTimer("a")
    public void onA(OnTimerContext context, @TimerId("a") Timer a) {
      LOG.add("a@" + seconds(context.fireTimestamp()));
      a.offset(Duration.ofSeconds(2)).setRelative();
    }

    @OnTimer("b")
    public void onB(OnTimerContext context) {
      LOG.add("b@" + seconds(context.fireTimestamp()));
    }
  }

  /** Rule T2, tr-S3; rule Z2: a loop ends with its window, after the rest of it has passed. */
  @Test
  void timersFireInTheOrderOfTheirTimesEvenIfTheWatermarkJumps() {
    windowed(script().addElements(element("x", 1)).advanceWatermarkToInfinity(), 0)
        .apply(ParDo.of(new Loop()));

    pipeline.run();

    assertThat(LOG).containsExactly("a@2.0", "a@4.0", "b@6.0", "a@6.0", "a@8.0", "a@9.999");
  }

  private static final class Hold extends DoFn<KV<String, String>, KV<String, String>> {

    private static final long serialVersionUID = 1;

    private final TimeDomain domain;
    private final boolean holds;

    @TimerId("later")
    private final TimerSpec later;

    Hold(TimeDomain domain, boolean holds) {
      this.domain = domain;
      this.holds = holds;
      this.later = TimerSpecs.timer(domain);
    }

    @ProcessElement
    public void process(@Element KV<String, String> element, @TimerId("later") Timer later) {
      if (!holds) {
        later.withNoOutputTimestamp();
      }
      if (domain == TimeDomain.EVENT_TIME) {
        later.withOutputTimestamp(at(1)).set(at(25));
      } else {
        later.offset(Duration.ofSeconds(5)).setRelative();
      }
    }

    @OnTimer("later")
    public void onLater(OutputReceiver<KV<String, String>> out) {
      LOG.add("timer");
      if (holds) {
        out.output(KV.of("k", "of the timer"));
      } else {
        out.outputWithTimestamp(KV.of("k", "of the timer"), at(55));
      }
    }
  }

  private static final class TellPanes extends DoFn<KV<String, Iterable<String>>, String> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<String>> group, PaneInfo pane, BoundedWindow window) {
      List<String> values = new ArrayList<>();
      group.getValue().forEach(values::add);
      LOG.add(pane.getTiming() + " " + values + " " + seconds(window.maxTimestamp()));
    }
  }

  /** Rules T5, T6: the trace tr-S4. */
  @Test
  void aTimerHoldsTheWatermarkAtItsOutputTimestamp() {
    pipeline
        .apply(
            script()
                .addElements(element("x", 1))
                .advanceWatermarkTo(at(15))
                .advanceWatermarkTo(at(26))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new Hold(TimeDomain.EVENT_TIME, true)))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new TellPanes()));

    pipeline.run();

    assertThat(LOG).containsExactly("timer", "ON_TIME [of the timer] 9.999");
  }

  private List<String> panesBesideAProcessingTimer(boolean holds) {
    var input =
        pipeline.apply(
            script()
                .addElements(element("x", 1))
                .advanceWatermarkTo(at(50))
                .advanceProcessingTime(Duration.ofSeconds(6))
                .advanceWatermarkToInfinity());
    input
        .apply(ParDo.of(new Hold(TimeDomain.PROCESSING_TIME, holds)))
        .apply("Early", ParDo.of(new Beside()))
        .apply(Window.into(FixedWindows.of(Duration.ofSeconds(10))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new TellPanes()));
    pipeline.run();
    return List.copyOf(LOG);
  }

  private static final class Beside extends DoFn<KV<String, String>, KV<String, String>> {

    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, String> element, OutputReceiver<KV<String, String>> out) {
      out.output(element);
    }
  }

  /** Rule T6: the first half of the trace tr-Y1. */
  @Test
  void aTimerInProcessingTimeHoldsEventTimeToo() {
    assertThat(panesBesideAProcessingTimer(true))
        .containsExactly("timer", "ON_TIME [of the timer] 9.999");
  }

  /** Rule T6: the second half of the trace tr-Y1; nothing kept event time from going on. */
  @Test
  void aTimerWithoutOutputTimestampHoldsNothing() {
    assertThat(panesBesideAProcessingTimer(false))
        .containsExactly("timer", "ON_TIME [of the timer] 59.999");
  }

  private static final class SetAt extends DoFn<KV<String, String>, String> {

    private static final long serialVersionUID = 1;

    @StateId("bag")
    private final StateSpec<BagState<String>> bag = StateSpecs.bag();

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("clock")
    private final TimerSpec clock = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerFamily("family")
    private final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    /** Values are commands. */
    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        BoundedWindow window,
        @StateId("bag") BagState<String> bag,
        @TimerId("event") Timer event,
        @TimerId("clock") Timer clock,
        @TimerFamily("family") TimerMap family) {
      bag.add(element.getValue());
      String[] words = element.getValue().split(" ");
      switch (words[0]) {
        case "set" -> event.set(at(Long.parseLong(words[1])));
        case "clear" -> event.clear();
        case "max" -> event.set(window.maxTimestamp());
        case "relative" -> event.offset(Duration.ofSeconds(Long.parseLong(words[1]))).setRelative();
        case "aligned" -> event.align(Duration.ofSeconds(4)).setRelative();
        case "clock" -> clock.offset(Duration.ofSeconds(5)).setRelative();
        case "family" -> family.set(words[1], at(Long.parseLong(words[2])));
        case "unfamily" -> family.get(words[1]).clear();
        default -> throw new IllegalArgumentException(words[0]);
      }
    }

    @OnTimer("event")
    public void onEvent(OnTimerContext context, @StateId("bag") BagState<String> bag) {
      List<String> seen = new ArrayList<>();
      bag.read().forEach(seen::add);
      LOG.add("event@" + seconds(context.fireTimestamp()) + " " + seen);
    }

    @OnTimer("clock")
    public void onClock(TimeDomain domain, @TimerId String id) {
      LOG.add(id + " " + domain);
    }

    @OnTimerFamily("family")
    public void onFamily(@TimerId String id, @Timestamp Instant time) {
      LOG.add(id + "@" + seconds(time));
    }

    @OnWindowExpiration
    public void onExpiration(@StateId("bag") BagState<String> bag) {
      List<String> seen = new ArrayList<>();
      bag.read().forEach(seen::add);
      LOG.add("end " + seen);
    }
  }

  private void run(TestStream.Builder<KV<String, String>> script) {
    windowed(script.advanceWatermarkToInfinity(), 0).apply("Set", ParDo.of(new SetAt()));
    pipeline.run();
  }

  /** Rule T1: the trace tr-M4. */
  @Test
  void toSetATimerAgainReplacesIt() {
    run(script().addElements(element("set 4", 1)).addElements(element("set 8", 1)));
    assertThat(LOG).containsExactly("event@8.0 [set 4, set 8]", "end [set 4, set 8]");
  }

  /** Rule T1: the trace tr-M4b. */
  @Test
  void aTimerThatIsClearedDoesNotFire() {
    run(script().addElements(element("set 4", 1)).addElements(element("clear", 1)));
    assertThat(LOG).containsExactly("end [set 4, clear]");
  }

  /** Rules T8, T9: the trace tr-X2. */
  @Test
  void aTimerAtTheEndOfTheWindowFiresBeforeTheWindowExpires() {
    run(script().addElements(element("max", 1)));
    assertThat(LOG).containsExactly("event@9.999 [max]", "end [max]");
  }

  /** Rule T7: the trace tr-X1. */
  @Test
  void aTimerInProcessingTimeGoesWithItsWindow() {
    run(
        script()
            .addElements(element("clock", 1))
            .advanceWatermarkTo(at(10))
            .advanceProcessingTime(Duration.ofSeconds(6)));
    assertThat(LOG).containsExactly("end [clock]");
  }

  /** Rules T1, R6: strictly after the delay. */
  @Test
  void aTimerInProcessingTimeFiresOnceTheClockIsPastIt() {
    run(
        script()
            .addElements(element("clock", 1))
            .advanceProcessingTime(Duration.ofSeconds(5))
            .addElements(element("clear", 1))
            .advanceProcessingTime(Duration.ofMillis(1)));
    assertThat(LOG).containsExactly("clock PROCESSING_TIME", "end [clock, clear]");
  }

  /** Rule T4: relative timers go no further than the window; the clock is the watermark. */
  @Test
  void aRelativeTimerCountsFromTheWatermarkAndStaysWithinItsWindow() {
    run(
        script()
            .advanceWatermarkTo(at(3))
            .addElements(element("relative 2", 4))
            .advanceWatermarkTo(at(6))
            .addElements(element("aligned", 7))
            .advanceWatermarkTo(at(9))
            .addElements(element("relative 100", 9)));
    assertThat(LOG)
        .containsExactly(
            "event@5.0 [relative 2]",
            "event@8.0 [relative 2, aligned]",
            "event@9.999 [relative 2, aligned, relative 100]",
            "end [relative 2, aligned, relative 100]");
  }

  @Test
  void timersOfAFamilyAreKeptApartByTheirIds() {
    run(
        script()
            .addElements(element("family x 7", 1))
            .addElements(element("family y 5", 1))
            .addElements(element("family z 6", 1))
            .addElements(element("unfamily z", 1)));
    assertThat(LOG.subList(0, 2)).containsExactly("y@5.0", "x@7.0");
    assertThat(LOG).hasSize(3);
  }

  /** Rule T4: the trace tr-M3. */
  @Test
  void aTimerPastTheExpiryOfItsWindowIsRefused() {
    assertThatThrownBy(() -> run(script().addElements(element("set 16", 1))))
        .hasMessageContaining("Transform Set failed")
        .hasMessageContaining("The timer \"event\" cannot be set to 1970-01-01T00:00:16Z")
        .hasMessageContaining("1970-01-01T00:00:09.999Z");
  }
}
