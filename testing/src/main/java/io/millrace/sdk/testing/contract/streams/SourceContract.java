package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.Read;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Sources: their splits, their ends, and what they say about time. */
@Subject("sources with and without end")
public abstract class SourceContract extends ContractTest {

  protected SourceContract(Setting setting) {
    super(setting);
  }

  private static List<Long> numbersBelow(long limit) {
    return LongStream.range(0, limit).boxed().toList();
  }

  @Test
  void everyElementOfEverySplitIsReadOnce() {
    PAssert.that(p.apply(Read.from(Numbers.bounded(3)))).containsInAnyOrder(numbersBelow(300));
    p.run();
  }

  private PCollection<KV<String, Long>> countsOfHundreds(PCollection<Long> numbers) {
    return numbers
        .apply(Window.into(FixedWindows.of(seconds(100))))
        .apply(WithKeys.<String, Long>of("k").withKeyType(TypeDescriptors.strings()))
        .apply(Count.perKey());
  }

  /** Rules X8 and Q3: input that ends has one pane a window, on time, in whatever order it came. */
  @Test
  void inputThatEndsIsNeverLate() {
    PAssert.that(countsOfHundreds(p.apply(Read.from(Numbers.bounded(2)))).apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL 100 [0,100) @99.999", "ON_TIME 0/0 FL 100 [100,200) @199.999");
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rules W4 and Q3: what comes in the order of its watermark is never late either. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void whatComesInOrderIsNeverLate() {
    PCollection<Long> numbers = p.apply(Read.from(Numbers.unbounded(1)));
    PCollection<KV<String, Long>> counts =
        numbers
            .apply(Window.into(FixedWindows.of(seconds(2))))
            .apply(WithKeys.<String, Long>of("k").withKeyType(TypeDescriptors.strings()))
            .apply(Count.perKey());

    PAssert.that(counts.apply(Panes.asText()))
        .containsInAnyOrder(
            LongStream.range(0, 50)
                .mapToObj(
                    i ->
                        String.format(
                            "ON_TIME 0/0 FL 2 [%d,%d) @%d.999", 2 * i, 2 * i + 2, 2 * i + 1))
                .toList());
    assertEquals(0, droppedAsLate(p.run()));
  }

  private static final class Note extends DoFn<KV<String, Long>, String> {
    private final Journal journal;

    Note(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement() {
      journal.note("fired");
    }
  }

  /**
   * Rule W5: a split that is idle is left out; this one ends when a window has fired without it.
   */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void anIdleSplitHoldsNothingUp() {
    Journal journal = new Journal();
    countsOfHundreds(p.apply(Read.from(Numbers.unbounded(2).withIdleSplitUntilNoted(journal))))
        .apply(ParDo.of(new Note(journal)));

    assertEquals(State.DONE, p.run().waitUntilFinish());
    assertTrue(journal.entries().contains("fired"));
  }

  /** Rule B2. */
  @Test
  void aSourceThatFailsIsNamed() {
    p.apply("Numbers", Read.from(Numbers.bounded(1).failingAt(50)));

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Numbers"), failure::getMessage);
    assertTrue(String.valueOf(failure).contains("there is no number 50"), failure::toString);
  }
}
