package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Feature;
import io.millrace.sdk.testing.contract.kit.Needs;
import io.millrace.sdk.testing.contract.kit.Script;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Filter;
import io.millrace.sdk.transforms.MapElements;
import io.millrace.sdk.transforms.SimpleFunction;
import io.millrace.sdk.transforms.join.IntervalJoin;
import io.millrace.sdk.transforms.join.TemporalJoin;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Joins by key and time. In the scripts values that begin with {@code l} are the left side, and
 * those that begin with {@code r} the right one.
 */
@Subject("joins by key and time")
@Needs(Feature.TIMERS)
public abstract class TimedJoinContract extends KeyedContractTest {

  protected TimedJoinContract(Setting setting) {
    super(setting);
  }

  private record Sides(
      PCollection<KV<String, String>> left, PCollection<KV<String, String>> right) {}

  private Sides sides(String script, Duration lateness) {
    PCollection<KV<String, String>> both =
        p.apply(Script.of(script))
            .apply(
                Window.<KV<String, String>>into(new GlobalWindows())
                    .withAllowedLateness(lateness)
                    .discardingFiredPanes());
    return new Sides(
        both.apply("Left", Filter.by(kv -> kv.getValue().startsWith("l"))),
        both.apply("Right", Filter.by(kv -> kv.getValue().startsWith("r"))));
  }

  private static final class Pair extends SimpleFunction<KV<String, KV<String, String>>, String> {
    @Override
    public String apply(KV<String, KV<String, String>> pair) {
      return pair.getKey() + ": " + pair.getValue().getKey() + " " + pair.getValue().getValue();
    }
  }

  private void expectPairs(PCollection<KV<String, KV<String, String>>> joined, String... pairs) {
    PAssert.that(joined.apply(MapElements.via(new Pair())).apply(Elements.asText()))
        .containsInAnyOrder(List.of(pairs));
  }

  @Test
  void valuesThatAreNearEnoughArePairs() {
    Sides sides = sides("l1@10 r1@10 x:r2@11 | r3@15 r4@16 | W=12 | l2@13 | inf", Duration.ZERO);
    expectPairs(
        sides.left().apply(IntervalJoin.between(Duration.ZERO, seconds(5)).inner(sides.right())),
        "k: l1 r1 global @10",
        "k: l1 r3 global @15",
        "k: l2 r3 global @15",
        "k: l2 r4 global @16");
    p.run();
  }

  /** Rules T6 and T9: a value without a partner is given out when none can come, and on time. */
  @Test
  void valuesWithoutAPartnerComeWhenNoneCanComeAnyMore() {
    Sides sides = sides("l1@10 | W=14 | l2@20 r1@15 | W=30 | inf", Duration.ZERO);
    expectPairs(
        sides
            .left()
            .apply(IntervalJoin.between(Duration.ZERO, seconds(5)).leftOuter(sides.right())),
        "k: l1 r1 global @15",
        "k: l2 null global @20");
    p.run();
  }

  /** Rules L1 and L4: what comes later than allowed is dropped and counted. */
  @Test
  void whatComesTooLateForAnyPartnerIsDropped() {
    Sides sides = sides("l1@10 | W=20 | r1@12 l2@21 | inf", Duration.ZERO);
    expectPairs(sides.left().apply(IntervalJoin.within(seconds(5)).inner(sides.right())));
    assertEquals(1, droppedAsLate(p.run()));
  }

  @Test
  void aValueGetsTheVersionOfItsTime() {
    Sides sides = sides("l1@15 r2@20 | r1@10 l2@25 l3@5 | W=21 | l4@22 | inf", Duration.ZERO);
    expectPairs(
        sides.left().apply(TemporalJoin.asOf().leftOuter(sides.right())),
        "k: l1 r1 global @15",
        "k: l2 r2 global @25",
        "k: l3 null global @5",
        "k: l4 r2 global @22");
    p.run();
  }
}
