package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Latest;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.PeriodicImpulse;
import io.millrace.sdk.transforms.PeriodicSequence;
import io.millrace.sdk.transforms.PeriodicSequence.SequenceDefinition;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TypeDescriptors;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Ticks of the clock as elements. The clock is that of a script of events, which begins at zero;
 * when the script is over time passes by itself to what is due next.
 */
@Subject("periodic impulses")
@Needs(Feature.SPLITTABLE)
public abstract class PeriodicContract extends StreamContractTest {

  private final Journal journal = new Journal();

  protected PeriodicContract(Setting setting) {
    super(setting);
  }

  private static PeriodicImpulse everyTen() {
    return PeriodicImpulse.create().withInterval(seconds(10));
  }

  /** Notes elements as they come. */
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

  private static PCollection<String> texts(PCollection<Instant> ticks) {
    return ticks.apply(
        "Texts", MapElements.into(TypeDescriptors.strings()).via(tick -> Times.text(tick)));
  }

  private List<String> noted(PCollection<Instant> ticks, String script) {
    texts(ticks).apply("NoteTicks", ParDo.of(new Note(journal)));
    p.apply("Script", Script.of(script))
        .apply(Values.create())
        .apply("NoteScript", ParDo.of(new Note(journal)));
    p.run();
    return journal.entries();
  }

  @Test
  void ticksComeWhenTheClockHasReachedThem() {
    assertEquals(
        List.of("0", "a", "10", "b", "20", "30", "c"),
        noted(p.apply(everyTen().stopAt(at(30))), "a@0 | +9.999 | +0.001 | b@0 | +25 | c@0 | inf"));
  }

  @Test
  void ticksGoOnWhenTheScriptIsOver() {
    assertEquals(
        List.of("0", "a", "10", "20"),
        noted(p.apply(everyTen().stopAfter(seconds(29))), "a@0 | inf"));
  }

  @Test
  void anImpulseThatStopsBeforeThePipelineBeginsHasNoTicks() {
    assertEquals(List.of("a"), noted(p.apply(everyTen().stopAt(at(-1))), "a@0 | +20 | inf"));
  }

  @Test
  void ticksOfThePastComeAtOnce() {
    assertEquals(
        List.of("-15", "-5", "a", "5", "b"),
        noted(p.apply(everyTen().startAt(at(-15)).stopAt(at(5))), "a@0 | +5 | b@0 | inf"));
  }

  @Test
  void ticksOfThePastComeOneByOneWhereTheyAreNotToCatchUp() {
    assertEquals(
        List.of("-15", "a", "-5", "b", "5", "c"),
        noted(
            p.apply(everyTen().startAt(at(-15)).stopAt(at(5)).catchUpToNow(false)),
            "a@0 | +10 | b@0 | +10 | c@0 | inf"));
  }

