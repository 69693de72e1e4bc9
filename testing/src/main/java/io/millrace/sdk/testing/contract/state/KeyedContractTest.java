package io.millrace.sdk.testing.contract.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Journal;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.List;

/** Tests of functions of pairs, with scripts of events. */
@Needs(Feature.STATE)
abstract class KeyedContractTest extends StreamContractTest {

  /** What functions note down, when its order matters. */
  final Journal journal = new Journal();

  KeyedContractTest(Setting setting) {
    super(setting);
  }

  /** What a function outputs for a script. */
  final PCollection<String> outputs(
      String script, Window<KV<String, String>> windowing, DoFn<KV<String, String>, String> fn) {
    return p.apply(Script.of(script)).apply(windowing).apply("Keep", ParDo.of(fn));
  }

  /** Runs a script; what the function outputs must be these, as {@link Elements}. */
  final PipelineResult expect(
      String script,
      Window<KV<String, String>> windowing,
      DoFn<KV<String, String>, String> fn,
      String... outputs) {
    PAssert.that(outputs(script, windowing, fn).apply(Elements.asText()))
        .containsInAnyOrder(List.of(outputs));
    return p.run();
  }

  /** Runs a script; what the function notes in the journal must be this, in this order. */
  final PipelineResult expectNotes(
      String script,
      Window<KV<String, String>> windowing,
      DoFn<KV<String, String>, String> fn,
      String... notes) {
    outputs(script, windowing, fn);
    PipelineResult result = p.run();
    result.waitUntilFinish();
    assertEquals(List.of(notes), noted(journal));
    return result;
  }
}
