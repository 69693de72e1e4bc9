package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.WithKeys;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TypeDescriptors;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is done when a window expires, and what is left of it: nothing. */
@Subject("expiry of windows, garbage")
public abstract class ExpirationContract extends KeyedContractTest {

  protected ExpirationContract(Setting setting) {
    super(setting);
  }

  /** Outputs all values of a window when it expires. */
  private static final class Collect extends DoFn<KV<String, String>, String> {
    @StateId("bag")
    private final StateSpec<BagState<String>> bag = StateSpecs.bag(StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element, @StateId("bag") BagState<String> bag) {
      bag.add(element.getValue());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("bag") BagState<String> bag, @Key String key, OutputReceiver<String> out) {
      TreeSet<String> all = new TreeSet<>();
      bag.read().forEach(all::add);
      out.output(key + " had " + all);
    }
  }

  private static Window<KV<String, String>> tensWithFiveLate() {
    return tens().withAllowedLateness(seconds(5)).discardingFiredPanes();
  }

  /** Rule T9: once for each key and window that had an element, with the last instant as time. */
  @Test
  void eachKeyIsToldThatItsWindowExpires() {
    expect(
        "a@1 | x:b@2 | c@3 | d@11 | inf",
        tens(),
        new Collect(),
        "k had [a, c] [0,10) @9.999",
        "x had [b] [0,10) @9.999",
        "k had [d] [10,20) @19.999");
  }

  /** Rules T9, L1 and G3: when the lateness is over, and whether or not anything comes then. */
  @Test
  void aWindowExpiresWhenItsLatenessIsOver() {
    PAssert.that(
            outputs(
                    "a@1 | W=14.999 | b@2 | W=15 | c@3 | x:d@16 | inf",
                    tensWithFiveLate(),
                    new Collect())
                .apply(Elements.asText()))
        .containsInAnyOrder("k had [a, b] [0,10) @9.999", "x had [d] [10,20) @19.999");
    assertEquals(1, droppedAsLate(p.run()));
  }

  /** Rule T9: what is output then is on time, as the watermark was held for it. */
  @Test
  void whatIsOutputAtTheExpiryIsNotLate() {
    PAssert.that(
            outputs("a@1 | W=10 | x:b@12 | W=20 | inf", tens(), new Collect())
                .apply(WithKeys.<String, String>of("k").withKeyType(TypeDescriptors.strings()))
                .apply(GroupByKey.create())
                .apply(Panes.asText()))
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [k had [a]] [0,10) @9.999",
            "ON_TIME 0/0 FL [x had [b]] [10,20) @19.999");
    assertEquals(0, droppedAsLate(p.run()));
  }

  /** Rules G2 and Q3: the end of input is the end of all windows, and leaves nothing. */
  @Test
  void atTheEndOfInputAllWindowsExpire() {
    PAssert.that(
            p.apply(
                    Create.timestamped(
                        at(1, KV.of("k", "a")), at(11, KV.of("k", "b")), at(2, KV.of("x", "c"))))
                .apply(tens())
                .apply(ParDo.of(new Collect()))
                .apply(Elements.asText()))
        .containsInAnyOrder(
            "k had [a] [0,10) @9.999", "k had [b] [10,20) @19.999", "x had [c] [0,10) @9.999");
    p.run();
  }
}
