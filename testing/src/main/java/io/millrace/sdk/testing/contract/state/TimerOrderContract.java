package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order elements, timers and watermarks come. */
@Subject("order of timers, and what they hold")
@Needs(Feature.TIMERS)
public abstract class TimerOrderContract extends KeyedContractTest {

  protected TimerOrderContract(Setting setting) {
    super(setting);
  }

  /** Timer a sets itself again every two seconds; timer b is at 6 and at the end. */
  private static final class Steps extends DoFn<KV<String, String>, String> {
    private final Journal journal;

    @TimerId("a")
    private final TimerSpec a = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("b")
    private final TimerSpec b = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    Steps(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element, @TimerId("a") Timer a, @TimerId("b") Timer b) {
      journal.note(element.getValue());
      a.set(at(2));
      b.set(at(5));
    }

    @OnTimer("a")
    public void onA(OnTimerContext c, @TimerId("a") Timer a) {
      journal.note("a " + Times.text(c.fireTimestamp()));
      Instant next = c.fireTimestamp().plusSeconds(2);
      if (next.isBefore(at(9))) {
        a.set(next);
      }
    }

    @OnTimer("b")
    public void onB(OnTimerContext c, @TimerId("b") Timer b) {
      journal.note("b " + Times.text(c.fireTimestamp()));
      if (c.fireTimestamp().isBefore(at(9))) {
        b.set(c.window().maxTimestamp());
      }
    }

    @OnWindowExpiration
    public void onExpiration() {
      journal.note("expired");
    }
  }

  /** Rules T2, T8 and T9: in order of time, also what timers set, then the expiry. */
  @Test
  void timersFireInOrderOfTimeHoweverFarTheWatermarkJumps() {
    expectNotes(
        "x@1 | inf",
        tens(),
        new Steps(journal),
        "x",
        "a 2",
        "a 4",
        "b 5",
        "a 6",
        "a 8",
        "b 9.999",
        "expired");
  }

  /** Rules T2 and T8: the same when the watermark goes step by step. */
  @Test
  void timersFireInOrderOfTimeWhenTheWatermarkGoesStepByStep() {
    expectNotes(
        "x@1 | W=3 | W=4 | W=6 | W=9 | W=10 | inf",
        tens(),
        new Steps(journal),
        "x",
        "a 2",
        "a 4",
        "b 5",
        "a 6",
        "a 8",
        "b 9.999",
        "expired");
  }

  /** Rule T10: what came before a watermark is processed before the timers that it releases. */
  @Test
  void elementsThatCameBeforeAWatermarkAreProcessedBeforeItsTimers() {
    outputs("x@1 y@1 z@1 | W=3 | w@1 | inf", tens(), new Steps(journal));
    p.run().waitUntilFinish();

    List<String> notes = noted(journal);
    int firstTimer = notes.indexOf("a 2");
    assertEquals(3, firstTimer, notes::toString);
    assertTrue(notes.indexOf("w") > firstTimer, notes::toString);
    // w sets the timer to 2 again, which is over
    assertEquals("a 2", journal.entries().get(journal.entries().lastIndexOf("w") + 1));
  }

  /** Outputs once its timer has fired, as of a time that the timer held. */
  private static final class Late extends DoFn<KV<String, String>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final boolean holds;

    Late(boolean holds) {
      this.holds = holds;
    }

    @ProcessElement
    public void processElement(@TimerId("timer") Timer timer) {
      if (holds) {
        timer.withOutputTimestamp(at(1)).set(at(25));
      } else {
        timer.withNoOutputTimestamp().set(at(25));
      }
    }

    @OnTimer("timer")
    public void onTimer(OutputReceiver<String> out) {
      if (holds) {
        out.output("held");
      } else {
        out.outputWithTimestamp("not held", at(26));
      }
    }
  }

  private void expectPaneBehind(Late fn, String pane) {
    PAssert.that(
            outputs("x@1 | W=15 | W=27 | inf", Window.into(new GlobalWindows()), fn)
                .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
                .apply(Window.into(FixedWindows.of(Times.seconds(10))))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(pane);
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rules T6 and H7: what a timer will output is on time, as it holds the watermark. */
  @Test
  void aTimerHoldsTheWatermarkAtItsOutputs() {
    expectPaneBehind(new Late(true), "ON_TIME 0/0 FL [held] [0,10) @9.999");
  }

  /** Rule T6: unless it is told not to; then it must say when its outputs are. */
  @Test
  void aTimerWithoutOutputTimestampSaysWhenItsOutputsAre() {
    expectPaneBehind(new Late(false), "ON_TIME 0/0 FL [not held] [20,30) @29.999");
  }
}
