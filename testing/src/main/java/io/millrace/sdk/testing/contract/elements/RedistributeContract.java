package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Redistribute;
import io.millrace.sdk.transforms.Reshuffle;
import io.millrace.sdk.transforms.windowing.AfterPane;
import io.millrace.sdk.transforms.windowing.AfterWatermark;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** Redistribution is the identity, whatever it moves. */
@Subject("redistribution")
public abstract class RedistributeContract extends ContractTest {

  protected RedistributeContract(Setting setting) {
    super(setting);
  }

  /** Rule H1. */
  @Test
  void valuesTimestampsAndWindowsStay() {
    PCollection<KV<String, String>> moved =
        p.apply(
                Create.timestamped(
                    at(3, KV.of("k", "a")), at(12, KV.of("k", "b")), at(12, KV.of("x", "b"))))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply("ByKey", Redistribute.byKey())
            .apply("Anywhere", Redistribute.arbitrarily())
            .apply("Shuffle", Reshuffle.of());

    PAssert.that(moved.apply(Elements.asText()))
        .containsInAnyOrder(
            "KV{k, a} [-5,5) @3",
            "KV{k, a} [0,10) @3",
            "KV{k, b} [5,15) @12",
            "KV{k, b} [10,20) @12",
            "KV{x, b} [5,15) @12",
            "KV{x, b} [10,20) @12");
    p.run();
  }

  /** Rules H1 and P6: panes stay, and so does what is late. */
  @Test
  @Needs({Feature.UNBOUNDED_COLLECTIONS, Feature.TRIGGERS})
  void panesStay() {
    PCollection<String> panes =
        p.apply(Script.of("a@1 | W=10 | b@2 | inf"))
            .apply(
                Window.<KV<String, String>>into(FixedWindows.of(seconds(10)))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(seconds(20))
                    .discardingFiredPanes())
            .apply(GroupByKey.create())
            .apply(Reshuffle.of())
            .apply(Panes.asText());

    PAssert.that(panes)
        .containsInAnyOrder(
            "EARLY 0/-1 F [a] [0,10) @9.999",
            "ON_TIME 1/0 [] [0,10) @9.999",
            "LATE 2/1 [b] [0,10) @9.999");
    p.run();
  }
}
