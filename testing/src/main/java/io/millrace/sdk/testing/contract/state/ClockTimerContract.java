package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

/** Timers in processing time. */
@Subject("timers in processing time")
@Needs(Feature.TIMERS)
public abstract class ClockTimerContract extends KeyedContractTest {

  protected ClockTimerContract(Setting setting) {
    super(setting);
  }

  /** A value is how many seconds to wait. */
  private static final class Wait extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @TimerId("timer") Timer timer,
        OutputReceiver<String> out) {
      timer.offset(seconds(Long.parseLong(element.getValue()))).setRelative();
      out.output("waits " + element.getValue());
    }

    @OnTimer("timer")
    public void onTimer(OutputReceiver<String> out) {
      out.output("fired");
    }
  }

  private static Window<KV<String, String>> global() {
    return Window.into(new GlobalWindows());
  }

  /** Rule T5: it outputs as of the element that set it. */
  @Test
  void aTimerFiresWhenTheClockIsPastIt() {
    expect(
        "5@3 | +5 | +0.001 | 7@4 | +8 | inf",
        global(),
        new Wait(),
        "waits 5 global @3",
        "fired global @3",
        "waits 7 global @4",
        "fired global @4");
  }

  /** Rule T1: set again before it is due, it is put off. */
  @Test
  void aTimerThatIsSetAgainIsPutOff() {
    expect(
        "5@1 | +4 | 5@2 | +4 | 5@3 | +6 | inf",
        global(),
        new Wait(),
        "waits 5 global @1",
        "waits 5 global @2",
        "waits 5 global @3",
        "fired global @3");
  }

  /** Rule T7: with its window it goes, and does not fire. */
  @Test
  void aTimerGoesWithItsWindow() {
    expect(
        "5@1 | W=10 | +6 | x:9@11 | +10 | inf",
        tens(),
        new Wait(),
        "waits 5 [0,10) @1",
        "waits 9 [10,20) @11",
        "fired [10,20) @11");
  }

  /** Rule T6: a pending timer holds the watermark also where its clock is another. */
  @Test
  void aTimerHoldsEventTimeUntilItHasFired() {
    PAssert.that(
            outputs("5@1 | W=50 | +6 | inf", global(), new Wait())
                .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
                .apply(Window.into(FixedWindows.of(seconds(10))))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder("ON_TIME 0/0 FL [fired,waits 5] [0,10) @9.999");
    p.run();
  }

  /** Holds nothing; what it outputs as of the element is late then. */
  private static final class WaitWithoutHold extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void processElement(@TimerId("timer") Timer timer, OutputReceiver<String> out) {
      timer.withNoOutputTimestamp().offset(seconds(5)).setRelative();
      out.output("waits");
    }

    @OnTimer("timer")
    public void onTimer(OutputReceiver<String> out) {
      out.outputWithTimestamp("fired", at(2));
      out.outputWithTimestamp("fired", at(55));
    }
  }

  /** Rule T6: without an output timestamp it holds nothing, and its outputs may be late. */
  @Test
  void aTimerWithoutOutputTimestampLetsEventTimePass() {
    PAssert.that(
            outputs("a@1 | W=50 | +6 | inf", global(), new WaitWithoutHold())
                .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
                .apply(Window.into(FixedWindows.of(seconds(10))))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [waits] [0,10) @9.999", "ON_TIME 0/0 FL [fired] [50,60) @59.999");
    assertEquals(1, droppedAsLate(p.run()));
  }
}
