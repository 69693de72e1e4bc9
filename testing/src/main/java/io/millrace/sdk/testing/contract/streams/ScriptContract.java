package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterProcessingTime;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Repeatedly;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import org.junit.jupiter.api.Test;

/** Scripts of events are followed step by step. */
@Subject("scripts of events (TestStream)")
public abstract class ScriptContract extends StreamContractTest {

  protected ScriptContract(Setting setting) {
    super(setting);
  }

  /** Rule Q1: an event comes when everything before it has come to rest, however far it goes. */
  @Test
  void eachEventFindsThePipelineAtRest() {
    PCollection<String> panes =
        p.apply(Script.of("a@1 | b@1 | c@1 | d@1 | e@1 | inf"))
            .apply(
                Window.<KV<String, String>>into(new GlobalWindows())
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                    .accumulatingFiredPanes())
            .apply("Move", Redistribute.byKey())
            .apply("First", Count.perKey())
            .apply("MoveAgain", Redistribute.byKey())
            .apply("Second", GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "EARLY 0/-1 F [1] global @end",
            "EARLY 1/-1 [1,2] global @end",
            "EARLY 2/-1 [1,2,3] global @end",
            "EARLY 3/-1 [1,2,3,4] global @end",
            "EARLY 4/-1 [1,2,3,4,5] global @end",
            "EARLY 5/-1 [1,2,3,4,5,5] global @end",
            "ON_TIME 6/0 L [1,2,3,4,5,5] global @end");
    p.run();
  }

  /** Rule Q1: what is due in processing time runs before the next event. */
  @Test
  void processingTimePassesAsTheScriptSays() {
    expectPanes(
        "a@1 | +59 | b@1 | +2 | c@1 | inf",
        Window.<KV<String, String>>into(new GlobalWindows())
            .triggering(
                Repeatedly.forever(
                    AfterProcessingTime.pastFirstElementInPane().plusDelayOf(seconds(60))))
            .discardingFiredPanes(),
        "EARLY 0/-1 F [a,b] global @end",
        "ON_TIME 1/0 L [c] global @end");
  }

  /** Rule Q1: several scripts take turns, one event each. */
  @Test
  void severalScriptsTakeTurns() {
    PCollection<KV<String, String>> both =
        PCollectionList.of(p.apply("One", Script.of("a@1 | b@1 | inf")))
            .and(p.apply("Two", Script.of("c@1 | d@1 | inf")))
            .apply(Flatten.pCollections());
    PCollection<String> panes =
        both.apply(
                Window.<KV<String, String>>into(new GlobalWindows())
                    .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(2)))
                    .discardingFiredPanes())
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "EARLY 0/-1 F [a,c] global @end",
            "EARLY 1/-1 [b,d] global @end",
            "ON_TIME 2/0 L [] global @end");
    p.run();
  }

  /** Elements without a timestamp have the watermark's. */
  @Test
  void elementsComeWithTheWatermarkAsTheirTime() {
    PCollection<String> panes =
        p.apply(
                TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
                    .advanceWatermarkTo(Times.at(15))
                    .addElements(KV.of("k", "a"))
                    .advanceWatermarkToInfinity())
            .apply(tens())
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes).containsInAnyOrder("ON_TIME 0/0 FL [a] [10,20) @19.999");
    p.run();
  }

  /** Rule W5: the end comes also where nothing else does. */
  @Test
  void aScriptWithoutElementsEnds() {
    PAssert.that(panes("W=5 | inf", tens())).empty();
    p.run();
  }
}
