package io.millrace.sdk.testing.contract.streams;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.PipelineResult;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.StreamContractTest;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Count;
import io.millrace.sdk.transforms.Flatten;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.TimestampCombiner;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How far event time has come, behind each step. */
@Subject("watermarks")
public abstract class WatermarkContract extends StreamContractTest {

  protected WatermarkContract(Setting setting) {
    super(setting);
  }

  private PCollection<String> panesOfBoth(String one, String other) {
    return PCollectionList.of(p.apply("One", Script.of(one)))
        .and(p.apply("Other", Script.of(other)))
        .apply(Flatten.pCollections())
        .apply(tens().withAllowedLateness(seconds(20)).discardingFiredPanes())
        .apply(GroupByKey.create())
        .apply(Panes.asText());
  }

  /** Rules W3 and F1: the slower of two inputs says how late it is; turns alternate. */
  @Test
  void theSmallerOfTwoWatermarksCounts() {
    PAssert.that(panesOfBoth("a@1 | W=10 | b@2 | W=11 | inf", "c@3 | W=5 | d@4 | W=6 | inf"))
        .containsInAnyOrder("ON_TIME 0/0 FL [a,b,c,d] [0,10) @9.999");
    p.run();
  }

  /** Rule W5: an input that has ended is waited for no more. */
  @Test
  void anInputThatHasEndedHoldsNothingUp() {
    PAssert.that(panesOfBoth("inf", "a@1 | W=10 | b@2 | W=31 | c@3 | inf"))
        .containsInAnyOrder("ON_TIME 0/0 F [a] [0,10) @9.999", "LATE 1/1 [b] [0,10) @9.999");
    assertEquals(1, droppedAsLate(p.run()));
  }

  private static final class OneKey extends SimpleFunction<KV<String, Long>, KV<String, String>> {
    @Override
    public KV<String, String> apply(KV<String, Long> count) {
      return KV.of("k", count.getKey() + count.getValue());
    }
  }

  /** Rules W3, W7, H5 and H7: what a grouping still has to emit holds the watermark behind it. */
  @Test
  void resultsOfAGroupingAreOnTimeForTheNext() {
    PCollection<String> panes =
        p.apply(Script.of("x:a@1 y:b@8 | W=9 | x:c@6 | W=10 | x:d@16 | W=30 | inf"))
            .apply(tens().withTimestampCombiner(TimestampCombiner.EARLIEST))
            .apply("First", Count.perKey())
            .apply("Rekey", MapElements.via(new OneKey()))
            .apply("Fives", Window.into(FixedWindows.of(seconds(5))))
            .apply("Second", GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [x2] [0,5) @1",
            "ON_TIME 0/0 FL [y1] [5,10) @8",
            "ON_TIME 0/0 FL [x1] [15,20) @16");
    PipelineResult result = p.run();
    assertEquals(0, droppedAsLate(result));
  }

  /** Rule W6: no lateness is too long to be added to the end of a window. */
  @Test
  void latenessMayReachBeyondTheEndOfTime() {
    expectPanes(
        "a@1 | W=1000000 | b@2 | inf",
        tens().withAllowedLateness(Duration.ofDays(200_000_000L)).discardingFiredPanes(),
        "ON_TIME 0/0 F [a] [0,10) @9.999",
        "LATE 1/1 [b] [0,10) @9.999");
  }
}
