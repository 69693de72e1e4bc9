package io.millrace.sdk.testing.contract.state;

import static io.millrace.sdk.testing.contract.kit.Times.at;

import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.state.MapState;
import io.millrace.sdk.state.MultimapState;
import io.millrace.sdk.state.OrderedListState;
import io.millrace.sdk.state.StateSpec;
import io.millrace.sdk.state.StateSpecs;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.TimestampedValue;
import java.time.Instant;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** State that is a collection by key or by time. */
@Subject("maps, multimaps and ordered lists as state")
public abstract class StateCollectionsContract extends KeyedContractTest {

  protected StateCollectionsContract(Setting setting) {
    super(setting);
  }

  /** Elements are {@code key=value}, {@code key?value} for put-if-absent, or {@code -key}. */
  private static final class Table extends DoFn<KV<String, String>, String> {
    @StateId("map")
    private final StateSpec<MapState<String, String>> map =
        StateSpecs.map(StringUtf8Coder.of(), StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("map") MapState<String, String> map,
        OutputReceiver<String> out) {
      String value = element.getValue();
      if (value.startsWith("-")) {
        map.remove(value.substring(1));
      } else if (value.charAt(1) == '?') {
        map.putIfAbsent(value.substring(0, 1), value.substring(2)).read();
      } else {
        map.put(value.substring(0, 1), value.substring(2));
      }
      TreeMap<String, String> all = new TreeMap<>();
      map.entries().read().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
      out.output(all + " a=" + map.getOrDefault("a", "none").read());
    }
  }

  @Test
  void aMapHoldsAValueForEachKey() {
    expect(
        "a=1@1 | b=2@2 | a=3@3 | a?4@4 | -a@5 | inf",
        tens(),
        new Table(),
        "{a=1} a=1 [0,10) @1",
        "{a=1, b=2} a=1 [0,10) @2",
        "{a=3, b=2} a=3 [0,10) @3",
        "{a=3, b=2} a=3 [0,10) @4",
        "{b=2} a=none [0,10) @5");
  }

  private static final class Lists extends DoFn<KV<String, String>, String> {
    @StateId("multimap")
    private final StateSpec<MultimapState<String, String>> multimap =
        StateSpecs.multimap(StringUtf8Coder.of(), StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @StateId("multimap") MultimapState<String, String> multimap,
        OutputReceiver<String> out) {
      String value = element.getValue();
      if (value.startsWith("-")) {
        multimap.remove(value.substring(1));
      } else {
        multimap.put(value.substring(0, 1), value.substring(2));
      }
      TreeMap<String, TreeSet<String>> all = new TreeMap<>();
      multimap
          .entries()
          .read()
          .forEach(e -> all.computeIfAbsent(e.getKey(), key -> new TreeSet<>()).add(e.getValue()));
      out.output(all + " " + multimap.containsKey("a").read());
    }
  }

  @Test
  void aMultimapHoldsSeveralValuesForEachKey() {
    expect(
        "a=1@1 | a=2@2 | b=3@3 | -a@4 | inf",
        tens(),
        new Lists(),
        "{a=[1]} true [0,10) @1",
        "{a=[1, 2]} true [0,10) @2",
        "{a=[1, 2], b=[3]} true [0,10) @3",
        "{b=[3]} false [0,10) @4");
  }

  private static final class InOrder extends DoFn<KV<String, String>, String> {
    @StateId("list")
    private final StateSpec<OrderedListState<String>> list =
        StateSpecs.orderedList(StringUtf8Coder.of());

    @ProcessElement
    public void processElement(
        @Element KV<String, String> element,
        @Timestamp Instant timestamp,
        @StateId("list") OrderedListState<String> list,
        OutputReceiver<String> out) {
      if (element.getValue().equals("-")) {
        list.clearRange(at(0), at(4));
      } else {
        list.add(TimestampedValue.of(element.getValue(), timestamp));
      }
      StringBuilder all = new StringBuilder();
      list.read().forEach(value -> all.append(value.getValue()));
      StringBuilder some = new StringBuilder();
      list.readRange(at(3), at(6)).forEach(value -> some.append(value.getValue()));
      out.output(all + " " + some);
    }
  }

  @Test
  void anOrderedListHoldsValuesInOrderOfTime() {
    expect(
        "c@3 | a@1 | d@6 | -@8 | inf",
        tens(),
        new InOrder(),
        "c c [0,10) @3",
        "ac c [0,10) @1",
        "acd c [0,10) @6",
        "d  [0,10) @8");
  }
}
