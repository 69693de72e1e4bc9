package io.millrace.sdk.testing.contract.kit;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Trigger;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.List;

/** Tests with scripts of events, see {@link Script}. */
@Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
public abstract class StreamContractTest extends ContractTest {

  /** Tests in the given setting. */
  protected StreamContractTest(Setting setting) {
    super(setting);
  }

  /** Windows of ten seconds. */
  protected static Window<KV<String, String>> tens() {
    return Window.into(FixedWindows.of(Times.seconds(10)));
  }

  /** At the end of the window, and before and after it for each element. */
  protected static Trigger earlyAndLate() {
    return AfterWatermark.pastEndOfWindow()
        .withEarlyFirings(AfterPane.elementCountAtLeast(1))
        .withLateFirings(AfterPane.elementCountAtLeast(1));
  }

  /** The panes that a grouping by key makes of a script, as {@link Panes}. */
  protected final PCollection<String> panes(String script, Window<KV<String, String>> windowing) {
    return p.apply(Script.of(script))
        .apply(windowing)
        .apply(GroupByKey.create())
        .apply(Panes.asText());
  }

  /** Runs a script; the panes that a grouping by key makes of it must be these. */
  protected final PipelineResult expectPanes(
      String script, Window<KV<String, String>> windowing, String... panes) {
    PAssert.that(panes(script, windowing)).containsInAnyOrder(List.of(panes));
    return p.run();
  }
}
