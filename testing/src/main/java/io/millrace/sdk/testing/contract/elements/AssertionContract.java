package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static io.millrace.sdk.testing.contract.kit.Times.window;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** Assertions about collections run where the pipeline runs, and their failures come back. */
@Subject("assertions about collections")
public abstract class AssertionContract extends ContractTest {

  protected AssertionContract(Setting setting) {
    super(setting);
  }

  /** Rule Q2: that nothing is there is checked too. */
  @Test
  void anAssertionAboutNothingRuns() {
    PAssert.that(p.apply(Create.empty(StringUtf8Coder.of()))).empty();

    PipelineResult result = p.run();
    TestPipeline.verifyPAssertsSucceeded(p, result);
  }

  @Test
  void anAssertionThatDoesNotHoldFailsTheRun() {
    PAssert.that(p.apply(Create.of("a", "b"))).containsInAnyOrder("a", "c");

    assertThrows(AssertionError.class, () -> p.run().waitUntilFinish());
  }

  @Test
  void anAssertionAboutElementsThatAreNotThereFailsTheRun() {
    PAssert.that(p.apply(Create.empty(StringUtf8Coder.of()))).containsInAnyOrder("a");

    assertThrows(AssertionError.class, () -> p.run().waitUntilFinish());
  }

  /** Rule Q2: early, on time, late, final, and any pane of a window. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void panesAreSelectedByTheirTimingAndWindow() {
    PCollection<Long> counts =
        p.apply(Script.of("a@1 | b@2 | W=10 | c@3 | d@12 | inf"))
            .apply(
                Window.<KV<String, String>>into(FixedWindows.of(seconds(10)))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(seconds(20), Window.ClosingBehavior.FIRE_ALWAYS)
                    .accumulatingFiredPanes())
            .apply(
                io.millrace.sdk.transforms.Combine.globally(Count.<KV<String, String>>combineFn())
                    .withoutDefaults());

    PAssert.that(counts).inEarlyPane(window(0, 10)).containsInAnyOrder(1L, 2L);
    PAssert.that(counts).inOnTimePane(window(0, 10)).containsInAnyOrder(2L);
    PAssert.that(counts).inLatePane(window(0, 10)).containsInAnyOrder(3L, 3L);
    PAssert.that(counts).inFinalPane(window(0, 10)).containsInAnyOrder(3L);
    PAssert.that(counts).inCombinedNonLatePanes(window(0, 10)).containsInAnyOrder(1L, 2L, 2L);
    PAssert.that(counts).inWindow(window(0, 10)).containsInAnyOrder(1L, 2L, 2L, 3L, 3L);
    PAssert.that(counts).inFinalPane(window(10, 20)).containsInAnyOrder(1L);
    p.run();
  }
}
