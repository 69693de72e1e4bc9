package io.millrace.runners.direct.streaming;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TupleTag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes of grouping a stream together with a table that ends, in windows of each kind. */
class StreamStaticJoinTest {

  private static final TupleTag<String> STREAM = new TupleTag<>("stream");
  private static final TupleTag<String> TABLE = new TupleTag<>("table");

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private static final class Describe extends DoFn<KV<String, CoGbkResult>, String> {
    @ProcessElement
    public void processElement(@Element KV<String, CoGbkResult> group, OutputReceiver<String> out) {
      out.output(sorted(group.getValue().getAll(STREAM)) + sorted(group.getValue().getAll(TABLE)));
    }

    private static String sorted(Iterable<String> values) {
      return StreamSupport.stream(values.spliterator(), false).sorted().toList().toString();
    }
  }

  private PCollection<String> grouped(
      PCollection<KV<String, String>> table, String script, Window<KV<String, String>> windows) {
    return KeyedPCollectionTuple.of(
            STREAM, p.apply("Stream", Script.of(script)).apply("OfStream", windows))
        .and(TABLE, table.apply("OfTable", windows))
        .apply(CoGroupByKey.create())
        .apply("Describe", ParDo.of(new Describe()));
  }

  private static Window<KV<String, String>> tens() {
    return Window.into(FixedWindows.of(Duration.ofSeconds(10)));
  }

  private static Window<KV<String, String>> each() {
    return Window.<KV<String, String>>into(new GlobalWindows())
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)));
  }

  @Test
  void inWindowsRowsMeetTheStreamOfTheirOwnTime() {
    PCollection<KV<String, String>> rows =
        p.apply(
            "Table",
            Create.timestamped(
                TimestampedValue.of(KV.of("k", "first"), Instant.ofEpochSecond(0)),
                TimestampedValue.of(KV.of("k", "second"), Instant.ofEpochSecond(10))));
    PAssert.that(grouped(rows, "a@1 b@2 | W=10 | c@12 | inf", tens()))
        .containsInAnyOrder("[a, b][first]", "[c][second]");
    p.run();
  }

  /** They are at the beginning of time. */
  @Test
  void inWindowsRowsWithoutATimeMeetNothing() {
    PCollection<KV<String, String>> rows = p.apply("Table", Create.of(KV.of("k", "row")));
    PAssert.that(grouped(rows, "a@1 | W=10 | b@12 | inf", tens()))
        .containsInAnyOrder("[][row]", "[a][]", "[b][]");
    p.run();
  }

  @Test
  void inTheGlobalWindowWithoutATriggerNothingWouldComeAndThatIsRefused() {
    PCollection<KV<String, String>> rows = p.apply("Table", Create.of(KV.of("k", "row")));
    assertThatThrownBy(() -> grouped(rows, "a@1 | inf", Window.into(new GlobalWindows())))
        .hasMessageContaining("CoGroupByKey")
        .hasMessageContaining("Window.into(...)");
    p.enableAbandonedNodeEnforcement(false);
  }

  /** With accumulating panes all of the stream so far comes again with each element. */
  @Test
  void inTheGlobalWindowAccumulatedPanesRepeatTheStream() {
    PCollection<KV<String, String>> rows = p.apply("Table", Create.of(KV.of("k", "row")));
    PAssert.that(grouped(rows, "a@1 | b@2 | inf", each().accumulatingFiredPanes()))
        .satisfies(
            panes -> {
              List<String> all = StreamSupport.stream(panes.spliterator(), false).toList();
              if (!all.contains("[a][row]") || !all.contains("[a, b][row]")) {
                throw new AssertionError(all);
              }
              return null;
            });
    p.run();
  }

  /** With discarding ones rows meet only what comes in the same pane. */
  @Test
  void inTheGlobalWindowDiscardedPanesForgetTheTable() {
    PCollection<KV<String, String>> rows = p.apply("Table", Create.of(KV.of("k", "row")));
    PAssert.that(grouped(rows, "+1 | a@1 | b@2 | inf", each().discardingFiredPanes()))
        .containsInAnyOrder("[][row]", "[a][]", "[b][]", "[][]");
    p.run();
  }
}