  /** Event time is that of the next tick, so that a window is complete with its own. */
  @Test
  void eachTickHasAWindowOfItsOwnThatIsCompleteWithIt() {
    PCollection<String> panes =
        texts(p.apply(everyTen().startAt(at(0)).stopAt(at(20)).applyWindowing()))
            .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
            .apply(GroupByKey.create())
            .apply(Panes.asText());
    PAssert.that(panes)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [0] [0,10) @9.999",
            "ON_TIME 0/0 FL [10] [10,20) @19.999",
            "ON_TIME 0/0 FL [20] [20,30) @29.999");
    panes.apply("NotePanes", ParDo.of(new Note(journal)));
    p.apply(Script.of("a@0 | +5 | b@0 | +25 | inf"))
        .apply(Values.create())
        .apply("NoteScript", ParDo.of(new Note(journal)));
    p.run();
    assertEquals(
        List.of("ON_TIME 0/0 FL [0] [0,10) @9.999", "a", "b"), journal.entries().subList(0, 3));
  }

  private static SequenceDefinition sequence(long first, long last, long interval) {
    return new SequenceDefinition(at(first), at(last), seconds(interval));
  }

  private PCollection<Instant> sequences(
      SequenceDefinition sequence, SequenceDefinition... sequences) {
    return p.apply("Sequences", Create.of(sequence, sequences)).apply(PeriodicSequence.create());
  }

  @Test
  void aSequenceTicksAsAnImpulseDoes() {
    assertEquals(
        List.of("-5", "a", "5", "b", "15", "25", "c"),
        noted(sequences(sequence(-5, 30, 10)), "a@0 | +4.999 | +0.001 | b@0 | +25 | c@0 | inf"));
  }

  @Test
  void aSequenceTooCanTakeItsTime() {
    assertEquals(
        List.of("-15", "a", "-5", "b", "5", "c"),
        noted(
            sequences(new SequenceDefinition(at(-15), at(5), seconds(10), false)),
            "a@0 | +10 | b@0 | +10 | c@0 | inf"));
  }

  /** Event time is that of the sequence that is furthest behind. */
  @Test
  void severalSequencesTickSideBySide() {
    PCollection<Instant> ticks = sequences(sequence(0, 20, 10), sequence(5, 9, 2));
    PAssert.that(texts(ticks).apply(Elements.asText()))
        .containsInAnyOrder(
            "0 global @0",
            "10 global @10",
            "20 global @20",
            "5 global @5",
            "7 global @7",
            "9 global @9");
    PAssert.that(
            ticks
                .apply(Window.into(FixedWindows.of(seconds(10))))
                .apply(WithKeys.<String, Instant>of("k").withKeyType(TypeDescriptors.strings()))
                .apply(Count.perKey())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL 4 [0,10) @9.999",
            "ON_TIME 0/0 FL 1 [10,20) @19.999",
            "ON_TIME 0/0 FL 1 [20,30) @29.999");
    p.apply(Script.of("a@0 | +30 | inf"));
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rule E1. */
  @Test
  void aSequenceThatBeginsBeforeItsOwnTimestampFails() {
    p.apply(Create.timestamped(TimestampedValue.of(sequence(0, 20, 10), at(1))))
        .apply("Late", PeriodicSequence.create());
    p.apply(Script.of("a@0 | inf"));
    RuntimeException failure = assertThrows(RuntimeException.class, p::run);
    String text = failure + " " + failure.getCause();
    assertTrue(text.contains("Late/Ticks"), text);
    assertTrue(text.contains("begins before its own timestamp"), text);
  }

  private static final class Look extends DoFn<String, String> {
    private final PCollectionView<String> version;
    private final Journal journal;

    Look(PCollectionView<String> version, Journal journal) {
      this.version = version;
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      journal.note(c.element() + " sees " + c.sideInput(version));
    }
  }

  /** What the elements of a script see of what was made of ticks. */
  private List<String> looks(PCollectionView<String> version, String script) {
    p.apply(Script.of(script))
        .apply(Values.create())
        .apply("MainWindows", Window.into(FixedWindows.of(seconds(5))))
        .apply("Look", ParDo.of(new Look(version, journal)).withSideInputs(version));
    p.run();
    return journal.entries();
  }

  private static Window<String> global(Trigger trigger) {
    return Window.<String>into(new GlobalWindows())
        .triggering(Repeatedly.forever(trigger))
        .discardingFiredPanes();
  }

  /** Rule S4. */
  @Test
  @Needs(Feature.UNBOUNDED_SIDE_INPUTS)
  void aSideInputThatIsMadeAnewWithEachTickIsTheLastOne() {
    PCollectionView<String> version =
        texts(p.apply(everyTen().stopAt(at(30))))
            .apply(global(AfterPane.elementCountAtLeast(1)))
            .apply(View.asLatest());
    assertEquals(
        List.of("a sees 0", "b sees 10", "c sees 10", "d sees 30"),
        looks(version, "a@1 | +10 | b@2 | +5 | c@50 | +5 | +10 | d@1 | inf"));
  }

  /** Also when the stream of ticks is over there is no pane with nothing in it. */
  @Test
  @Needs(Feature.UNBOUNDED_SIDE_INPUTS)
  void theLastTickIsSeenAlsoWhenThereWillBeNone() {
    PCollectionView<String> version =
        texts(p.apply(everyTen().stopAt(at(10))))
            .apply(global(AfterPane.elementCountAtLeast(1)))
            .apply(View.asLatest());
    assertEquals(List.of("a sees 0", "b sees 10"), looks(version, "a@1 | +50 | b@2 | inf"));
  }

  /**
   * As programs for Beam write it. In each of the two groupings, time must have passed the first
   * element of a pane.
   */
  @Test
  @Needs(Feature.UNBOUNDED_SIDE_INPUTS)
  void aTriggerInProcessingTimeAndASingletonDoAsWell() {
    PCollectionView<String> version =
        texts(p.apply(everyTen().stopAt(at(30))))
            .apply(global(AfterProcessingTime.pastFirstElementInPane()))
            .apply(Latest.globally())
            .apply(View.asSingleton());
    assertEquals(
        List.of("a sees 0", "b sees 0", "c sees 10"),
        looks(version, "a@1 | +1 | +1 | +8 | b@2 | +1 | +1 | c@3 | inf"));
  }

  /** Rule S1: which tick an element sees is a matter of event time alone. */
  @Test
  @Needs(Feature.UNBOUNDED_SIDE_INPUTS)
  void aSideInputInWindowsIsThatOfTheTimeOfTheElement() {
    PCollectionView<String> version =
        texts(p.apply(everyTen().stopAt(at(30)).applyWindowing())).apply(View.asSingleton());
    assertEquals(
        List.of("a sees 0", "c sees 0", "b sees 10"), looks(version, "a@1 b@12 | c@9 | +10 | inf"));
  }
}
