package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Side inputs that do not end: elements wait until theirs is there. In the scripts elements of the
 * key {@code s} are the side input, and all others the main input.
 */
@Subject("side inputs without end")
@Needs(Feature.UNBOUNDED_SIDE_INPUTS)
public abstract class EndlessSideInputContract extends StreamContractTest {

  protected EndlessSideInputContract(Setting setting) {
    super(setting);
  }

  /** The element, and the side input that it saw. */
  private static final class Look extends DoFn<String, String> {
    private final PCollectionView<List<String>> view;

    Look(PCollectionView<List<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element() + c.sideInput(view).stream().sorted().toList());
    }
  }

  private static Window<String> fixed() {
    return Window.into(FixedWindows.of(seconds(10)));
  }

  private static Window<String> eachInTheGlobalWindow() {
    return Window.<String>into(new GlobalWindows())
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)));
  }

  /** What the elements of a script saw. */
  private PCollection<String> looks(String script, Window<String> main, Window<String> side) {
    PCollection<KV<String, String>> both = p.apply(Script.of(script));
    PCollectionView<List<String>> view =
        both.apply("Side", Filter.by(kv -> kv.getKey().equals("s")))
            .apply("SideValues", Values.create())
            .apply("SideWindows", side)
            .apply(View.asList());
    return both.apply("Main", Filter.by(kv -> !kv.getKey().equals("s")))
        .apply("MainValues", Values.create())
        .apply("MainWindows", main)
        .apply("Look", ParDo.of(new Look(view)).withSideInputs(view));
  }

  /** Rules S1, S2 and S3: the first pane of the window makes it ready; until then one waits. */
  @Test
  void anElementWaitsForTheWindowOfItsSideInput() {
    PAssert.that(
            looks("a@1 b@11 s:x@2 | W=10 | s:y@12 c@13 | W=20 | inf", fixed(), fixed())
                .apply(Elements.asText()))
        .containsInAnyOrder("a[x] [0,10) @1", "b[y] [10,20) @11", "c[y] [10,20) @13");
    p.run();
  }

  /** Rule S2: where nothing came and nothing can come any more, there is nothing. */
  @Test
  void aWindowWithoutElementsIsEmptyWhenItHasPassed() {
    PAssert.that(looks("a@1 s:y@12 | W=10 | b@13 | inf", fixed(), fixed()))
        .containsInAnyOrder("a[]", "b[y]");
    p.run();
  }

  /** Rule S3: what waits holds the watermark, so that it is on time downstream. */
  @Test
  void whatWaitedIsNotLate() {
    PCollection<String> panes =
        looks("a@1 s:x@2 | W=10 | b@11 s:y@12 | W=30 | inf", fixed(), fixed())
            .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [a[x]] [0,10) @9.999", "ON_TIME 0/0 FL [b[y]] [10,20) @19.999");
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rule S4: the newest pane is the content; discarding, it is alone. */
  @Test
  void aNewPaneTakesThePlaceOfTheOneBefore() {
    PAssert.that(
            looks(
                "s:x@1 | a@2 | s:y@3 | b@4 | inf",
                Window.into(new GlobalWindows()),
                eachInTheGlobalWindow().discardingFiredPanes()))
        .containsInAnyOrder("a[x]", "b[y]");
    p.run();
  }

  /** Rule S4: accumulating, it holds everything so far. */
  @Test
  void anAccumulatingPaneHoldsAllSoFar() {
    PAssert.that(
            looks(
                "s:x@1 | a@2 | s:y@3 | b@4 | inf",
                Window.into(new GlobalWindows()),
                eachInTheGlobalWindow().accumulatingFiredPanes()))
        .containsInAnyOrder("a[x]", "b[x, y]");
    p.run();
  }

  /** Rule G4: a window of the side input stays as long as late elements may look at it. */
  @Test
  void lateElementsStillSeeTheWindow() {
    PAssert.that(
            looks(
                "s:x@1 a@2 | W=15 | b@3 | W=29 | c@4 | inf",
                fixed().withAllowedLateness(seconds(20)).discardingFiredPanes(),
                fixed()))
        .containsInAnyOrder("a[x]", "b[x]", "c[x]");
    p.run();
  }

  /** Outputs when the window expires. */
  private static final class LookAtTheEnd extends DoFn<KV<String, String>, String> {
    @ProcessElement
    public void processElement() {}

    @OnWindowExpiration
    public void onExpiration(
        @Key String key, @SideInput("view") List<String> seen, OutputReceiver<String> out) {
      out.output(key + " ends with " + seen);
    }
  }

  /** Rule S5: methods that time calls see what elements see. */
  @Test
  @Needs(Feature.STATE)
  void theExpiryOfAWindowSeesTheSideInput() {
    PCollection<KV<String, String>> both = p.apply(Script.of("a@1 s:x@2 | W=10 | b@11 | inf"));
    PCollectionView<List<String>> view =
        both.apply("Side", Filter.by(kv -> kv.getKey().equals("s")))
            .apply("SideValues", Values.create())
            .apply("SideWindows", fixed())
            .apply(View.asList());
    PCollection<String> ends =
        both.apply("Main", Filter.by(kv -> !kv.getKey().equals("s")))
            .apply("MainWindows", tens())
            .apply("Look", ParDo.of(new LookAtTheEnd()).withSideInput("view", view));

    PAssert.that(ends).containsInAnyOrder("k ends with [x]", "k ends with []");
    p.run();
  }
}
