package io.millrace.sdk.testing.contract.windows;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.windowing.AfterAll;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterFirst;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** When panes are emitted. */
@Subject("triggers")
public abstract class TriggerContract extends StreamContractTest {

  protected TriggerContract(Setting setting) {
    super(setting);
  }

  private static Window<KV<String, String>> global(Trigger trigger) {
    return Window.<KV<String, String>>into(new GlobalWindows())
        .triggering(trigger)
        .discardingFiredPanes();
  }

  private static Trigger.OnceTrigger count(int atLeast) {
    return AfterPane.elementCountAtLeast(atLeast);
  }

  private static Trigger.OnceTrigger delay(long seconds) {
    return AfterProcessingTime.pastFirstElementInPane().plusDelayOf(seconds(seconds));
  }

  /** Rule P3: also the global window has a pane on time, at the end of input. */
  @Test
  void aCountThatRepeatsFiresForEverySoMany() {
    expectPanes(
        "a@1 | b@1 | c@1 | inf",
        global(Repeatedly.forever(count(2))),
        "EARLY 0/-1 F [a,b] global @end",
        "ON_TIME 1/0 L [c] global @end");
  }

  /** Rule R4: a count is a least number, looked at when a bundle ends. */
  @Test
  void aCountIsLookedAtWhenABundleEnds() {
    PCollection<KV<String, Iterable<String>>> groups =
        p.apply(Script.of("a@1 b@1 c@1 d@1 e@1 | inf"))
            .apply(global(Repeatedly.forever(count(2))))
            .apply(GroupByKey.create());

    if (shape() == BundleShape.EVERYTHING || shape() == BundleShape.ONE_KEY) {
      PAssert.that(groups.apply(Panes.asText()))
          .containsInAnyOrder(
              "EARLY 0/-1 F [a,b,c,d,e] global @end", "ON_TIME 1/0 L [] global @end");
    } else {
      PAssert.that(groups)
          .inEarlyPane(GlobalWindow.INSTANCE)
          .satisfies(
              check(
                  panes -> {
                    assertTrue(!panes.isEmpty());
                    panes.forEach(pane -> assertTrue(sizeOf(pane.getValue()) >= 2));
                  }));
      PAssert.that(groups)
          .satisfies(
              check(
                  panes ->
                      assertEquals(
                          5, panes.stream().mapToInt(pane -> sizeOf(pane.getValue())).sum())));
    }
    p.run();
  }

  private static int sizeOf(Iterable<?> values) {
    int size = 0;
    for (Object unused : values) {
      size++;
    }
    return size;
  }

  /** Rule R5: elements count, not what a combine made of them before. */
  @Test
  void aCountCountsElementsAlsoWhereTheyAreCombined() {
    PAssert.that(
            p.apply(Script.of("a@1 b@1 | c@1 | d@1 e@1 f@1 | inf"))
                .apply(global(Repeatedly.forever(count(3))))
                .apply(Count.perKey())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "EARLY 0/-1 F 3 global @end",
            "EARLY 1/-1 3 global @end",
            "ON_TIME 2/0 L 0 global @end");
    p.run();
  }

  /** Rule R6: from the first element of each pane on, and strictly after the delay. */
  @Test
  void aDelayBeginsWithTheFirstElementOfEachPane() {
    expectPanes(
        "a@1 | +5 | b@1 | +0.001 | c@1 | +5.001 | inf",
        global(Repeatedly.forever(delay(5))),
        "EARLY 0/-1 F [a,b] global @end",
        "EARLY 1/-1 [c] global @end",
        "ON_TIME 2/0 L [] global @end");
  }

  /** Rule R1: the default trigger fires for every late arrival. */
  @Test
  void theDefaultTriggerFiresForWhateverIsLate() {
    expectPanes(
        "a@1 | W=10 | b@2 | c@3 | W=25 | d@4 | inf",
        tens().withAllowedLateness(seconds(20)).discardingFiredPanes(),
        "ON_TIME 0/0 F [a] [0,10) @9.999",
        "LATE 1/1 [b] [0,10) @9.999",
        "LATE 2/2 [c] [0,10) @9.999",
        "LATE 3/3 [d] [0,10) @9.999");
  }

