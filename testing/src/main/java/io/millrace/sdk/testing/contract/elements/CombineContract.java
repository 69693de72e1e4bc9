package io.millrace.sdk.testing.contract.elements;

import static io.millrace.sdk.testing.contract.kit.Times.at;
import static io.millrace.sdk.testing.contract.kit.Times.seconds;

import io.millrace.sdk.coders.AtomicCoder;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.testing.PAssert;
import io.millrace.sdk.testing.contract.kit.ContractTest;
import io.millrace.sdk.testing.contract.kit.Elements;
import io.millrace.sdk.testing.contract.kit.Setting;
import io.millrace.sdk.testing.contract.kit.Subject;
import io.millrace.sdk.transforms.Combine;
import io.millrace.sdk.transforms.CombineWithContext;
import io.millrace.sdk.transforms.Create;
import io.millrace.sdk.transforms.DoFn;
import io.millrace.sdk.transforms.ParDo;
import io.millrace.sdk.transforms.Sum;
import io.millrace.sdk.transforms.View;
import io.millrace.sdk.transforms.windowing.FixedWindows;
import io.millrace.sdk.transforms.windowing.SlidingWindows;
import io.millrace.sdk.transforms.windowing.Window;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values combined, per key and altogether, of input that ends. */
@Subject("combining")
public abstract class CombineContract extends ContractTest {

  protected CombineContract(Setting setting) {
    super(setting);
  }

  /** Sums in an array that it changes: one that is not fresh, or used twice, gives a wrong sum. */
  private static final class CarefulSum extends Combine.CombineFn<Integer, int[], Integer> {
    @Override
    public int[] createAccumulator() {
      return new int[1];
    }

    @Override
    public int[] addInput(int[] accumulator, Integer input) {
      accumulator[0] += input;
      return accumulator;
    }

    @Override
    public int[] mergeAccumulators(Iterable<int[]> accumulators) {
      int[] merged = null;
      for (int[] each : accumulators) {
        if (merged == null) {
          merged = each;
        } else {
          merged[0] += each[0];
        }
      }
      return merged == null ? createAccumulator() : merged;
    }

    @Override
    public Integer extractOutput(int[] accumulator) {
      return accumulator[0];
    }

