package io.millrace.sdk.testing.contract.windows;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.LateData;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import org.junit.jupiter.api.Test;

/** What is dropped can be had. */
@Subject("late data as an output")
@Needs(Feature.LATE_DATA_OUTPUTS)
public abstract class LateDataContract extends StreamContractTest {

  private static final TupleTag<KV<String, String>> LATE = new TupleTag<>("late") {};

  protected LateDataContract(Setting setting) {
    super(setting);
  }

  private PCollection<KV<String, String>> windowed(
      String script, Window<KV<String, String>> windowing) {
    return p.apply(Script.of(script)).apply(windowing.withLateDataOutput(LATE));
  }

  private static void expectLate(PCollection<?> results, String... elements) {
    PAssert.that(LateData.of(LATE, results).apply("Late", Elements.asText()))
        .containsInAnyOrder(elements);
  }

  private static <V> void expectPanes(PCollection<KV<String, V>> results, String... panes) {
    PAssert.that(results.apply(Panes.asText())).containsInAnyOrder(panes);
  }

  /** Rules L1 and L4: an element of an expired window is given out as it came. */
  @Test
  void whatIsDroppedIsGivenOutAsItCame() {
    PCollection<KV<String, Iterable<String>>> groups =
        windowed(
                "a@1 | W=29 | b@4 | W=30 | c@5 d@35 | inf",
                tens().withAllowedLateness(seconds(20)).discardingFiredPanes())
            .apply(GroupByKey.create());

    expectLate(groups, "KV{k, c} [0,10) @5");
    expectPanes(
        groups,
        "ON_TIME 0/0 F [a] [0,10) @9.999",
        "LATE 1/1 [b] [0,10) @9.999",
        "ON_TIME 0/0 FL [d] [30,40) @39.999");
    assertEquals(1, droppedAsLate(p.run()));
  }

  /** Rules L2 and L4: of an element in several windows only what was dropped. */
  @Test
  void eachWindowOfAnElementIsGivenOutForItself() {
    PCollection<KV<String, Iterable<String>>> groups =
        windowed(
                "W=10 | a@7 b@1 | inf",
                Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(GroupByKey.create());

    expectLate(groups, "KV{k, a} [0,10) @7", "KV{k, b} [-5,5) @1", "KV{k, b} [0,10) @1");
    expectPanes(groups, "ON_TIME 0/0 FL [a] [5,15) @14.999");
    assertEquals(3, droppedAsLate(p.run()));
  }

  /** Rules L3 and L4: the element's own window decides, and is the one that it is in. */
  @Test
  void whatJoinsNoSessionStaysInItsOwnWindow() {
    PCollection<KV<String, Iterable<String>>> groups =
        windowed(
                "a@0 b@8 | W=12 | x@1 | ok@5 | inf",
                Window.into(Sessions.withGapDuration(seconds(10))))
            .apply(GroupByKey.create());

    expectLate(groups, "KV{k, x} [1,11) @1");
    expectPanes(groups, "ON_TIME 0/0 FL [a,b,ok] [0,18) @17.999");
    assertEquals(1, droppedAsLate(p.run()));
  }

  /** Rules R11 and L4: a window that its trigger closed takes nothing more. */
  @Test
  void whatComesIntoAClosedWindowIsGivenOut() {
    PCollection<KV<String, Iterable<String>>> groups =
        windowed(
                "a@1 | b@2 | c@3 | inf",
                tens()
                    .triggering(AfterPane.elementCountAtLeast(2))
                    .allowingTriggerToFinish()
                    .withAllowedLateness(seconds(0))
                    .discardingFiredPanes())
            .apply(GroupByKey.create());

    expectLate(groups, "KV{k, c} [0,10) @3");
    expectPanes(groups, "EARLY 0/-1 FL [a,b] [0,10) @9.999");
    PipelineResult result = p.run();
    assertEquals(0, droppedAsLate(result));
    assertEquals(1, droppedAsClosed(result));
  }

  /** Rules L4 and X11: where values are combined, each that is late is given out. */
  @Test
  void combinesGiveOutValues() {
    PCollection<KV<String, Long>> counts =
        windowed("W=10 | a@1 b@2 c@11 | inf", tens()).apply(Count.perKey());

    expectLate(counts, "KV{k, a} [0,10) @1", "KV{k, b} [0,10) @2");
    expectPanes(counts, "ON_TIME 0/0 FL 1 [10,20) @19.999");
    assertEquals(2, droppedAsLate(p.run()));
  }

  private static final class Remember extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1;

    @StateId("last")
    private final StateSpec<ValueState<String>> last = StateSpecs.value(StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("last") ValueState<String> last,
        OutputReceiver<KV<String, String>> out) {
      last.write(element.getValue());
      out.output(element);
    }
  }

  /** Rule L4: functions with state drop what comes too late as groupings do. */
  @Test
  @Needs(Feature.STATE)
  void functionsWithStateGiveOutWhatTheyDrop() {
    PCollection<KV<String, String>> remembered =
        windowed("a@1 | W=10 | b@2 c@12 | inf", tens()).apply(ParDo.of(new Remember()));

    expectLate(remembered, "KV{k, b} [0,10) @2");
    PAssert.that(remembered.apply(Elements.asText()))
        .containsInAnyOrder("KV{k, a} [0,10) @1", "KV{k, c} [10,20) @12");
    assertEquals(1, droppedAsLate(p.run()));
  }
}
