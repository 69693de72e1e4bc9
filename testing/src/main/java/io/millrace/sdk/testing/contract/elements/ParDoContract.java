package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.BundleShape;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionTuple;
import io.millrace.sdk.values.TupleTag;
import io.millrace.sdk.values.TupleTagList;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Functions over elements, and what they output. */
@Subject("functions over elements, additional outputs")
public abstract class ParDoContract extends ContractTest {

  protected ParDoContract(Setting setting) {
    super(setting);
  }

  private static final class Times2 extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement(@Element Integer n, OutputReceiver<Integer> out) {
      for (int i = 0; i < n; i++) {
        out.output(n * 2);
      }
    }
  }

  @Test
  void eachElementGivesAsManyAsTheFunctionOutputs() {
    PCollection<Integer> doubled = p.apply(Create.of(0, 1, 2, 3)).apply(ParDo.of(new Times2()));

    PAssert.that(doubled).containsInAnyOrder(2, 4, 4, 6, 6, 6);
    p.run();
  }

  private static final class Split extends DoFn<Integer, Integer> {
    private static final TupleTag<Integer> EVEN = new TupleTag<>("even") {};
    private static final TupleTag<String> ODD = new TupleTag<>("odd") {};

    @ProcessElement
    public void processElement(@Element Integer n, MultiOutputReceiver out) {
      if (n % 2 == 0) {
        out.get(EVEN).output(n);
      } else {
        out.get(ODD).output("odd " + n);
      }
    }
  }

  @Test
  void eachOutputIsACollectionOfItsOwn() {
    PCollectionTuple outputs =
        p.apply(Create.of(1, 2, 3, 4))
            .apply(ParDo.of(new Split()).withOutputTags(Split.EVEN, TupleTagList.of(Split.ODD)));

    PAssert.that(outputs.get(Split.EVEN)).containsInAnyOrder(2, 4);
    PAssert.that(outputs.get(Split.ODD)).containsInAnyOrder("odd 1", "odd 3");
    p.run();
  }

  private static final class Same extends DoFn<String, String> {
    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      out.output(element);
    }
  }

  /** Rule E2: plain outputs have the timestamp and all windows of the input. */
  @Test
  void outputsHaveTimestampAndWindowsOfTheInput() {
    PCollection<String> elements =
        p.apply(Create.timestamped(at(3, "a"), at(12, "b")))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(ParDo.of(new Same()))
            .apply(Elements.asText());

    PAssert.that(elements)
        .containsInAnyOrder("a [-5,5) @3", "a [0,10) @3", "b [5,15) @12", "b [10,20) @12");
    p.run();
  }

  private static final class Move extends DoFn<Integer, String> {
    private final Duration skew;

    Move(Duration skew) {
      this.skew = skew;
    }

    @ProcessElement
    public void processElement(
        @Element Integer by, @Timestamp Instant timestamp, OutputReceiver<String> out) {
      out.outputWithTimestamp("by " + by, timestamp.plusSeconds(by));
    }

    @Override
    public Duration getAllowedTimestampSkew() {
      return skew;
    }
  }

  /** Rule E1. */
  @Test
  void outputsMayBeLaterThanTheInput() {
    PCollection<String> moved =
        p.apply(Create.timestamped(at(10, 0), at(20, 5)))
            .apply(ParDo.of(new Move(Duration.ZERO)))
            .apply(Elements.asText());

    PAssert.that(moved).containsInAnyOrder("by 0 global @10", "by 5 global @25");
    p.run();
  }

  /** Rule E1. */
  @Test
  void outputsEarlierThanTheInputFailAndNameTheStep() {
    p.apply(Create.timestamped(at(10, -1))).apply("Back", ParDo.of(new Move(Duration.ZERO)));

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Back"), failure::getMessage);
  }

  /** Rule E1: as early as the function says that they may be. */
  @Test
  void outputsMayBeEarlierByTheAllowedSkew() {
    PCollection<String> moved =
        p.apply(Create.timestamped(at(10, -5)))
            .apply(ParDo.of(new Move(seconds(5))))
            .apply(Elements.asText());

    PAssert.that(moved).containsInAnyOrder("by -5 global @5");
    p.run();
  }

  private static final class CountBundle extends DoFn<String, Integer> {
    private int count;

    @StartBundle
    public void startBundle() {
      count = 0;
    }

    @ProcessElement
    public void processElement() {
      count++;
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      context.output(count, at(7), GlobalWindow.INSTANCE);
    }
  }

  /** Rules B5 and E2: each element is in one bundle; what a bundle outputs has a given time. */
  @Test
  void bundlesOutputAtTheirEnds() {
    PCollection<Integer> counts =
        p.apply(Create.of("a", "b", "c", "d", "e"))
            .apply(Redistribute.arbitrarily())
            .apply(ParDo.of(new CountBundle()));
    boolean oneEach = shape() == BundleShape.ONE_ELEMENT;

    PAssert.that(counts)
        .satisfies(
            check(
                sizes -> {
                  assertEquals(5, sizes.stream().mapToInt(size -> size).sum());
                  assertTrue(!oneEach || Collections.max(sizes) == 1, sizes::toString);
                }));
    PAssert.that(counts.apply(Elements.asText()))
        .satisfies(
            check(lines -> lines.forEach(line -> assertTrue(line.endsWith(" global @7"), line))));
    p.run();
  }

  private static final class NameWindow extends DoFn<String, String> {
    @ProcessElement
    public void processElement(
        @Element String element, BoundedWindow window, OutputReceiver<String> out) {
      out.output(element + " in " + Times.text(window));
    }
  }

  /** Rule E2: an element of n windows is n elements for who looks at the window. */
  @Test
  void whoLooksAtTheWindowIsCalledForEach() {
    PCollection<String> seen =
        p.apply(Create.timestamped(at(3, "a")))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(ParDo.of(new NameWindow()))
            .apply(Elements.asText());

    PAssert.that(seen).containsInAnyOrder("a in [-5,5) [-5,5) @3", "a in [0,10) [0,10) @3");
    p.run();
  }

  private static final class FailOn3 extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement(@Element Integer n, OutputReceiver<Integer> out) {
      if (n == 3) {
        throw new IllegalStateException("three is not supported");
      }
      out.output(n);
    }
  }

  /** Rule B2, as the user sees it. */
  @Test
  void aFailureNamesTheStepAndSaysWhy() {
    p.apply(Create.timestamped(at(1, 1), at(3, 3)))
        .apply(Window.into(FixedWindows.of(seconds(10))))
        .apply("Picky", ParDo.of(new FailOn3()));

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Picky"), failure::getMessage);
    assertTrue(String.valueOf(failure).contains("three is not supported"), failure::toString);
  }
}
