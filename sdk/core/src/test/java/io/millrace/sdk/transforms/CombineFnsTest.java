package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.coders.VarIntCoder;
import io.millrace.sdk.options.PipelineOptions;
import io.millrace.sdk.options.PipelineOptionsFactory;
import io.millrace.sdk.transforms.CombineFns.CoCombineResult;
import io.millrace.sdk.transforms.CombineFns.ComposedCombineFn;
import io.millrace.sdk.transforms.CombineWithContext.CombineFnWithContext;
import io.millrace.sdk.transforms.CombineWithContext.Context;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.TupleTag;
import java.util.List;
import org.junit.jupiter.api.Test;

class CombineFnsTest {

  private static final TupleTag<Integer> MAX = new TupleTag<>("max");
  private static final TupleTag<Double> MEAN = new TupleTag<>("mean");
  private static final TupleTag<String> FIRST = new TupleTag<>("first");

  private static final Coder<KV<String, Integer>> PAIRS =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private static final List<KV<String, Integer>> VALUES =
      List.of(KV.of("b", 3), KV.of("a", 4), KV.of("c", 8));

  private static final class Number extends SimpleFunction<KV<String, Integer>, Integer> {
    @Override
    public Integer apply(KV<String, Integer> pair) {
      return pair.getValue();
    }
  }

  private static final class Word extends SimpleFunction<KV<String, Integer>, String> {
    @Override
    public String apply(KV<String, Integer> pair) {
      return pair.getKey();
    }
  }

  private static ComposedCombineFn<KV<String, Integer>> composed() {
    return CombineFns.compose()
        .with(new Number(), Max.ofIntegers(), MAX)
        .with(new Number(), Mean.<Integer>of(), MEAN)
        .with(new Word(), Min.<String>naturalOrder(), FIRST);
  }

  @Test
  void everyFunctionHasItsResultUnderItsTag() {
    CoCombineResult result = composed().apply(VALUES);
    assertThat(result.get(MAX)).isEqualTo(8);
    assertThat(result.get(MEAN)).isEqualTo(5.0);
    assertThat(result.get(FIRST)).isEqualTo("a");
    assertThatThrownBy(() -> result.get(new TupleTag<String>("last")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("last");
  }

  @Test
  void nothingGivesTheDefaultOfEach() {
    CoCombineResult result = composed().defaultValue();
    assertThat(result.get(MAX)).isEqualTo(Integer.MIN_VALUE);
    assertThat(result.get(MEAN)).isNaN();
    assertThat(result.get(FIRST)).isNull();
  }

  @Test
  void resultsTravelByTheCodersOfTheFunctions() throws Exception {
    Coder<CoCombineResult> coder =
        composed().getDefaultOutputCoder(CoderRegistry.createDefault(), PAIRS);
    CoCombineResult result = composed().apply(VALUES);
    assertThat(CoderUtils.clone(coder, result)).isEqualTo(result);
    assertThat(SerializableUtils.clone(coder)).isEqualTo(coder).hasSameHashCodeAs(coder);
    assertThat(SerializableUtils.clone(result)).isEqualTo(result);
  }

  @Test
  void twoFunctionsUnderOneTagAreRefused() {
    assertThatThrownBy(() -> composed().with(new Number(), Min.ofIntegers(), MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max");
  }

  @Test
  void whatIsExtractedNeedsACoder() throws Exception {
    var fn = CombineFns.compose().with(new Erased<Integer>(), Max.<Integer>naturalOrder(), MAX);
    assertThatThrownBy(() -> fn.getAccumulatorCoder(CoderRegistry.createDefault(), PAIRS))
        .isInstanceOf(CannotProvideCoderException.class)
        .hasMessageContaining("Erased")
        .hasMessageContaining("max")
        .hasMessageContaining("with(...)");
    var withCoder =
        CombineFns.compose()
            .with(new Erased<Integer>(), VarIntCoder.of(), Max.<Integer>naturalOrder(), MAX);
    assertThat(withCoder.getAccumulatorCoder(CoderRegistry.createDefault(), PAIRS)).isNotNull();
    assertThat(withCoder.apply(VALUES).get(MAX)).isEqualTo(8);
  }

  /** Nothing tells at run time what T is. */
  private static final class Erased<T> extends SimpleFunction<KV<String, Integer>, T> {
    @Override
    @SuppressWarnings("unchecked")
    public T apply(KV<String, Integer> pair) {
      return (T) pair.getValue();
    }
  }

  @Test
  void functionsWithAndWithoutContextGoTogether() {
    TupleTag<Integer> scaled = new TupleTag<>("scaled");
    var fn = composed().with(new Number(), new Scaled(), scaled);
    Context ten = new Ten();
    Object[] one = fn.addInput(fn.createAccumulator(ten), VALUES.get(0), ten);
    Object[] other = fn.addInput(fn.createAccumulator(ten), VALUES.get(1), ten);
    CoCombineResult result =
        fn.extractOutput(fn.compact(fn.mergeAccumulators(List.of(one, other), ten), ten), ten);
    assertThat(result.get(scaled)).isEqualTo(70);
    assertThat(result.get(MAX)).isEqualTo(4);
    assertThat(result.get(FIRST)).isEqualTo("a");
  }

  private static final class Scaled extends CombineFnWithContext<Integer, Integer, Integer> {
    @Override
    public Integer createAccumulator(Context c) {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input, Context c) {
      return accumulator + input * c.<Integer>sideInput(null);
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators, Context c) {
      int sum = 0;
      for (int accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator, Context c) {
      return accumulator;
    }
  }

  private static final class Ten extends Context {
    @Override
    public PipelineOptions getPipelineOptions() {
      return PipelineOptionsFactory.create();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T sideInput(PCollectionView<T> view) {
      return (T) (Integer) 10;
    }
  }
}
