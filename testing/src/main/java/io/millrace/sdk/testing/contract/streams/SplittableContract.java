package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.io.range.OffsetRange;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.splittabledofn.RestrictionTracker;
import io.millrace.sdk.transforms.splittabledofn.WatermarkEstimators;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollection.IsBounded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Functions whose work on an element is split. */
@Subject("splittable functions")
@Needs(Feature.SPLITTABLE)
public abstract class SplittableContract extends ContractTest {

  protected SplittableContract(Setting setting) {
    super(setting);
  }

  private static List<Long> numbers(int... ends) {
    List<Long> all = new ArrayList<>();
    for (int end : ends) {
      for (long i = 0; i < end; i++) {
        all.add(i);
      }
    }
    return all;
  }

  /** Rules D1 and D2: however the work is cut, each position is there once. */
  @Test
  void eachPositionIsWorkedOnOnce() {
    PAssert.that(p.apply(Create.of(3, 10_000, 0)).apply(ParDo.of(new Counting())))
        .containsInAnyOrder(numbers(3, 10_000));
    p.run();
  }

  /** Rule D2. */
  @Test
  void partsAreTheWholeTogether() {
    PAssert.that(p.apply(Create.of(100, 20)).apply(ParDo.of(new Counting.InParts())))
        .containsInAnyOrder(numbers(100, 20));
    p.run();
  }

  /** Rule D2: what has an end keeps having one, so that it can be grouped without a trigger. */
  @Test
  void whatEndsIsGroupedInTheEnd() {
    PCollection<Long> numbers = p.apply(Create.of(100, 20)).apply(ParDo.of(new Counting()));
    assertEquals(IsBounded.BOUNDED, numbers.isBounded());
    PAssert.thatSingleton(numbers.apply(Sum.longsGlobally())).isEqualTo(4950L + 190);
    p.run();
  }

