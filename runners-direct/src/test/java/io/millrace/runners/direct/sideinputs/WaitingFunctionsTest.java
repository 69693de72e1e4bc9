package io.millrace.runners.direct.sideinputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.Timer;
import io.millrace.sdk.state.TimerSpec;
import io.millrace.sdk.state.TimerSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.IntervalWindow;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Functions that keep state or combine, and read side inputs without end. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WaitingFunctionsTest {

  private static final Duration TEN = Duration.ofSeconds(10);

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private final Journal journal = new Journal();

  private static Window<String> tens() {
    return Window.into(FixedWindows.of(TEN));
  }

  private PCollectionView<List<String>> eachElement(Streams streams) {
    return streams
        .sideOf(p)
        .apply(
            "SideWindows",
            tens()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes())
        .apply(View.asList());
  }

  /** Counts, and looks at the side input in each of its methods. */
  private static final class CountAndLook extends DoFn<KV<String, String>, String> {

    @StateId("count")
    private final StateSpec<ValueState<Long>> spec = StateSpecs.value(VarLongCoder.of());

    @TimerId("at5")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final Journal journal;

    CountAndLook(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @SideInput("view") List<String> view,
        @StateId("count") ValueState<Long> count,
        @TimerId("at5") Timer at5) {
      Long before = count.read();
      long now = before == null ? 1 : before + 1;
      count.write(now);
      at5.set(Instant.ofEpochSecond(5));
      journal.note(element.getValue() + " is number " + now + " and sees " + view);
    }

    @OnTimer("at5")
    public void onTimer(@SideInput("view") List<String> view) {
      journal.note("timer sees " + view);
    }

    @OnWindowExpiration
    public void onWindowExpiration(
        @SideInput("view") List<String> view,
        @StateId("count") ValueState<Long> count,
        OutputReceiver<String> out) {
      journal.note("expiry sees " + view);
      out.output("expired with " + count.read());
    }
  }

  /** The main watermark is past the window: all the same, first come the elements that waited. */
  @Test
  void ruleS5TimersAndExpiryOfAWindowComeAfterItsElementsAndSeeWhatTheySee() {
    Streams streams =
        Streams.create()
            .main("m1", 1)
            .main("m2", 2)
            .mainTo(100)
            .then("side")
            .side("s", 1)
            .then("end");
    PCollectionView<List<String>> view = eachElement(streams);
    PCollection<String> outputs =
        streams
            .noteIn(p, journal)
            .mainOf(p)
            .apply("MainWindows", tens())
            .apply(WithKeys.<String, String>of("k"))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .apply("Count", ParDo.of(new CountAndLook(journal)).withSideInput("view", view));
    PAssert.that(outputs)
        .inWindow(new IntervalWindow(Instant.EPOCH, TEN))
        .containsInAnyOrder("expired with 2");
    p.run();
    assertThat(journal.entries())
        .containsExactly(
            "side",
            "m1 is number 1 and sees [s]",
            "m2 is number 2 and sees [s]",
            "timer sees [s]",
            "expiry sees [s]",
            "end");
  }

  /** A timer looks when it fires, and not when it was set. */
  @Test
  void ruleS5ATimerSeesTheNewestPane() {
    Streams streams =
        Streams.create()
            .side("s1", 1)
            .main("m1", 1)
            .side("s2", 1)
            .then("to 6")
            .mainTo(6)
            .then("end");
    PCollectionView<List<String>> view = eachElement(streams);
    streams
        .noteIn(p, journal)
        .mainOf(p)
        .apply("MainWindows", tens())
        .apply(WithKeys.<String, String>of("k"))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("Count", ParDo.of(new CountAndLook(journal)).withSideInput("view", view));
    p.run();
    assertThat(journal.entries())
        .containsExactly(
            "m1 is number 1 and sees [s1]",
            "to 6",
            "timer sees [s1, s2]",
            "end",
            "expiry sees [s1, s2]");
  }

  /** Joins the values with what it sees. */
  private static final class JoinAndLook
      extends CombineWithContext.CombineFnWithContext<String, String, String> {
    private final PCollectionView<List<String>> view;

    JoinAndLook(PCollectionView<List<String>> view) {
      this.view = view;
    }

    @Override
    public String createAccumulator(CombineWithContext.Context c) {
      return "";
    }

    @Override
    public String addInput(String accumulator, String input, CombineWithContext.Context c) {
      return accumulator + input;
    }

    @Override
    public String mergeAccumulators(Iterable<String> accumulators, CombineWithContext.Context c) {
      return String.join("", accumulators);
    }

    @Override
    public String extractOutput(String accumulator, CombineWithContext.Context c) {
      return accumulator + " sees " + c.sideInput(view);
    }
  }

  @Test
  void aPaneOfACombineWaitsForTheWindowThatItSees() {
    Streams streams =
        Streams.create().main("a", 1).mainTo(100).then("side").side("s", 1).then("end");
    PCollectionView<List<String>> view = eachElement(streams);
    PCollection<KV<String, String>> joined =
        streams
            .mainOf(p)
            .apply("MainWindows", tens())
            .apply(WithKeys.<String, String>of("k"))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .apply(
                Combine.<String, String, String>perKey(new JoinAndLook(view)).withSideInputs(view));
    PAssert.that(joined)
        .inOnTimePane(new IntervalWindow(Instant.EPOCH, TEN))
        .containsInAnyOrder(KV.of("k", "a sees [s]"));
    p.run();
  }

  /** What a session sees is decided by its end, which only the grouping knows. */
  @Test
  void aSessionSeesTheWindowThatHoldsItsEnd() {
    Streams streams = Streams.create().side("s1", 1).side("s2", 21).main("a", 1).main("b", 9);
    PCollectionView<List<String>> view = eachElement(streams);
    PCollection<KV<String, String>> joined =
        streams
            .mainOf(p)
            .apply("MainWindows", Window.into(Sessions.withGapDuration(TEN.plusSeconds(2))))
            .apply(WithKeys.<String, String>of("k"))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .apply(
                Combine.<String, String, String>perKey(new JoinAndLook(view)).withSideInputs(view));
    // from 1 to 21: the last instant is in the window that begins at 20
    PAssert.that(joined)
        .satisfies(
            all -> {
              assertThat(all).singleElement().extracting(KV::getValue).asString().endsWith("[s2]");
              return null;
            });
    p.run();
  }
}