  /** Rule R3: early firings repeat until the window ends, late ones from there on. */
  @Test
  void earlyAndLateFiringsCountAnewAfterEachFiring() {
    expectPanes(
        "a@1 | b@1 | c@1 | d@1 | e@1 | W=10 | f@1 | g@1 | h@1 | inf",
        tens()
            .triggering(
                AfterWatermark.pastEndOfWindow()
                    .withEarlyFirings(count(2))
                    .withLateFirings(count(2)))
            .withAllowedLateness(seconds(20))
            .discardingFiredPanes(),
        "EARLY 0/-1 F [a,b] [0,10) @9.999",
        "EARLY 1/-1 [c,d] [0,10) @9.999",
        "ON_TIME 2/0 [e] [0,10) @9.999",
        "LATE 3/1 [f,g] [0,10) @9.999",
        "LATE 4/2 L [h] [0,10) @9.999");
  }

  /** Rule R7: the part that did not fire begins anew as well. */
  @Test
  void theFirstOfSeveralFires() {
    expectPanes(
        "a@1 | b@1 | c@1 | +6 | d@1 | e@1 | inf",
        global(Repeatedly.forever(AfterFirst.of(count(2), delay(5)))),
        "EARLY 0/-1 F [a,b] global @end",
        "EARLY 1/-1 [c] global @end",
        "EARLY 2/-1 [d,e] global @end",
        "ON_TIME 3/0 L [] global @end");
  }

  @Test
  void allOfSeveralMustBeReady() {
    expectPanes(
        "a@1 | +6 | b@1 | c@1 | d@1 | +6 | inf",
        global(Repeatedly.forever(AfterAll.of(count(2), delay(5)))),
        "EARLY 0/-1 F [a,b] global @end",
        "EARLY 1/-1 [c,d] global @end",
        "ON_TIME 2/0 L [] global @end");
  }

  /** Rule R7: one after the other. */
  @Test
  void oneTriggerFollowsAnother() {
    expectPanes(
        "a@1 | b@1 | c@1 | d@1 | e@1 | f@1 | inf",
        global(AfterEach.inOrder(count(1), count(2), Repeatedly.forever(count(3)))),
        "EARLY 0/-1 F [a] global @end",
        "EARLY 1/-1 [b,c] global @end",
        "EARLY 2/-1 [d,e,f] global @end",
        "ON_TIME 3/0 L [] global @end");
  }

  /** Rule R7: what ends a trigger is not begun anew by its firings. */
  @Test
  void oneTriggerEndsAnother() {
    PipelineResult result =
        expectPanes(
            "a@1 | b@1 | c@1 | d@1 | e@1 | inf",
            global(Repeatedly.forever(count(2)).orFinally(count(3))).allowingTriggerToFinish(),
            "EARLY 0/-1 F [a,b] global @end",
            "EARLY 1/-1 L [c] global @end");

    assertEquals(2, droppedAsClosed(result));
  }

  /** Rules R2, R11 and L4: where it is accepted that a trigger finishes, its window is closed. */
  @Test
  void aTriggerThatFinishedClosesItsWindow() {
    PipelineResult result =
        expectPanes(
            "a@1 | b@2 | c@3 | d@12 | W=10 | e@4 | inf",
            tens()
                .triggering(count(2))
                .withAllowedLateness(seconds(20))
                .discardingFiredPanes()
                .allowingTriggerToFinish(),
            "EARLY 0/-1 FL [a,b] [0,10) @9.999",
            "ON_TIME 0/0 FL [d] [10,20) @19.999");

    assertEquals(2, droppedAsClosed(result));
    assertEquals(0, droppedAsLate(result));
  }

  /** Rule R9: behind a grouping a count lets everything through. */
  @Test
  void aSecondGroupingFiresForEachPaneOfTheFirst() {
    PAssert.that(
            p.apply(Script.of("a@1 | b@1 | c@1 | d@1 | inf"))
                .apply(global(Repeatedly.forever(count(2))))
                .apply("First", Count.perKey())
                .apply("Second", GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "EARLY 0/-1 F [2] global @end",
            "EARLY 1/-1 [2] global @end",
            "EARLY 2/-1 [0] global @end",
            "ON_TIME 3/0 L [] global @end");
    p.run();
  }
}