  private void assertFails(Counting function, String because) {
    p.apply(Create.of(3)).apply("Broken", ParDo.of(function));
    RuntimeException failure = assertThrows(RuntimeException.class, p::run);
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("Broken"), message);
    assertTrue(message.contains(because), message);
  }

  /** Rule D1. */
  @Test
  void anOutputBeforeAClaimFails() {
    assertFails(new Counting.WithoutClaim(), "before it outputs anything");
  }

  /** Rule D1. */
  @Test
  void anOutputAfterAFailedClaimFails() {
    assertFails(new Counting.AfterFailedClaim(), "after tryClaim has returned false");
  }

  /** Rule D1. */
  @Test
  void workThatWasNotClaimedFails() {
    assertFails(new Counting.TooFew(), "would be lost");
  }

  private static final class EarlyOutput extends Counting {
    @Override
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      if (tracker.tryClaim(0L)) {
        out.outputWithTimestamp(0L, at(0));
      }
    }
  }

  /** Rule E1. */
  @Test
  void outputsEarlierThanTheElementFail() {
    p.apply(Create.timestamped(at(5, 1))).apply("Early", ParDo.of(new EarlyOutput()));
    RuntimeException failure = assertThrows(RuntimeException.class, p::run);
    assertTrue(String.valueOf(failure.getMessage()).contains("Early"), failure.getMessage());
  }

  private static final class EachWindow extends DoFn<Integer, String> {
    @GetInitialRestriction
    public OffsetRange all(BoundedWindow window) {
      return new OffsetRange(0, window.maxTimestamp().equals(at(10).minusMillis(1)) ? 2 : 1);
    }

    @ProcessElement
    public void processElement(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<String> out) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        out.output("number " + i);
      }
    }
  }

  /** Rule E2: an element in several windows is several elements. */
  @Test
  void inEachWindowAnElementHasItsOwnWork() {
    PCollection<String> lines =
        p.apply(Create.timestamped(at(6, 1)))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(ParDo.of(new EachWindow()))
            .apply(Elements.asText());
    PAssert.that(lines.apply(Window.into(FixedWindows.of(seconds(1000)))))
        .containsInAnyOrder("number 0 [0,10) @6", "number 1 [0,10) @6", "number 0 [5,15) @6");
    p.run();
  }

  private static final class NotePanes extends DoFn<KV<String, Iterable<String>>, String> {
    private final Journal journal;

    NotePanes(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element KV<String, Iterable<String>> group, PaneInfo pane) {
      journal.note(pane.getTiming() + " " + group.getKey() + group.getValue());
    }
  }

  private List<String> ticksAndPanes(String script) {
    Journal journal = new Journal();
    PCollection<KV<String, String>> ticks =
        p.apply(Script.of(script)).apply(ParDo.of(new Ticks(journal)));
    assertEquals(IsBounded.UNBOUNDED, ticks.isBounded());
    ticks
        .apply(Window.into(FixedWindows.of(seconds(10))))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new NotePanes(journal)));
    p.run();
    return journal.entries();
  }

  /** Rule D3: behind the function event time has come as far as the function says. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void theEstimateDrivesWindows() {
    assertEquals(
        List.of(
            "tick k0 at 0",
            "ON_TIME k[0]",
            "tick k1 at 1",
            "ON_TIME k[1]",
            "tick k2 at 2",
            "ON_TIME k[2]"),
        ticksAndPanes("3@1 | W=100 | +1 | +1 | +1 | inf"));
  }

  /** Rule D3: a delay is one of processing time. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void workGoesOnWhenItsDelayIsOver() {
    assertEquals(
        List.of("tick k0 at 0", "ON_TIME k[0]", "tick k1 at 1", "ON_TIME k[1]", "tick k2 at 6"),
        ticksAndPanes("3@1 | W=100 | +0.999 | +0.001 | +5 | inf").subList(0, 5));
  }

  /**
   * Rule D3: the slowest of several says how far event time has come; none waits for another. What
   * happens at once comes in any order.
   */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void severalElementsAreWorkedOnInTurn() {
    List<String> entries = ticksAndPanes("a:3@1 | +1 | b:2@1 | W=100 | +1 | +1 | inf");
    assertEquals(List.of("tick a0 at 0", "tick a1 at 1", "tick b0 at 1"), entries.subList(0, 3));
    assertEquals(Set.of("ON_TIME a[0]", "ON_TIME b[0]"), Set.copyOf(entries.subList(3, 5)));
    List<String> atTwo = entries.subList(5, 10);
    assertEquals(
        Set.of("tick a2 at 2", "tick b1 at 2", "ON_TIME a[1]", "ON_TIME b[1]", "ON_TIME a[2]"),
        Set.copyOf(atTwo));
    for (String pane : List.of("ON_TIME a[1]", "ON_TIME b[1]")) {
      assertTrue(atTwo.indexOf("tick b1 at 2") < atTwo.indexOf(pane), entries.toString());
    }
    assertTrue(atTwo.indexOf("tick a2 at 2") < atTwo.indexOf("ON_TIME a[2]"), entries.toString());
  }

  /** Rule D3: what has not been begun holds event time as elements on their way do. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void nothingIsLateThatTheEstimateAllowed() {
    PCollection<String> panes =
        p.apply(Script.of("a:5@1 b:7@3 | W=4 | c:2@5 | W=1000 | +3 | +10 | inf"))
            .apply(ParDo.of(new Ticks(new Journal())))
            .apply(Window.into(FixedWindows.of(seconds(1000))))
            .apply(GroupByKey.create())
            .apply(Panes.asText());
    PAssert.that(panes)
        .satisfies(
            check(
                lines -> {
                  assertEquals(3, lines.size(), lines.toString());
                  lines.forEach(line -> assertTrue(line.contains("ON_TIME 0/0"), line));
                }));
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rule D4. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void outputsOlderThanWhatTheFunctionSaidAreLate() {
    PCollection<String> panes =
        p.apply(Script.of("2@1 | W=100 | +1 | +1 | inf"))
            .apply(ParDo.of(new Ticks.OutOfOrder(new Journal())))
            .apply(Window.into(FixedWindows.of(seconds(10))))
            .apply(GroupByKey.create())
            .apply(Panes.asText());
    PAssert.that(panes).containsInAnyOrder("ON_TIME 0/0 FL [0] [20,30) @29.999");
    assertEquals(1, droppedAsLate(p.run()));
  }

  /** Numbers a second apart, whose timestamps say how far event time has come. */
  @DoFn.UnboundedPerElement
  private static final class Ascending extends DoFn<KV<String, String>, KV<String, String>> {
    @GetInitialRestriction
    public OffsetRange all(@Element KV<String, String> element) {
      return new OffsetRange(0, Long.parseLong(element.getValue()));
    }

    @GetInitialWatermarkEstimatorState
    public Instant begin(@Timestamp Instant timestamp) {
      return timestamp;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.MonotonicallyIncreasing estimator(
        @WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.MonotonicallyIncreasing(state);
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @Timestamp Instant first,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<KV<String, String>> out) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        out.outputWithTimestamp(KV.of(element.getKey(), "" + i), first.plusSeconds(i));
      }
    }
  }

  /**
   * Rule D3: an estimator that sees timestamps of outputs; what it has seen stays with the rest.
   */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void timestampsOfOutputsAreObserved() {
    PCollection<String> panes =
        p.apply(Script.of("25@0 | inf"))
            .apply(ParDo.of(new Ascending()))
            .apply(Window.into(FixedWindows.of(seconds(20))))
            .apply(GroupByKey.create())
            .apply(Panes.asText());
    PAssert.that(panes)
        .satisfies(
            check(
                lines -> {
                  assertEquals(2, lines.size(), lines.toString());
                  lines.forEach(line -> assertTrue(line.contains("ON_TIME 0/0 FL"), line));
                }));
    assertEquals(0, droppedAsLate(p.run()));
  }
}
