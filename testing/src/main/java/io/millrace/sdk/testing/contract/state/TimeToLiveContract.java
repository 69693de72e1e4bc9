package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.windowing.GlobalWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** State that is forgotten when it was not written for a time. */
@Subject("state with a time to live")
public abstract class TimeToLiveContract extends KeyedContractTest {

  protected TimeToLiveContract(Setting setting) {
    super(setting);
  }

  /** Outputs the value before; a question mark reads only. */
  private static final class Last extends DoFn<KV<String, String>, String> {
    @StateId("last")
    private final StateSpec<ValueState<String>> last;

    Last(TimeDomain domain) {
      this.last = StateSpecs.value(StringUtf8Coder.of()).withTtl(seconds(5), domain);
    }

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("last") ValueState<String> last,
        OutputReceiver<String> out) {
      out.output(element.getValue() + " after " + last.read());
      if (!element.getValue().equals("?")) {
        last.write(element.getValue());
      }
    }
  }

  private static Window<KV<String, String>> global() {
    return Window.into(new GlobalWindows());
  }

  /**
   * In event time it lives until the watermark is past the time to live; reading prolongs nothing.
   */
  @Test
  void aValueLivesUntilTheWatermarkIsPastItsTime() {
    expect(
        "a@10 | W=15 | ?@15 | W=15.001 | ?@16 | b@16 | W=21 | ?@21 | inf",
        global(),
        new Last(TimeDomain.EVENT_TIME),
        "a after null global @10",
        "? after a global @15",
        "? after null global @16",
        "b after null global @16",
        "? after b global @21");
  }

  @Test
  void aValueInProcessingTimeLivesUntilTheClockIsPastItsTime() {
    expect(
        "a@1 | +5 | ?@2 | +0.001 | ?@3 | b@4 | inf",
        global(),
        new Last(TimeDomain.PROCESSING_TIME),
        "a after null global @1",
        "? after a global @2",
        "? after null global @3",
        "b after null global @4");
  }

  private static final class Recent extends DoFn<KV<String, String>, String> {
    @StateId("bag")
    private final StateSpec<BagState<String>> bag =
        StateSpecs.bag(StringUtf8Coder.of()).withTtl(seconds(5));

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("bag") BagState<String> bag,
        OutputReceiver<String> out) {
      bag.add(element.getValue());
      TreeSet<String> all = new TreeSet<>();
      bag.read().forEach(all::add);
      out.output(all.toString());
    }
  }

  /** Each value of a collection lives for itself. */
  @Test
  void valuesOfABagAreForgottenOneByOne() {
    expect(
        "a@1 | b@4 | W=7 | c@8 | W=9.001 | d@10 | inf",
        global(),
        new Recent(),
        "[a] global @1",
        "[a, b] global @4",
        "[b, c] global @8",
        "[c, d] global @10");
  }
}
