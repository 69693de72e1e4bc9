package io.millrace.sdk.testing.contract.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.io.Write;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Wait;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sinks write everything or nothing. */
@Subject("sinks")
public abstract class SinkContract extends ContractTest {

  private final Journal journal = new Journal();

  protected SinkContract(Setting setting) {
    super(setting);
  }

  private List<String> committed() {
    return journal.entries().stream().distinct().sorted().toList();
  }

  @Test
  void everythingIsCommittedInTheEnd() {
    PCollection<String> results =
        p.apply(Create.of("a", "b", "c", "d"))
            .apply(Redistribute.arbitrarily())
            .apply(Write.to(new JournalSink(journal)));

    PAssert.that(results)
        .containsInAnyOrder("committed a", "committed b", "committed c", "committed d");
    p.run();
    assertEquals(List.of("a", "b", "c", "d"), committed());
  }

  @Test
  void nothingIsCommittedIfWritingFails() {
    p.apply(Create.of("a", "b", "bad", "d"))
        .apply(Redistribute.arbitrarily())
        .apply("Store", Write.to(new JournalSink(journal)));

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Store"), failure::getMessage);
    assertEquals(List.of(), committed());
  }

  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.UNBOUNDED_SINKS})
  void inputThatDoesNotEndIsCommittedAsItComes() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("a", "b")
                .addElements("c")
                .advanceWatermarkToInfinity())
        .apply("Store", Write.to(new JournalSink(journal)));

    p.run().waitUntilFinish();
    assertEquals(List.of("a", "b", "c"), committed());
  }

  /** Looks at the journal when it is told to. */
  private static final class Looks extends DoFn<String, String> {
    private static final long serialVersionUID = 1;

    private final Journal journal;

    Looks(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> out) {
      if (element.equals("look")) {
        journal.entries().stream().distinct().forEach(out::output);
      }
    }
  }

  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.UNBOUNDED_SINKS})
  void whatWasWrittenCanBeSeenWhileTheInputGoesOn() {
    PCollection<String> events =
        p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("a", "b")
                .advanceProcessingTime(Duration.ofMinutes(1))
                .addElements("look")
                .advanceWatermarkToInfinity());
    events.apply("Store", Write.to(new JournalSink(journal)));

    PAssert.that(events.apply("Look", ParDo.of(new Looks(journal)))).containsInAnyOrder("a", "b");
    p.run().waitUntilFinish();
  }

  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.UNBOUNDED_SINKS})
  void whatIsVisibleStaysVisibleIfWritingFailsLater() {
    p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements("a", "b")
                .advanceProcessingTime(Duration.ofMinutes(1))
                .addElements("c", "bad")
                .advanceWatermarkToInfinity())
        .apply("Store", Write.to(new JournalSink(journal)));

    assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertEquals(List.of("a", "b"), committed());
  }

  /** Event time passes an element behind the sink only when it is committed. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.UNBOUNDED_SINKS})
  void whoWaitsForResultsWaitsUntilEverythingBeforeThemCanBeSeen() {
    PCollection<String> events =
        p.apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(at("a", 1), at("b", 2), at("look", 3))
                .advanceWatermarkTo(time(20))
                .advanceProcessingTime(Duration.ofMinutes(1))
                .advanceWatermarkToInfinity());
    Window<String> tenSeconds = Window.into(FixedWindows.of(Duration.ofSeconds(10)));
    PCollection<String> results = events.apply("Store", Write.to(new JournalSink(journal)));

    PCollection<String> looked =
        events
            .apply("Windows", tenSeconds)
            .apply(Wait.on(results.apply("WindowsOfResults", tenSeconds)))
            .apply("Look", ParDo.of(new Looks(journal)));
    PAssert.that(looked).containsInAnyOrder("a", "b", "look");
    p.run().waitUntilFinish();
  }

  private static Instant time(int second) {
    return Instant.EPOCH.plusSeconds(second);
  }

  private static TimestampedValue<String> at(String element, int second) {
    return TimestampedValue.of(element, time(second));
  }
}
