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
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.values.PCollection;
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
}
