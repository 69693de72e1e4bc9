package io.millrace.runners.direct.streaming;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.windowing.AfterEach;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Sessions;
import io.millrace.sdk.transforms.windowing.Trigger.OnceTrigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.transforms.windowing.Window.OnTimeBehavior;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a windowing means behind a grouping, and what can be changed of it there. */
class DownstreamWindowingTest {

  private static final OnceTrigger ONE = AfterPane.elementCountAtLeast(1);

  @RegisterExtension final TestPipeline pipeline = TestPipeline.create();

  private static Window<KV<String, String>> tens() {
    return Window.<KV<String, String>>into(FixedWindows.of(seconds(10)))
        .withAllowedLateness(seconds(0))
        .discardingFiredPanes();
  }

  /** Panes of a grouping of counts. */
  private PCollection<String> twice(String script, Window<KV<String, String>> windowing) {
    return pipeline
        .apply(Script.of(script))
        .apply(windowing)
        .apply("First", Count.perKey())
        .apply("Second", GroupByKey.create())
        .apply(Panes.asText());
  }

  @Test
  void ruleR9EarlyAndLateFiringsOfTheFirstGroupingPassTheSecond() {
    PAssert.that(
            twice(
                "a@1 b@2 | W=10 | c@3 | inf",
                tens()
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(AfterPane.elementCountAtLeast(2))
                            .withLateFirings(ONE))
                    .withAllowedLateness(seconds(20))
                    .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)))
        .containsInAnyOrder("EARLY 0/-1 F [2] [0,10) @9.999", "LATE 1/0 [1] [0,10) @9.999");
    pipeline.run();
  }

  /** A pane passes as soon as the clock has moved since it came, and not five seconds later. */
  @Test
  void ruleR9ADelayIsNotWaitedForTwice() {
    PAssert.that(
            twice(
                "a@1 | b@2 | +5.001 | +0.001 | c@3 | +5.001 | +0.001 | inf",
                tens()
                    .triggering(
                        Repeatedly.forever(
                            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(seconds(5))))
                    .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)))
        .containsInAnyOrder("EARLY 0/-1 F [2] [0,10) @9.999", "EARLY 1/-1 [1] [0,10) @9.999");
    pipeline.run();
  }

  /**
   * The last pane comes before the watermark does, so that the second has nothing new at its end.
   */
  @Test
  void ruleR9WhatEndsTheFirstTriggerDoesNotEndTheSecond() {
    PAssert.that(
            twice(
                "a@1 b@2 | c@3 | W=10 | inf",
                tens()
                    .triggering(
                        Repeatedly.forever(AfterPane.elementCountAtLeast(2))
                            .orFinally(AfterWatermark.pastEndOfWindow()))
                    .allowingTriggerToFinish()))
        .containsInAnyOrder(
            "EARLY 0/-1 F [2] [0,10) @9.999",
            "EARLY 1/-1 [1] [0,10) @9.999",
            "ON_TIME 2/0 L [] [0,10) @9.999");
    pipeline.run();
  }

  @Test
  void ruleR9EachOfSeveralTriggersInOrderPassesTheSecondGrouping() {
    PAssert.that(
            twice(
                "a@1 b@2 | c@3 | d@4 | inf",
                tens()
                    .triggering(
                        AfterEach.inOrder(
                            AfterPane.elementCountAtLeast(2), Repeatedly.forever(ONE)))
                    .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY)))
        .containsInAnyOrder(
            "EARLY 0/-1 F [2] [0,10) @9.999",
            "EARLY 1/-1 [1] [0,10) @9.999",
            "EARLY 2/-1 [1] [0,10) @9.999");
    pipeline.run();
  }

  @Test
  void onlyTheTriggerCanBeChangedAndTheWindowsStay() {
    PAssert.that(
            pipeline
                .apply(Script.of("a@1 | b@2 | W=10 | c@3 | inf"))
                .apply(tens().withAllowedLateness(seconds(20)))
                .apply(
                    "Sooner",
                    Window.<KV<String, String>>configure().triggering(Repeatedly.forever(ONE)))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "EARLY 0/-1 F [a] [0,10) @9.999",
            "EARLY 1/-1 [b] [0,10) @9.999",
            "LATE 2/0 [c] [0,10) @9.999");
    pipeline.run();
  }

  @Test
  void aTriggerThatIsChangedBehindAGroupingHoldsForTheNextOne() {
    PAssert.that(
            pipeline
                .apply(Script.of("a@1 | b@2 | c@3 | W=10 | inf"))
                .apply(tens().triggering(Repeatedly.forever(ONE)))
                .apply("First", Count.perKey())
                .apply(
                    "AtTheEnd",
                    Window.<KV<String, Long>>configure()
                        .triggering(AfterWatermark.pastEndOfWindow()))
                .apply("Second", GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder("ON_TIME 0/0 FL [0,1,1,1] [0,10) @9.999");
    pipeline.run();
  }

  @Test
  void ruleP3WhetherThereIsAnEmptyPaneOnTimeCanBeChangedAlone() {
    PAssert.that(
            pipeline
                .apply(Script.of("a@1 | W=10 | inf"))
                .apply(tens().triggering(Repeatedly.forever(ONE)))
                .apply(
                    "OnlyNews",
                    Window.<KV<String, String>>configure()
                        .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder("EARLY 0/-1 F [a] [0,10) @9.999");
    pipeline.run();
  }

  private static final class OneKey extends SimpleFunction<KV<String, Long>, KV<String, String>> {
    private static final long serialVersionUID = 1;

    @Override
    public KV<String, String> apply(KV<String, Long> count) {
      return KV.of("k", count.getKey());
    }
  }

  @Test
  void ruleM6MergedWindowsMergeAgainWhereTheProgramSaysSo() {
    PAssert.that(
            pipeline
                .apply(Script.of("x:a@0 x:b@3 y:c@9 z:d@30 | inf"))
                .apply(Window.into(Sessions.withGapDuration(seconds(10))))
                .apply("First", Count.perKey())
                .apply("Rekey", MapElements.via(new OneKey()))
                .apply(Window.remerge())
                .apply("Second", GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [x,y] [0,19) @18.999", "ON_TIME 0/0 FL [z] [30,40) @39.999");
    pipeline.run();
  }
}