    @Override
    public Coder<int[]> getAccumulatorCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
      return new IntArrayCoder();
    }
  }

  /** Of arrays with one element. */
  private static final class IntArrayCoder extends AtomicCoder<int[]> {
    @Override
    public void encode(int[] value, OutputStream out) throws IOException {
      VarIntCoder.of().encode(value[0], out);
    }

    @Override
    public int[] decode(InputStream in) throws IOException {
      return new int[] {VarIntCoder.of().decode(in)};
    }
  }

  private PCollection<KV<String, Integer>> scores() {
    List<KV<String, Integer>> scores = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      scores.add(KV.of(i % 4 == 0 ? "few" : "many", i));
    }
    return p.apply("Scores", Create.of(scores));
  }

  /** Rule G5: accumulators are fresh, and a merge uses only its first argument again. */
  @Test
  void eachKeyHasOneResult() {
    PAssert.that(scores().apply(Combine.perKey(new CarefulSum())))
        .containsInAnyOrder(List.of(KV.of("few", 220), KV.of("many", 600)));
    p.run();
  }

  /** Rule X11: combining in two steps gives the same. */
  @Test
  void aHotKeyCanBeCombinedInTwoSteps() {
    PAssert.that(
            scores()
                .apply(
                    Combine.<String, Integer, Integer>perKey(new CarefulSum()).withHotKeyFanout(3)))
        .containsInAnyOrder(List.of(KV.of("few", 220), KV.of("many", 600)));
    p.run();
  }

  private static final class Concat extends Combine.CombineFn<String, List<String>, String> {
    @Override
    public List<String> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<String> addInput(List<String> accumulator, String input) {
      accumulator.add(input);
      return accumulator;
    }

    @Override
    public List<String> mergeAccumulators(Iterable<List<String>> accumulators) {
      List<String> merged = new ArrayList<>();
      accumulators.forEach(merged::addAll);
      return merged;
    }

    @Override
    public String extractOutput(List<String> accumulator) {
      return String.join(",", accumulator.stream().sorted().toList());
    }
  }

  @Test
  void eachWindowHasOneResultWithTheTimeOfItsEnd() {
    PCollection<String> joined =
        p.apply(Create.timestamped(at(1, "a"), at(6, "b"), at(12, "c")))
            .apply(Window.into(SlidingWindows.of(seconds(10)).every(seconds(5))))
            .apply(Combine.globally(new Concat()).withoutDefaults());

    PAssert.that(joined.apply(Elements.asText()))
        .containsInAnyOrder(
            "a [-5,5) @4.999", "a,b [0,10) @9.999", "b,c [5,15) @14.999", "c [10,20) @19.999");
    p.run();
  }

  /** Rule G5: nothing at all, in the global window, gives the default value. */
  @Test
  void nothingInTheGlobalWindowGivesTheDefault() {
    PCollection<Integer> none = p.apply(Create.empty(VarIntCoder.of()));

    PAssert.that(none.apply("Sum", Sum.integersGlobally())).containsInAnyOrder(0);
    PAssert.that(none.apply("Fan", Sum.integersGlobally().withFanout(3))).containsInAnyOrder(0);
    p.run();
  }

  /** Rule G5: where no default is wanted, nothing gives nothing. */
  @Test
  void nothingGivesNothingWithoutDefaults() {
    PCollection<KV<String, Integer>> none =
        p.apply(Create.empty(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));

    PAssert.that(none.apply("PerKey", Sum.integersPerKey())).empty();
    PAssert.that(
            p.apply(Create.empty(VarIntCoder.of()))
                .apply("Fixed", Window.into(FixedWindows.of(seconds(10))))
                .apply("Globally", Sum.integersGlobally().withoutDefaults()))
        .empty();
    p.run();
  }

  private static final class AddTotal extends DoFn<Integer, String> {
    private final PCollectionView<Integer> total;

    AddTotal(PCollectionView<Integer> total) {
      this.total = total;
    }

    @ProcessElement
    public void processElement(ProcessContext c) {
      c.output(c.element() + " of " + c.sideInput(total));
    }
  }

  @Test
  void aResultCanBeASideInputWithTheDefaultWhereThereIsNone() {
    PCollectionView<Integer> total =
        p.apply("Amounts", Create.timestamped(at(1, 5), at(2, 7)))
            .apply("Fixed", Window.into(FixedWindows.of(seconds(10))))
            .apply(Sum.integersGlobally().asSingletonView());
    PCollection<String> shares =
        p.apply("Main", Create.timestamped(at(3, 3), at(13, 4)))
            .apply("AlsoFixed", Window.into(FixedWindows.of(seconds(10))))
            .apply(ParDo.of(new AddTotal(total)).withSideInputs(total));

    PAssert.that(shares).containsInAnyOrder("3 of 12", "4 of 0");
    p.run();
  }

  private static final class ScaledSum
      extends CombineWithContext.CombineFnWithContext<Integer, Integer, Integer> {
    private final PCollectionView<Integer> factor;

    ScaledSum(PCollectionView<Integer> factor) {
      this.factor = factor;
    }

    @Override
    public Integer createAccumulator(CombineWithContext.Context c) {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input, CombineWithContext.Context c) {
      return accumulator + input * c.sideInput(factor);
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators, CombineWithContext.Context c) {
      int sum = 0;
      for (int each : accumulators) {
        sum += each;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator, CombineWithContext.Context c) {
      return accumulator;
    }
  }

  @Test
  void combineFunctionsCanReadSideInputs() {
    PCollectionView<Integer> ten = p.apply("Ten", Create.of(10)).apply(View.asSingleton());

    PAssert.that(
            scores()
                .apply(
                    Combine.<String, Integer, Integer>perKey(new ScaledSum(ten))
                        .withSideInputs(ten)))
        .containsInAnyOrder(List.of(KV.of("few", 2_200), KV.of("many", 6_000)));
    p.run();
  }
}
