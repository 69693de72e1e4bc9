package io.millrace.sdk.testing.contract.windows;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import org.junit.jupiter.api.Test;

/** Windows that merge. */
@Subject("sessions")
@Needs(Feature.MERGING_WINDOWS)
public abstract class SessionContract extends StreamContractTest {

  protected SessionContract(Setting setting) {
    super(setting);
  }

  private static Window<KV<String, String>> sessions() {
    return Window.into(Sessions.withGapDuration(seconds(10)));
  }

  private static Window<KV<String, String>> earlyAndLateUpToTwenty() {
    return sessions().triggering(earlyAndLate()).withAllowedLateness(seconds(20));
  }

  /** Rule M1: windows merge when they overlap; those that touch stay two. */
  @Test
  void sessionsThatTouchAreTwo() {
    expectPanes(
        "a@0 b@10 | inf",
        sessions(),
        "ON_TIME 0/0 FL [a] [0,10) @9.999",
        "ON_TIME 0/0 FL [b] [10,20) @19.999");
  }

  /** Rule M1: keys have sessions of their own. */
  @Test
  void aSessionEndsAGapAfterTheLastElementOfItsKey() {
    expectPanes(
        "a@0 x:b@4 c@9 d@18 e@40 | inf",
        sessions(),
        "ON_TIME 0/0 FL [a,c,d] [0,28) @27.999",
        "x: ON_TIME 0/0 FL [b] [4,14) @13.999",
        "ON_TIME 0/0 FL [e] [40,50) @49.999");
  }

  /** Rules M2, M3, M4: a session that grows begins again, and may be early again. */
  @Test
  void aSessionThatGrowsBeginsItsPanesAnew() {
    expectPanes(
        "a@0 | b@5 | c@30 | W=15 | late@12 | inf",
        earlyAndLateUpToTwenty().accumulatingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 0/-1 F [a,b] [0,15) @14.999",
        "EARLY 0/-1 F [c] [30,40) @39.999",
        "ON_TIME 1/0 [a,b] [0,15) @14.999",
        "EARLY 0/-1 F [a,b,late] [0,22) @21.999",
        "ON_TIME 1/0 L [a,b,late] [0,22) @21.999",
        "ON_TIME 1/0 L [c] [30,40) @39.999");
  }

  /** Rule L3: the element's own window decides, before it merges. */
  @Test
  void whatIsTooLateByItselfJoinsNoSession() {
    PipelineResult result =
        expectPanes(
            "a@0 b@8 | W=12 | x@1 | ok@5 | inf",
            sessions(),
            "ON_TIME 0/0 FL [a,b,ok] [0,18) @17.999");

    assertEquals(1, droppedAsLate(result));
  }

  /** Rules M3 and M4: the end of the larger session is another end. */
  @Test
  void aSessionThatFiredAndGrewFiresAgain() {
    expectPanes(
        "a@0 | W=11 | b@5 | W=16 | inf",
        sessions().withAllowedLateness(seconds(20)).accumulatingFiredPanes(),
        "ON_TIME 0/0 F [a] [0,10) @9.999",
        "ON_TIME 0/0 F [a,b] [0,15) @14.999");
  }

  /** Rule M5: a merged pane holds everything when panes accumulate. */
  @Test
  void sessionsThatMergeHoldWhatTheirPartsHeld() {
    expectPanes(
        "a@0 | c@12 | b@6 | inf",
        earlyAndLateUpToTwenty().accumulatingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 0/-1 F [c] [12,22) @21.999",
        "EARLY 0/-1 F [a,b,c] [0,22) @21.999",
        "ON_TIME 1/0 L [a,b,c] [0,22) @21.999");
  }

  /** Rule M5: what was emitted before is not emitted again when panes are discarded. */
  @Test
  void discardedPanesOfPartsStayDiscarded() {
    expectPanes(
        "a@0 | c@12 | b@6 | inf",
        earlyAndLateUpToTwenty().discardingFiredPanes(),
        "EARLY 0/-1 F [a] [0,10) @9.999",
        "EARLY 0/-1 F [c] [12,22) @21.999",
        "EARLY 0/-1 F [b] [0,22) @21.999",
        "ON_TIME 1/0 L [] [0,22) @21.999");
  }

  /** Rule M4: counts of triggers add up. */
  @Test
  void countsOfMergedSessionsAddUp() {
    expectPanes(
        "a@0 | b@5 | c@8 | inf",
        sessions()
            .triggering(
                AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(2)))
            .withAllowedLateness(seconds(0))
            .discardingFiredPanes(),
        "EARLY 0/-1 F [a,b] [0,15) @14.999",
        "ON_TIME 0/0 FL [c] [0,18) @17.999");
  }

  /** Rule M6: a second grouping takes the windows as they are. */
  @Test
  void aSecondGroupingDoesNotMergeAgain() {
    PAssert.that(
            p.apply(Script.of("x:a@0 y:b@5 | inf"))
                .apply(sessions())
                .apply("First", Count.perKey())
                .apply("Rekey", MapElements.via(new OneKey()))
                .apply("Second", GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [x] [0,10) @9.999", "ON_TIME 0/0 FL [y] [5,15) @14.999");
    p.run();
  }

  private static final class OneKey extends SimpleFunction<KV<String, Long>, KV<String, String>> {
    @Override
    public KV<String, String> apply(KV<String, Long> count) {
      return KV.of("k", count.getKey());
    }
  }

  /** Rule M8: the order of arrival does not matter; and Q3: nor whether the input ends. */
  @Test
  void sessionsOfInputThatEndsAreTheSame() {
    PAssert.that(
            p.apply(
                    Create.timestamped(
                        at(40, KV.of("k", "e")),
                        at(18, KV.of("k", "d")),
                        at(0, KV.of("k", "a")),
                        at(9, KV.of("k", "c"))))
                .apply(sessions())
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [a,c,d] [0,28) @27.999", "ON_TIME 0/0 FL [e] [40,50) @49.999");
    p.run();
  }
}
