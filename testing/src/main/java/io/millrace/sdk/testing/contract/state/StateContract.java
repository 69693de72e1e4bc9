package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.state.BagState;
import io.millrace.sdk.state.CombiningState;
import io.millrace.sdk.state.SetState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.state.ValueState;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Values, bags, sets and what is combined, and whose they are. */
@Subject("values, bags, sets and combined values as state")
public abstract class StateContract extends KeyedContractTest {

  protected StateContract(Setting setting) {
    super(setting);
  }

  private static final class Count extends DoFn<KV<String, String>, String> {
    @StateId("count")
    private final StateSpec<ValueState<Integer>> count = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> out) {
      Integer before = count.read();
      int now = before == null ? 1 : before + 1;
      count.write(now);
      out.output(element.getKey() + now);
    }
  }

  /** Rule G1: state belongs to a key and a window. */
  @Test
  void aValueBelongsToItsKeyAndWindow() {
    expect(
        "a@1 | x:b@2 | c@3 d@11 | e@4 | f@12 | inf",
        tens(),
        new Count(),
        "k1 [0,10) @1",
        "x1 [0,10) @2",
        "k2 [0,10) @3",
        "k1 [10,20) @11",
        "k3 [0,10) @4",
        "k2 [10,20) @12");
  }

  /** Rules G1 and E2: an element of two windows is one for each of them. */
  @Test
  void anElementOfSeveralWindowsChangesTheStateOfEach() {
    expect(
        "a@1 | b@6 | inf",
        Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))),
        new Count(),
        "k1 [-5,5) @1",
        "k1 [0,10) @1",
        "k2 [0,10) @6",
        "k1 [5,15) @6");
  }

  /** Reads, then writes; a minus clears. */
  private static final class Bag extends DoFn<KV<String, String>, String> {
    @StateId("bag")
    private final StateSpec<BagState<String>> bag = StateSpecs.bag(StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("bag") BagState<String> bag,
        OutputReceiver<String> out) {
      if (element.getValue().equals("-")) {
        bag.clear();
      } else {
        bag.add(element.getValue());
      }
      TreeMap<String, Integer> counts = new TreeMap<>();
      bag.read().forEach(value -> counts.merge(value, 1, Integer::sum));
      out.output(counts + (bag.isEmpty().read() ? " empty" : ""));
    }
  }

  @Test
  void aBagHoldsValuesAsOftenAsTheyWereAdded() {
    expect(
        "a@1 | b@2 | a@3 | -@4 | c@5 | inf",
        tens(),
        new Bag(),
        "{a=1} [0,10) @1",
        "{a=1, b=1} [0,10) @2",
        "{a=2, b=1} [0,10) @3",
        "{} empty [0,10) @4",
        "{c=1} [0,10) @5");
  }

  private static final class Seen extends DoFn<KV<String, String>, String> {
    @StateId("set")
    private final StateSpec<SetState<String>> set = StateSpecs.set(StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("set") SetState<String> set,
        OutputReceiver<String> out) {
      String value = element.getValue();
      if (value.startsWith("-")) {
        set.remove(value.substring(1));
      } else {
        boolean isNew = set.addIfAbsent(value).read();
        value += isNew ? " new" : " known";
      }
      TreeSet<String> all = new TreeSet<>();
      set.read().forEach(all::add);
      out.output(value + " " + all + " " + set.contains("a").read());
    }
  }

  @Test
  void aSetHoldsValuesOnce() {
    expect(
        "a@1 | b@2 | a@3 | -a@4 | inf",
        tens(),
        new Seen(),
        "a new [a] true [0,10) @1",
        "b new [a, b] true [0,10) @2",
        "a known [a, b] true [0,10) @3",
        "-a [b] false [0,10) @4");
  }

  private static final class Total extends DoFn<KV<String, String>, String> {
    @StateId("sum")
    private final StateSpec<CombiningState<Integer, Long, Integer>> sum =
        StateSpecs.combining(Sum.ofIntegers());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("sum") CombiningState<Integer, Long, Integer> sum,
        OutputReceiver<String> out) {
      if (element.getValue().equals("-")) {
        sum.clear();
      } else if (element.getValue().equals("twice")) {
        sum.addAccum(sum.getAccum());
      } else {
        sum.add(Integer.parseInt(element.getValue()));
      }
      out.output(sum.read() + (sum.isEmpty().read() ? " empty" : ""));
    }
  }

  @Test
  void aCombiningStateHoldsWhatWasCombined() {
    expect(
        "3@1 | 4@2 | twice@3 | -@4 | 5@5 | inf",
        tens(),
        new Total(),
        "3 [0,10) @1",
        "7 [0,10) @2",
        "14 [0,10) @3",
        "0 empty [0,10) @4",
        "5 [0,10) @5");
  }

  /** Rule G2: what a window kept is gone with it; a later one of the same key begins anew. */
  @Test
  void aWindowBeginsWithoutState() {
    expect(
        "a@1 | W=10 | b@11 | W=20 | c@21 | inf",
        tens(),
        new Count(),
        "k1 [0,10) @1",
        "k1 [10,20) @11",
        "k1 [20,30) @21");
  }

  /** Rule G2: what comes after its window has expired finds no state, as it is dropped. */
  @Test
  void whatIsTooLateReachesNoState() {
    assertEquals(
        1,
        droppedAsLate(
            expect(
                "a@1 | W=10 | b@2 | W=15 | c@3 | inf",
                tens().withAllowedLateness(seconds(5)).discardingFiredPanes(),
                new Count(),
                "k1 [0,10) @1",
                "k2 [0,10) @2")));
  }
}
