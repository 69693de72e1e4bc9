package io.millrace.sdk.testing.contract.windows;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.Never;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.Window.ClosingBehavior;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.KV;
import org.junit.jupiter.api.Test;

/**
 * The panes of windows that do not merge: what Apache Beam's direct runner prints, step by step.
 */
@Subject("panes, accumulation, timestamps of results")
public abstract class PaneContract extends StreamContractTest {

  private static final String LATE_TO_THE_LIMIT =
      "a@1 | b@2 | W=10 | c@3 | W=29 | d@4 | W=30 | e@5 | inf";

  protected PaneContract(Setting setting) {
    super(setting);
  }

  private static Window<KV<String, String>> earlyAndLateUpToTwenty() {
    return tens().triggering(earlyAndLate()).withAllowedLateness(seconds(20));
  }

  /** Rules W2, R1, L1: a window closes when the watermark is past its last instant, not at it. */
  @Test
  void aWindowFiresWhenTheWatermarkIsPastItsEnd() {
    PipelineResult result =
        expectPanes(
            "a@1 b@2 | W=9.999 | c@3 | W=10 | d@4 | inf",
            tens(),
            "ON_TIME 0/0 FL [a,b,c] [0,10) @9.999");

    assertEquals(1, droppedAsLate(result));
  }

  /** Rules A1, L1, P1, P5, R3: panes hold everything so far; e is too late, d is not. */
  @Test
  void accumulatingPanesHoldAllSoFar() {
    PipelineResult result =
        expectPanes(
            LATE_TO_THE_LIMIT,
            earlyAndLateUpToTwenty().accumulatingFiredPanes(),
            "EARLY 0/-1 F [a] [0,10) @9.999",
            "EARLY 1/-1 [a,b] [0,10) @9.999",
            "ON_TIME 2/0 [a,b] [0,10) @9.999",
            "LATE 3/1 [a,b,c] [0,10) @9.999",
            "LATE 4/2 [a,b,c,d] [0,10) @9.999");

    assertEquals(1, droppedAsLate(result));
  }

  /** Rules A1 and P3: each element is in one pane; the one on time is empty, and there. */
  @Test
  void discardingPanesHoldWhatIsNew() {
    expectPanes(
        LATE_TO_THE_LIMIT,
        earlyAndLateUpToTwenty().discardingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 1/-1 [b] [0,10) @9.999",
        "ON_TIME 2/0 [] [0,10) @9.999",
        "LATE 3/1 [c] [0,10) @9.999",
        "LATE 4/2 [d] [0,10) @9.999");
  }

  /** Rules P3 and P5: an empty pane on time can be left out, and then has no number. */
  @Test
  void anEmptyPaneOnTimeCanBeLeftOut() {
    expectPanes(
        LATE_TO_THE_LIMIT,
        earlyAndLateUpToTwenty()
            .discardingFiredPanes()
            .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 1/-1 [b] [0,10) @9.999",
        "LATE 2/0 [c] [0,10) @9.999",
        "LATE 3/1 [d] [0,10) @9.999");
  }

  /** Rules P2 and R1. */
  @Test
  void whereEverythingIsLateNothingIsOnTime() {
    expectPanes(
        "W=10 | a@1 | b@2 | inf",
        tens().withAllowedLateness(seconds(20)).accumulatingFiredPanes(),
        "LATE 0/0 F [a] [0,10) @9.999",
        "LATE 1/1 [a,b] [0,10) @9.999");
  }

  /** Rule P4. */
  @Test
  void aLastPaneCanBeAskedFor() {
    expectPanes(
        LATE_TO_THE_LIMIT,
        tens()
            .triggering(earlyAndLate())
            .withAllowedLateness(seconds(20), ClosingBehavior.FIRE_ALWAYS)
            .accumulatingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 1/-1 [a,b] [0,10) @9.999",
        "ON_TIME 2/0 [a,b] [0,10) @9.999",
        "LATE 3/1 [a,b,c] [0,10) @9.999",
        "LATE 4/2 [a,b,c,d] [0,10) @9.999",
        "LATE 5/3 L [a,b,c,d] [0,10) @9.999");
  }

  /** Rule P4: also where it is empty. */
  @Test
  void aLastPaneThatWasAskedForMayBeEmpty() {
    expectPanes(
        "a@1 | W=10 | b@2 | inf",
        tens()
            .triggering(earlyAndLate())
            .withAllowedLateness(seconds(20), ClosingBehavior.FIRE_ALWAYS)
            .discardingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "ON_TIME 1/0 [] [0,10) @9.999",
        "LATE 2/1 [b] [0,10) @9.999",
        "LATE 3/2 L [] [0,10) @9.999");
  }

