package io.millrace.sdk.testing.contract.windows;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** What is late, and what is too late. */
@Subject("lateness, dropping")
public abstract class LatenessContract extends StreamContractTest {

  protected LatenessContract(Setting setting) {
    super(setting);
  }

  /** Rule L1: at 29 the window, whose last instant is 9.999, may get data; at 30 not any more. */
  @Test
  void aWindowTakesDataUntilTheWatermarkIsPastItsLateness() {
    PipelineResult result =
        expectPanes(
            "W=29 | a@1 | W=29.999 | b@2 | W=30 | c@3 | inf",
            tens().withAllowedLateness(seconds(20)).discardingFiredPanes(),
            "LATE 0/0 F [a] [0,10) @9.999",
            "LATE 1/1 [b] [0,10) @9.999");

    assertEquals(1, droppedAsLate(result));
  }

  /** Rules L1 and L2: windows of an element are looked at one by one. */
  @Test
  void anElementIsDroppedFromThoseWindowsThatExpired() {
    PipelineResult result =
        expectPanes(
            "a@2 | W=6 | b@3 | inf",
            Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))),
            "ON_TIME 0/0 FL [a] [-5,5) @4.999",
            "ON_TIME 0/0 FL [a,b] [0,10) @9.999");

    assertEquals(1, droppedAsLate(result));
  }

  /** Rule L4: what goes in comes out or is counted. */
  @Test
  void everyElementIsEmittedOrCounted() {
    PCollection<KV<String, Long>> counts =
        p.apply(Script.of("a@1 b@11 x:c@2 | W=10 | d@3 x:e@4 f@12 | W=20 | g@13 h@21 | inf"))
            .apply(tens())
            .apply(Count.perKey());

    PAssert.that(counts.apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL 1 [0,10) @9.999",
            "x: ON_TIME 0/0 FL 1 [0,10) @9.999",
            "ON_TIME 0/0 FL 2 [10,20) @19.999",
            "ON_TIME 0/0 FL 1 [20,30) @29.999");
    assertEquals(3, droppedAsLate(p.run()));
  }

  /** Rule E3: windows alone drop nothing, however late it is. */
  @Test
  void nothingIsDroppedWhereNothingIsGrouped() {
    PCollection<String> elements =
        p.apply(Script.of("W=100 | a@1 | inf")).apply(tens()).apply(Elements.asText());

    PAssert.that(elements).containsInAnyOrder("KV{k, a} [0,10) @1");
    assertEquals(0, droppedAsLate(p.run()));
  }

  private static final class Later extends DoFn<KV<String, String>, KV<String, String>> {
    @ProcessElement
    public void processElement(ProcessContext c) {
      c.outputWithTimestamp(c.element(), c.timestamp().plusSeconds(100));
    }
  }

  /** Rule L2: the window at the grouping counts, and the watermark there. */
  @Test
  void whatWasMovedToALaterWindowIsOnTimeThere() {
    PCollection<String> panes =
        p.apply(Script.of("W=100 | a@1 | inf"))
            .apply(ParDo.of(new Later()))
            .apply(tens())
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes).containsInAnyOrder("ON_TIME 0/0 FL [a] [100,110) @109.999");
    p.run();
  }

  /** Rules H5 and H7: a late pane is not too late for the next grouping. */
  @Test
  void aLatePaneIsTakenByTheNextGrouping() {
    PCollection<String> panes =
        p.apply(Script.of("a@1 | W=10 | b@2 | W=29 | c@3 | inf"))
            .apply(tens().withAllowedLateness(seconds(20)).discardingFiredPanes())
            .apply("First", Count.perKey())
            .apply("Second", GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "ON_TIME 0/0 F [1] [0,10) @9.999",
            "LATE 1/1 [1] [0,10) @9.999",
            "LATE 2/2 [1] [0,10) @9.999");
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rule L5: lateness grows along windowings, and does not shrink. */
  @Test
  void latenessDoesNotShrink() {
    PCollection<String> panes =
        p.apply(Script.of("W=29 | a@1 | inf"))
            .apply("Long", tens().withAllowedLateness(seconds(20)).discardingFiredPanes())
            .apply("Short", tens().withAllowedLateness(seconds(0)))
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes).containsInAnyOrder("LATE 0/0 F [a] [0,10) @9.999");
    p.run();
  }
}
