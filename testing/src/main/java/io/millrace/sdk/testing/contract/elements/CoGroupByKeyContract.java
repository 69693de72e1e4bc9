package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.extensions.joinlibrary.Join;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.join.CoGbkResult;
import io.millrace.sdk.transforms.join.CoGroupByKey;
import io.millrace.sdk.transforms.join.KeyedPCollectionTuple;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TupleTag;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Groups of several collections by one key, and joins made of them. */
@Subject("grouping of several collections, joins in windows")
public abstract class CoGroupByKeyContract extends ContractTest {

  private static final TupleTag<String> NAMES = new TupleTag<>("names") {};
  private static final TupleTag<Integer> AGES = new TupleTag<>("ages") {};

  protected CoGroupByKeyContract(Setting setting) {
    super(setting);
  }

  private static final class Show extends DoFn<KV<Integer, CoGbkResult>, String> {
    @ProcessElement
    public void processElement(
        @Element KV<Integer, CoGbkResult> group, OutputReceiver<String> out) {
      TreeSet<String> names = new TreeSet<>();
      group.getValue().getAll(NAMES).forEach(names::add);
      TreeSet<Integer> ages = new TreeSet<>();
      group.getValue().getAll(AGES).forEach(ages::add);
      out.output(group.getKey() + ": " + names + " " + ages);
    }
  }

  private PCollection<KV<Integer, String>> names() {
    return p.apply(
            "Names",
            Create.timestamped(
                at(1, KV.of(1, "ada")), at(2, KV.of(2, "bo")), at(11, KV.of(1, "cy"))))
        .apply("NameWindows", Window.into(FixedWindows.of(seconds(10))));
  }

  private PCollection<KV<Integer, Integer>> ages() {
    return p.apply(
            "Ages",
            Create.timestamped(at(3, KV.of(1, 30)), at(12, KV.of(1, 31)), at(13, KV.of(3, 7))))
        .apply("AgeWindows", Window.into(FixedWindows.of(seconds(10))));
  }

  @Test
  void eachKeyHasTheValuesOfAllInputsInItsWindow() {
    PCollection<String> groups =
        KeyedPCollectionTuple.of(NAMES, names())
            .and(AGES, ages())
            .apply(CoGroupByKey.create())
            .apply(ParDo.of(new Show()));

    PAssert.that(groups.apply(Elements.asText()))
        .containsInAnyOrder(
            "1: [ada] [30] [0,10) @9.999",
            "2: [bo] [] [0,10) @9.999",
            "1: [cy] [31] [10,20) @19.999",
            "3: [] [7] [10,20) @19.999");
    p.run();
  }

  @Test
  void joinsPairWhatIsInOneWindow() {
    PCollection<KV<Integer, String>> names = names();
    PCollection<KV<Integer, Integer>> ages = ages();

    PAssert.that(Join.innerJoin("Inner", names, ages))
        .containsInAnyOrder(List.of(KV.of(1, KV.of("ada", 30)), KV.of(1, KV.of("cy", 31))));
    PAssert.that(Join.leftOuterJoin("Left", names, ages, -1))
        .containsInAnyOrder(
            List.of(
                KV.of(1, KV.of("ada", 30)), KV.of(2, KV.of("bo", -1)), KV.of(1, KV.of("cy", 31))));
    p.run();
  }
}
