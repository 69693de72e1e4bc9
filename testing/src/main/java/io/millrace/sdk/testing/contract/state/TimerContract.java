package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerMap;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers in event time. */
@Subject("timers in event time")
@Needs(Feature.TIMERS)
public abstract class TimerContract extends KeyedContractTest {

  protected TimerContract(Setting setting) {
    super(setting);
  }

  private static Window<KV<String, String>> tensWithFiveLate() {
    return tens().withAllowedLateness(seconds(5)).discardingFiredPanes();
  }

  /** A value is the time to set the timer to, in seconds; a minus clears it. */
  private static final class SetTo extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(@Element KV<String, String> element, @TimerId("timer") Timer timer) {
      if (element.getValue().equals("-")) {
        timer.clear();
      } else {
        timer.set(at(Long.parseLong(element.getValue())));
      }
    }

    @OnTimer("timer")
    public void onTimer(OnTimerContext c, @Key String key, OutputReceiver<String> out) {
      out.output(key + " fired for " + Times.text(c.fireTimestamp()));
    }
  }

  /** Rules W2 and T5: once the watermark is past its time, which is that of its outputs. */
  @Test
  void aTimerFiresWhenTheWatermarkIsPastIt() {
    expect("5@1 | W=5 | 7@6 | W=7.001 | inf", tens(), new SetTo(), "k fired for 7 [0,10) @7");
  }

  /** Rule T1: a timer that is set again is the same timer. */
  @Test
  void aTimerThatIsSetAgainFiresOnce() {
    expect("5@1 | 3@1 | 8@2 | W=5 | inf", tens(), new SetTo(), "k fired for 8 [0,10) @8");
  }

  /** Rule T1: for each key and window there is one. */
  @Test
  void aTimerBelongsToItsKeyAndWindow() {
    expect(
        "5@1 x:6@2 15@11 | inf",
        tens(),
        new SetTo(),
        "k fired for 5 [0,10) @5",
        "x fired for 6 [0,10) @6",
        "k fired for 15 [10,20) @15");
  }

  /** Rule T1. */
  @Test
  void aTimerThatWasClearedDoesNotFire() {
    expect("5@1 | -@2 | W=7 | 8@7 | inf", tens(), new SetTo(), "k fired for 8 [0,10) @8");
  }

  /** Rule T3: with its own time, though that is over. */
  @Test
  void aTimerSetInThePastFiresAtOnce() {
    expect(
        "W=7 | 5@8 | 4@8 | inf",
        tens(),
        new SetTo(),
        "k fired for 5 [0,10) @5",
        "k fired for 4 [0,10) @4");
  }

  /** Rule T4: a time after the window has expired can never come. */
  @Test
  void aTimeBeyondTheExpiryOfTheWindowIsAnError() {
    outputs("15@1 | inf", tensWithFiveLate(), new SetTo());

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Keep"), failure::getMessage);
  }

  private static final class SetRelative extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(@Element KV<String, String> element, @TimerId("timer") Timer timer) {
      timer.offset(seconds(Long.parseLong(element.getValue()))).setRelative();
    }

    @OnTimer("timer")
    public void onTimer(OnTimerContext c, OutputReceiver<String> out) {
      out.output("fired for " + Times.text(c.fireTimestamp()));
    }
  }

  /** Rule T4: relative is to the watermark, and never beyond the expiry of the window. */
  @Test
  void aRelativeTimeCountsFromTheWatermarkUpToTheExpiry() {
    expect(
        "W=2 | 3@2 x:100@2 | inf",
        tensWithFiveLate(),
        new SetRelative(),
        "fired for 5 [0,10) @5",
        "fired for 14.999 [0,10) @14.999");
  }

  /** A timer that outputs as of another time. */
  private static final class SetWithOutputTime extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(@TimerId("timer") Timer timer) {
      timer.withOutputTimestamp(at(2)).set(at(8));
    }

    @OnTimer("timer")
    public void onTimer(OnTimerContext c, OutputReceiver<String> out) {
      out.output("fired for " + Times.text(c.fireTimestamp()));
    }
  }

  /** Rule T5. */
  @Test
  void aTimerOutputsAsOfTheTimeThatItWasTold() {
    expect("a@1 | inf", tens(), new SetWithOutputTime(), "fired for 8 [0,10) @2");
  }

  private static final class SetWithEarlyOutputTime extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(@TimerId("timer") Timer timer) {
      timer.withOutputTimestamp(at(2)).set(at(8));
    }

    @OnTimer("timer")
    public void onTimer() {}
  }

  /** Rules T5 and E1: not before the element that sets it. */
  @Test
  void aTimerCannotOutputAsOfATimeBeforeItsElement() {
    outputs("a@5 | inf", tens(), new SetWithEarlyOutputTime());

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Keep"), failure::getMessage);
  }

  private static final class Family extends DoFn<KV<String, String>, String> {
    @TimerFamily("family")
    private final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element, @TimerFamily("family") TimerMap family) {
      family.set(element.getValue(), at(element.getValue().length()));
    }

    @OnTimerFamily("family")
    public void onTimer(@TimerId String id, OutputReceiver<String> out) {
      out.output("fired " + id);
    }
  }

  /** Rule T1: within a family timers are told apart by their ids. */
  @Test
  void timersOfAFamilyHaveIds() {
    expect(
        "a@1 bb@1 a@1 ccc@2 | inf",
        tens(),
        new Family(),
        "fired a [0,10) @1",
        "fired bb [0,10) @2",
        "fired ccc [0,10) @3");
  }

  /** The trace: state and a timer at 5, and the expiry of the window. */
  private static final class CountAndFire extends DoFn<KV<String, String>, String> {
    @StateId("count")
    private final StateSpec<ValueState<Integer>> count = StateSpecs.value(VarIntCoder.of());

    @TimerId("five")
    private final TimerSpec five = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement(
        @StateId("count") ValueState<Integer> count, @TimerId("five") Timer five) {
      Integer before = count.read();
      count.write(before == null ? 1 : before + 1);
      five.set(at(5));
    }

    @OnTimer("five")
    public void onFive(@StateId("count") ValueState<Integer> count, OutputReceiver<String> out) {
      out.output("five " + count.read());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("count") ValueState<Integer> count, OutputReceiver<String> out) {
      out.output("expired " + count.read());
    }
  }

  /** Rules W2, T3, T9, L1: from the first element to the expiry of the window. */
  @Test
  void theLifeOfAWindow() {
    PAssert.that(
            outputs(
                    "a@1 | W=5 | b@1 | W=5.001 | c@1 | W=14.999 | d@1 | W=15 | e@1 | inf",
                    tensWithFiveLate(),
                    new CountAndFire())
                .apply(Elements.asText()))
        .containsInAnyOrder(
            List.of(
                "five 2 [0,10) @5",
                "five 3 [0,10) @5",
                "five 4 [0,10) @5",
                "expired 4 [0,10) @9.999"));
    assertEquals(1, droppedAsLate(p.run()));
  }
}
