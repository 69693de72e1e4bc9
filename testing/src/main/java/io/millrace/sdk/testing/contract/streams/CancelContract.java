package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.PipelineResult.State;
import io.millrace.sdk.io.GenerateSequence;
import io.millrace.sdk.testing.TestPipelineOptions;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pipelines without end run until they are told to stop. */
@Subject("cancelling")
@Needs(Feature.UNBOUNDED_COLLECTIONS)
public abstract class CancelContract extends ContractTest {

  protected CancelContract(Setting setting) {
    super(setting);
  }

  private static final class Note extends DoFn<KV<Long, Long>, Long> {
    private final Journal journal;

    Note(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void processElement(@Element KV<Long, Long> count) {
      journal.note("count of " + count.getKey());
    }
  }

  /** Rule Z1: cancelling ends a pipeline; no window fires because of it. */
  @Test
  void cancellingFiresNoWindow() throws IOException {
    Journal journal = new Journal();
    p.apply(GenerateSequence.from(0).withTimestampFn(i -> Instant.EPOCH))
        .apply(Window.into(FixedWindows.of(seconds(10))))
        .apply(Count.perElement())
        .apply(ParDo.of(new Note(journal)));
    p.getOptions().as(TestPipelineOptions.class).setBlockOnRun(false);

    PipelineResult result = p.run();
    assertFalse(result.getState().isTerminal());
    assertEquals(null, result.waitUntilFinish(Duration.ofMillis(20)));
    assertEquals(State.CANCELLED, result.cancel());
    assertEquals(List.of(), journal.entries());
  }
}
