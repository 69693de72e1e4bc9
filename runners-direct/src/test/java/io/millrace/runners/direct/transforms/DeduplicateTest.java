package io.millrace.runners.direct.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.TestPipeline;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Times;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.Deduplicate;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.Values;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeduplicateTest {

  @RegisterExtension final TestPipeline p = TestPipeline.create();

  private PCollection<String> values(String script) {
    return p.apply(Script.of(script)).apply(Values.create());
  }

  @Test
  void theFirstOfEqualElementsComesAtOnceAndTheOthersAreLeftOut() {
    PAssert.that(p.apply(Create.of("a", "b", "a", "c", "a", "b")).apply(Deduplicate.values()))
        .containsInAnyOrder("a", "b", "c");
    BothWays.run(p);
  }

  @Test
  void timestampsAndWindowsStayAndWindowsAreApart() {
    PAssert.that(
            values("a@1 | a@2 | a@11 | a@12 | b@13 | inf")
                .apply(Window.into(FixedWindows.of(Times.seconds(10))))
                .apply(Deduplicate.values())
                .apply(Elements.asText()))
        .containsInAnyOrder("a [0,10) @1", "a [10,20) @11", "b [10,20) @13");
    p.run();
  }

  @Test
  void anElementCountsAgainOnceTheDurationHasPassedOnTheClock() {
    PAssert.that(
            values("a@1 | +599 | a@2 | +1 | a@3 | +0.001 | a@4 | a@5 | inf")
                .apply(Deduplicate.values())
                .apply(Elements.asText()))
        .containsInAnyOrder("a global @1", "a global @4");
    p.run();
  }

  /** Rule T4: in event time the duration counts from the watermark. */
  @Test
  void inEventTimeTheDurationCountsFromTheWatermark() {
    PAssert.that(
            values(
                    "W=100 | a@120 | a@121 | W=109 | a@122 | W=110 | a@123 | W=110.001 | a@124 | inf")
                .apply(
                    Deduplicate.<String>values()
                        .withTimeDomain(TimeDomain.EVENT_TIME)
                        .withDuration(Times.seconds(10)))
                .apply(Elements.asText()))
        .containsInAnyOrder("a global @120", "a global @124");
    p.run();
  }

  @Test
  void pairsAreComparedByTheirKeys() {
    PAssert.that(
            p.apply(Script.of("x:a@1 | x:b@2 | y:a@3 | +10.001 | x:c@4 | inf"))
                .apply(Deduplicate.<String, String>keyedValues().withDuration(Times.seconds(10))))
        .containsInAnyOrder(KV.of("x", "a"), KV.of("y", "a"), KV.of("x", "c"));
    p.run();
  }

  @Test
  void elementsAreComparedByWhatStandsForThem() {
    PAssert.that(
            values("apple@1 | avocado@2 | banana@3 | +10.001 | apricot@4 | inf")
                .apply(
                    Deduplicate.withRepresentativeValueFn((String word) -> word.charAt(0) - 'a')
                        .withRepresentativeCoder(VarIntCoder.of())
                        .withDuration(Times.seconds(10))))
        .containsInAnyOrder("apple", "banana", "apricot");
    p.run();
  }

  /** What is remembered holds no watermark, also by a clock that does not pass. */
  @Test
  void whatIsRememberedHoldsNothingBack() {
    PAssert.that(
            p.apply(Script.of("a@1 | b@2 | W=11 | W=20 | c@21 | inf"))
                .apply(Deduplicate.keyedValues())
                .apply(Window.into(FixedWindows.of(Times.seconds(10))))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(List.of("ON_TIME 0/0 FL [a] [0,10) @9.999"));
    p.run();
  }

  @Test
  void theCoderOfTheInputIsThatOfTheOutput() {
    KvCoder<String, String> coder = KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
    assertThat(
            p.apply(Create.of(KV.of("a", "b")).withCoder(coder))
                .apply(Deduplicate.keyedValues())
                .getCoder())
        .isEqualTo(coder);
    p.run();
  }
}