  /** Rules H5 and H6: what is behind the output watermark comes at the end of the window. */
  @Test
  void timestampsOfResultsCanBeThoseOfElements() {
    for (TimestampCombiner combiner :
        new TimestampCombiner[] {TimestampCombiner.EARLIEST, TimestampCombiner.LATEST}) {
      PAssert.that(
              p.apply(
                      "Script" + combiner,
                      Script.of("a@3 | b@2 | W=6 | c@4 | d@7 | W=10 | e@1 | inf"))
                  .apply(
                      "Window" + combiner,
                      earlyAndLateUpToTwenty()
                          .discardingFiredPanes()
                          .withTimestampCombiner(combiner))
                  .apply("Group" + combiner, GroupByKey.create())
                  .apply("Text" + combiner, Panes.asText()))
          .containsInAnyOrder(
              "EARLY 0/-1 F [a] [0,10) @3",
              "EARLY 1/-1 [b] [0,10) @2",
              "EARLY 2/-1 [c] [0,10) @9.999",
              "EARLY 3/-1 [d] [0,10) @7",
              "ON_TIME 4/0 [] [0,10) @9.999",
              "LATE 5/1 [e] [0,10) @9.999");
    }
    p.run();
  }

  /** Rule H5: by default a result is as of the last instant of its window. */
  @Test
  void timestampsOfResultsAreTheEndsOfTheirWindows() {
    expectPanes(
        "a@3 | b@2 | W=6 | c@4 | inf",
        earlyAndLateUpToTwenty().discardingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 1/-1 [b] [0,10) @9.999",
        "EARLY 2/-1 [c] [0,10) @9.999",
        "ON_TIME 3/0 L [] [0,10) @9.999");
  }

  /** Rule R8: the end of a window and of its lateness at once make one pane. */
  @Test
  void aJumpOfTheWatermarkMakesOnePane() {
    expectPanes(
        "a@1 | inf",
        tens()
            .triggering(
                AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)))
            .withAllowedLateness(seconds(20))
            .discardingFiredPanes(),
        "ON_TIME 0/0 FL [a] [0,10) @9.999");
  }

  /** Rule R10. */
  @Test
  void aTriggerThatNeverFiresGivesOnePaneInTheEnd() {
    expectPanes(
        "a@1 | W=10 | inf",
        tens().triggering(Never.ever()).withAllowedLateness(seconds(0)).discardingFiredPanes(),
        "ON_TIME 0/0 FL [a] [0,10) @9.999");
  }

  /** Rules A2 and R9: accumulated panes that are summed count twice, by what the model says. */
  @Test
  void accumulatingPanesAreAddedUpAgainDownstream() {
    PAssert.that(
            p.apply(Script.of("a@1 | b@2 | c@3 | d@4 | inf"))
                .apply(
                    tens()
                        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(2)))
                        .withAllowedLateness(seconds(0))
                        .accumulatingFiredPanes())
                .apply(Count.perKey())
                .apply(Sum.longsPerKey())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "EARLY 0/-1 F 2 [0,10) @9.999",
            "EARLY 1/-1 6 [0,10) @9.999",
            "EARLY 2/-1 10 [0,10) @9.999",
            "ON_TIME 3/0 L 10 [0,10) @9.999");
    p.run();
  }

  /** Rule P6: what comes from no grouping has a pane that says nothing. */
  @Test
  void elementsThatWereNotGroupedAreInTheOnlyPane() {
    PAssert.that(
            p.apply(Create.timestamped(at(1, KV.of("k", "a"))))
                .apply(Window.configure())
                .apply(Panes.asText()))
        .containsInAnyOrder("UNKNOWN 0/0 FL a global @1");
    p.run();
  }

  /** Rule Q3: input that ends has one pane a window, and none is late. */
  @Test
  void inputThatEndsHasTheFinalPanesOnly() {
    PAssert.that(
            p.apply(Create.timestamped(at(1, KV.of("k", "a")), at(2, KV.of("k", "b"))))
                .apply(tens().withAllowedLateness(seconds(20)).accumulatingFiredPanes())
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder("ON_TIME 0/0 FL [a,b] [0,10) @9.999");
    p.run();
  }
}
