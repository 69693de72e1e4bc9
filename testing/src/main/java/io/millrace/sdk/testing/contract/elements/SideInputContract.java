package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.sdk.Pipeline.PipelineExecutionException;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.PTransform;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Side inputs that end. */
@Subject("side inputs")
public abstract class SideInputContract extends ContractTest {

  protected SideInputContract(Setting setting) {
    super(setting);
  }

  /** The element and the side input as text, in an order that depends on nothing. */
  private static final class Read<V> extends DoFn<String, String> {
    private final PCollectionView<V> view;

    Read(PCollectionView<V> view) {
      this.view = view;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element() + " " + sorted(c.sideInput(view)));
    }

    private static Object sorted(Object value) {
      if (value instanceof Map<?, ?> map) {
        TreeMap<String, Object> byKey = new TreeMap<>();
        map.forEach((key, v) -> byKey.put(String.valueOf(key), sorted(v)));
        return byKey;
      }
      if (value instanceof Iterable<?> values) {
        TreeSet<String> strings = new TreeSet<>();
        values.forEach(v -> strings.add(String.valueOf(v)));
        return strings;
      }
      return value;
    }
  }

  private <V> PCollection<String> read(PCollectionView<V> view) {
    return p.apply("Main", Create.of("a", "b"))
        .apply("Read", ParDo.of(new Read<>(view)).withSideInputs(view));
  }

  private PCollection<KV<String, Integer>> prices() {
    return p.apply("Prices", Create.of(KV.of("tea", 3), KV.of("rum", 5)));
  }

  @Test
  void aSideInputIsASingleton() {
    PCollectionView<Integer> view = p.apply("One", Create.of(7)).apply(View.asSingleton());

    PAssert.that(read(view)).containsInAnyOrder("a 7", "b 7");
    p.run();
  }

  @Test
  void aSideInputIsAListOrAnIterable() {
    PCollection<Integer> some = p.apply("Some", Create.of(2, 1, 3));
    PCollectionView<List<Integer>> list = some.apply(View.asList());
    PCollectionView<Iterable<Integer>> iterable = some.apply(View.asIterable());

    PAssert.that(read(list)).containsInAnyOrder("a [1, 2, 3]", "b [1, 2, 3]");
    PAssert.that(
            p.apply("Other", Create.of("c"))
                .apply(ParDo.of(new Read<>(iterable)).withSideInputs(iterable)))
        .containsInAnyOrder("c [1, 2, 3]");
    p.run();
  }

  @Test
  void aSideInputIsAMap() {
    PCollectionView<Map<String, Integer>> view = prices().apply(View.asMap());

    PAssert.that(read(view)).containsInAnyOrder("a {rum=5, tea=3}", "b {rum=5, tea=3}");
    p.run();
  }

  @Test
  void aSideInputIsAMultimap() {
    PCollectionView<Map<String, Iterable<Integer>>> view =
        p.apply(Create.of(KV.of("x", 1), KV.of("y", 2), KV.of("x", 3))).apply(View.asMultimap());

    PAssert.that(read(view)).containsInAnyOrder("a {x=[1, 3], y=[2]}", "b {x=[1, 3], y=[2]}");
    p.run();
  }

  private static final PTransform<PCollection<String>, PCollection<String>> tens() {
    return Window.into(FixedWindows.of(seconds(10)));
  }

  private PCollection<String> mainAt3And13() {
    return p.apply("Main", Create.timestamped(at(3, "a"), at(13, "b"))).apply("Tens", tens());
  }

  /** Rule S1: fixed windows see the window that contains theirs. */
  @Test
  void anElementSeesTheContentOfItsOwnWindow() {
    PCollectionView<List<Integer>> view =
        p.apply("Side", Create.timestamped(at(1, 1), at(12, 2), at(14, 3)))
            .apply("SideTens", Window.into(FixedWindows.of(seconds(10))))
            .apply(View.asList());

    PAssert.that(mainAt3And13().apply(ParDo.of(new Read<>(view)).withSideInputs(view)))
        .containsInAnyOrder("a [1]", "b [2, 3]");
    p.run();
  }

  /** Rule S1: of the sliding windows that contain the main window's end, the earliest. */
  @Test
  void ofSlidingWindowsTheEarliestIsSeen() {
    PCollectionView<List<Integer>> view =
        p.apply("Side", Create.timestamped(at(1, 1), at(6, 2), at(11, 3)))
            .apply("Sliding", Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(View.asList());

    // the windows around 9.999 are [0,10) and [5,15)
    PAssert.that(
            p.apply("Main", Create.timestamped(at(3, "a")))
                .apply("Tens", tens())
                .apply(ParDo.of(new Read<>(view)).withSideInputs(view)))
        .containsInAnyOrder("a [1, 2]");
    p.run();
  }

  /** Rule S1: what is global is seen from every window. */
  @Test
  void aGlobalSideInputIsSeenFromEveryWindow() {
    PCollectionView<List<Integer>> view =
        p.apply("Side", Create.timestamped(at(100, 1))).apply(View.asList());

    PAssert.that(mainAt3And13().apply(ParDo.of(new Read<>(view)).withSideInputs(view)))
        .containsInAnyOrder("a [1]", "b [1]");
    p.run();
  }

  /** Rule S2: where nothing is and nothing can come any more, the side input is empty. */
  @Test
  void nothingIsEmptyOrTheDefault() {
    PCollection<Integer> none = p.apply("None", Create.empty(VarIntCoder.of()));
    PCollectionView<List<Integer>> list = none.apply(View.asList());
    PCollectionView<Integer> one = none.apply(View.<Integer>asSingleton().withDefaultValue(-1));

    PAssert.that(read(list)).containsInAnyOrder("a []", "b []");
    PAssert.that(
            p.apply("Other", Create.of("c")).apply(ParDo.of(new Read<>(one)).withSideInputs(one)))
        .containsInAnyOrder("c -1");
    p.run();
  }

  /** Rule S2: where nothing is and there is no default, reading is an error. */
  @Test
  void noSingletonWithoutDefaultFailsWhenItIsRead() {
    PCollectionView<Integer> view =
        p.apply("None", Create.empty(VarIntCoder.of())).apply(View.asSingleton());
    read(view);

    PipelineExecutionException failure =
        assertThrows(PipelineExecutionException.class, () -> p.run().waitUntilFinish());
    assertTrue(String.valueOf(failure.getMessage()).contains("Read"), failure::getMessage);
  }

  /** A collection can be looked at from its own elements: it is complete before. */
  @Test
  void aCollectionCanBeItsOwnSideInput() {
    PCollection<String> words = p.apply(Create.of("a", "b"));
    PCollectionView<List<String>> all = words.apply(View.asList());

    PAssert.that(words.apply(ParDo.of(new Read<>(all)).withSideInputs(all)))
        .containsInAnyOrder("a [a, b]", "b [a, b]");
    p.run();
  }
}
