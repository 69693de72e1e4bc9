package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.Wait;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Collections that wait for others. In the scripts elements of the key {@code s} are the signal,
 * and all others wait for it. Both have one watermark, so that what waits is released with the
 * watermark of its own window, or later.
 */
@Subject("waiting for other collections")
@Needs(Feature.UNBOUNDED_SIDE_INPUTS)
public abstract class WaitContract extends StreamContractTest {

  protected WaitContract(Setting setting) {
    super(setting);
  }

  /** Passes on what comes, and notes it. */
  private static final class Note extends DoFn<String, String> {
    private final Journal journal;

    Note(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element String element, OutputReceiver<String> out) {
      journal.note(element);
      out.output(element);
    }
  }

  private static Window<String> fixed() {
    return Window.into(FixedWindows.of(seconds(10)));
  }

  private final Journal journal = new Journal();

  /**
   * What waited in a script. Elements of the key {@code t} do not wait, but are noted as they come.
   */
  private PCollection<String> waited(String script, Window<String> main, Window<String> signal) {
    PCollection<KV<String, String>> all = p.apply(Script.of(script));
    PCollection<String> signals = values(all, "s").apply("SignalWindows", signal);
    values(all, "t").apply("NoteTime", ParDo.of(new Note(journal)));
    return values(all, "k")
        .apply("MainWindows", main)
        .apply(Wait.on(signals))
        .apply("NoteMain", ParDo.of(new Note(journal)));
  }

  private static PCollection<String> values(PCollection<KV<String, String>> all, String key) {
    return all.apply("Only" + key, Filter.by(kv -> kv.getKey().equals(key)))
        .apply("ValuesOf" + key, Values.create());
  }

  /** Rule H4. */
  @Test
  void elementsOfAWindowWaitUntilTheSignalHasPassedIt() {
    waited("a@1 s:x@2 | t:to9@9 | W=9 | t:to10@9 | W=10 | t:end@20 | inf", fixed(), fixed());
    p.run();
    assertEquals(List.of("to9", "to10", "a", "end"), journal.entries());
  }

  /** Rule H4: a signal is what does not come any more; elements of it say nothing. */
  @Test
  void aSignalWithoutElementsIsOneToo() {
    waited("a@1 | t:to10@9 | W=10 | t:end@20 | inf", fixed(), fixed());
    p.run();
    assertEquals(List.of("to10", "a", "end"), journal.entries());
  }

  /** Rules H4 and S3. */
  @Test
  void elementsOfOtherWindowsDoNotWait() {
    waited(
        "a@1 b@11 | W=10 | t:10@11 | c@2 | t:to20@19 | W=20 | t:end@20 | inf", lateBy(30), fixed());
    p.run();
    assertEquals(List.of("a", "10", "c", "to20", "b", "end"), journal.entries());
  }

  private static Window<String> lateBy(long seconds) {
    return fixed().withAllowedLateness(seconds(seconds)).discardingFiredPanes();
  }

  /** Rule H4: as long as the signal may bring late elements, it is not through. */
  @Test
  void theLatenessOfTheSignalIsWaitedForToo() {
    waited("a@1 | W=10 | t:10@10 | W=29 | t:29@29 | W=30 | t:30@30 | inf", fixed(), lateBy(20));
    p.run();
    assertEquals(List.of("10", "29", "a", "30"), journal.entries());
  }

  /** Rule H4: what waits holds the watermark. */
  @Test
  void whatWaitedIsAsItWasAndOnTime() {
    PCollection<String> waited = waited("a@1 b@2 | W=10 | c@11 | W=40 | inf", fixed(), lateBy(20));
    PAssert.that(waited.apply(Elements.asText()))
        .containsInAnyOrder("a [0,10) @1", "b [0,10) @2", "c [10,20) @11");
    PAssert.that(
            waited
                .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [a,b] [0,10) @9.999", "ON_TIME 0/0 FL [c] [10,20) @19.999");
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rules E2 and H4: an element in several windows waits in each of them. */
  @Test
  void anElementWaitsInEachOfItsWindows() {
    PCollection<String> waited =
        waited(
            "a@6 | W=10 | t:10@10 | W=15 | t:15@15 | inf",
            Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))),
            Window.into(FixedWindows.of(seconds(5))));
    PAssert.that(waited.apply(Elements.asText())).containsInAnyOrder("a [0,10) @6", "a [5,15) @6");
    p.run();
    assertEquals(List.of("a", "10", "a", "15"), journal.entries());
  }

  /** Waiting drops nothing: what is late passes, however late it is. */
  @Test
  void whatIsLateIsNotDropped() {
    PAssert.that(waited("W=100 | a@1 | inf", fixed(), fixed())).containsInAnyOrder("a");
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rule H4. */
  @Test
  void severalSignalsAreAllWaitedFor() {
    PCollection<KV<String, String>> all =
        p.apply(Script.of("a@1 | W=10 | t:10@10 | W=15 | t:15@15 | inf"));
    PCollection<String> signal = values(all, "s").apply(fixed());
    values(all, "t").apply("NoteTime", ParDo.of(new Note(journal)));
    values(all, "k")
        .apply("MainWindows", fixed())
        .apply(
            Wait.on(
                signal,
                signal.apply(
                    Window.<String>configure()
                        .withAllowedLateness(seconds(5))
                        .discardingFiredPanes())))
        .apply("NoteMain", ParDo.of(new Note(journal)));
    p.run();
    assertEquals(List.of("10", "a", "15"), journal.entries());
  }

  /** A signal that ends, in the global window: everything waits for its end. */
  @Test
  void aStreamWaitsForTheEndOfWhatEnds() {
    PCollection<Integer> table =
        p.apply("Table", Create.of(1, 2, 3)).apply("Store", ParDo.of(new Store(journal)));
    p.apply(Script.of("a@1 | b@2 | inf"))
        .apply(Values.create())
        .apply(Wait.on(table))
        .apply("NoteMain", ParDo.of(new Note(journal)));
    p.run();
    assertEquals(List.of("stored", "stored", "stored", "a", "b"), journal.entries());
  }

  private static final class Store extends DoFn<Integer, Integer> {
    private final Journal journal;

    Store(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element Integer element, OutputReceiver<Integer> out) {
      journal.note("stored");
      out.output(element);
    }
  }

  /** Input that ends waits for what is made of itself. */
  @Test
  void aSecondStepWaitsForTheFirst() {
    PCollection<Integer> numbers =
        p.apply(Create.timestamped(at(1, 1), at(2, 2), at(11, 3)))
            .apply(Window.into(FixedWindows.of(seconds(10))));
    PCollection<Integer> stored = numbers.apply("Store", ParDo.of(new Store(journal)));
    PAssert.that(
            numbers
                .apply(Wait.on(stored.apply(Window.into(new GlobalWindows()))))
                .apply("Announce", ParDo.of(new Announce(journal))))
        .containsInAnyOrder(1, 2, 3);
    p.run();
    assertEquals(6, journal.entries().size());
    assertTrue(
        journal.entries().lastIndexOf("stored") < journal.entries().indexOf("announced"),
        () -> journal.entries().toString());
  }

  private static final class Announce extends DoFn<Integer, Integer> {
    private final Journal journal;

    Announce(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element Integer element, OutputReceiver<Integer> out) {
      journal.note("announced");
      out.output(element);
    }
  }
}
