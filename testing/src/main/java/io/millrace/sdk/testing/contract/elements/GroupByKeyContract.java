package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.coders.ByteArrayCoder;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Panes;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.GroupByKey;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** Groups of input that ends, with the default trigger. */
@Subject("grouping by key")
public abstract class GroupByKeyContract extends ContractTest {

  protected GroupByKeyContract(Setting setting) {
    super(setting);
  }

  @Test
  void allValuesOfAKeyAreInOneGroup() {
    PCollection<String> groups =
        p.apply(Create.of(KV.of("k", "a"), KV.of("x", "b"), KV.of("k", "c"), KV.of("k", "a")))
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(groups)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [a,a,c] global @end", "x: ON_TIME 0/0 FL [b] global @end");
    p.run();
  }

  /** Rules W1 and H5: windows are half open; a group has the last instant of its window. */
  @Test
  void groupsAreMadeInEachWindow() {
    PCollection<String> groups =
        p.apply(
                Create.timestamped(
                    at(0, KV.of("k", "a")),
                    at(9, KV.of("k", "b")),
                    at(10, KV.of("k", "c")),
                    at(-1, KV.of("k", "d"))))
            .apply(Window.into(FixedWindows.of(seconds(10))))
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(groups)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [d] [-10,0) @-0.001",
            "ON_TIME 0/0 FL [a,b] [0,10) @9.999",
            "ON_TIME 0/0 FL [c] [10,20) @19.999");
    p.run();
  }

  @Test
  void anElementIsInTheGroupOfEachOfItsWindows() {
    PCollection<String> groups =
        p.apply(Create.timestamped(at(3, KV.of("k", "a")), at(6, KV.of("k", "b"))))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(groups)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [a] [-5,5) @4.999",
            "ON_TIME 0/0 FL [a,b] [0,10) @9.999",
            "ON_TIME 0/0 FL [b] [5,15) @14.999");
    p.run();
  }

  private static final class SumTwice extends DoFn<KV<byte[], Iterable<Integer>>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<byte[], Iterable<Integer>> group, OutputReceiver<String> out) {
      out.output(group.getKey()[0] + ": " + sum(group) + " " + sum(group));
    }

    private static int sum(KV<byte[], Iterable<Integer>> group) {
      int sum = 0;
      for (int value : group.getValue()) {
        sum += value;
      }
      return sum;
    }
  }

  /** Rule G1: keys are the same if they are encoded alike; and X7: values can be read again. */
  @Test
  void keysAreComparedByTheirBytesAndValuesCanBeReadAgain() {
    PCollection<String> sums =
        p.apply(
                Create.of(
                        KV.of(new byte[] {7}, 1),
                        KV.of(new byte[] {8}, 2),
                        KV.of(new byte[] {7}, 4))
                    .withCoder(KvCoder.of(ByteArrayCoder.of(), VarIntCoder.of())))
            .apply(GroupByKey.create())
            .apply(ParDo.of(new SumTwice()));

    PAssert.that(sums).containsInAnyOrder("7: 5 5", "8: 2 2");
    p.run();
  }

  @Test
  void nothingGivesNoGroups() {
    PCollection<KV<String, Iterable<String>>> groups =
        p.apply(Create.empty(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
            .apply(GroupByKey.create());

    PAssert.that(groups).empty();
    p.run();
  }

  /** Groups can be grouped again; windows stay. */
  @Test
  void groupsCanBeGroupedAgain() {
    PCollection<String> groups =
        p.apply(
                Create.timestamped(
                    at(1, KV.of("a", "x")), at(2, KV.of("b", "x")), at(11, KV.of("a", "x"))))
            .apply(Window.into(FixedWindows.of(seconds(10))))
            .apply("First", GroupByKey.create())
            .apply("Keys", ParDo.of(new KeyOnly()))
            .apply("Again", GroupByKey.create())
            .apply(Panes.asText());

    PAssert.that(groups)
        .containsInAnyOrder(
            "ON_TIME 0/0 FL [a,b] [0,10) @9.999", "ON_TIME 0/0 FL [a] [10,20) @19.999");
    p.run();
  }

  private static final class KeyOnly
      extends DoFn<KV<String, Iterable<String>>, KV<String, String>> {
    @ProcessElement
    public void processElement(
        @Element KV<String, Iterable<String>> group, OutputReceiver<KV<String, String>> out) {
      out.output(KV.of("k", group.getKey()));
    }
  }
}
