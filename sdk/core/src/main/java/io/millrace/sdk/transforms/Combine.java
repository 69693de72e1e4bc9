package io.millrace.sdk.transforms;

import io.millrace.model.v1.FunctionSpec;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.graph.ModelComponents;
import io.millrace.sdk.graph.ModelTransform;
import io.millrace.sdk.graph.TransformNode;
import io.millrace.sdk.transforms.CombineFnBase.GlobalCombineFn;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.PCollectionList;
import io.millrace.sdk.values.PCollectionView;
import io.millrace.sdk.values.PValue;
import io.millrace.sdk.values.TupleTag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Combines many values into one: globally, per key, or of each group.
 *
 * <pre>{@code
 * PCollection<Integer> total = amounts.apply(Combine.globally(Sum.ofIntegers()));
 * PCollection<KV<String, Integer>> perCustomer = payments.apply(Combine.perKey(Sum.ofIntegers()));
 * }</pre>
 *
 * <p>Where the function and the windows allow it, engines combine the values of a task before they
 * move to where their key is.
 */
public final class Combine {

  private Combine() {}

  /** Combines all values of a window by a function of any number of them; see {@link #globally}. */
  public static <V extends @Nullable Object> Globally<V, V> globally(
      SerializableFunction<Iterable<V>, V> combiner) {
    return globally(IterableCombineFn.of(combiner));
  }

  /** Combines all values of a window by an associative and commutative function of two. */
  public static <V extends @Nullable Object> Globally<V, V> globally(
      SerializableBiFunction<V, V, V> combiner) {
    return globally(BinaryCombineFn.of(combiner));
  }

  /**
   * Combines all values of a window into one. An empty collection gives the function's {@link
   * CombineFn#defaultValue default value}, in the global window; in others say {@link
   * Globally#withoutDefaults}.
   */
  public static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      Globally<InputT, OutputT> globally(GlobalCombineFn<? super InputT, ?, OutputT> fn) {
    return new Globally<>(forInputs(fn), true, 1, List.of());
  }

  /** Combines the values of each key by a function of any number of them. */
  public static <K extends @Nullable Object, V extends @Nullable Object> PerKey<K, V, V> perKey(
      SerializableFunction<Iterable<V>, V> fn) {
    return perKey(IterableCombineFn.of(fn));
  }

  /** Combines the values of each key by an associative and commutative function of two. */
  public static <K extends @Nullable Object, V extends @Nullable Object> PerKey<K, V, V> perKey(
      SerializableBiFunction<V, V, V> fn) {
    return perKey(BinaryCombineFn.of(fn));
  }

  /** Combines the values of each key and window into one. */
  public static <
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      PerKey<K, InputT, OutputT> perKey(GlobalCombineFn<? super InputT, ?, OutputT> fn) {
    return new PerKey<>(forInputs(fn), List.of());
  }

  /** Combines each group's values by a function of any number of them. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      GroupedValues<K, V, V> groupedValues(SerializableFunction<Iterable<V>, V> fn) {
    return groupedValues(IterableCombineFn.of(fn));
  }

  /** Combines each group's values by an associative and commutative function of two. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      GroupedValues<K, V, V> groupedValues(SerializableBiFunction<V, V, V> fn) {
    return groupedValues(BinaryCombineFn.of(fn));
  }

  /**
   * Combines the values that a {@link GroupByKey} put together. {@link #perKey} is cheaper than the
   * two in a row.
   */
  public static <
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      GroupedValues<K, InputT, OutputT> groupedValues(
          GlobalCombineFn<? super InputT, ?, OutputT> fn) {
    return new GroupedValues<>(forInputs(fn), List.of());
  }

  @SuppressWarnings("unchecked") // a function of a supertype takes what is of the type
  private static <InputT extends @Nullable Object, OutputT extends @Nullable Object>
      GlobalCombineFn<InputT, ?, OutputT> forInputs(
          GlobalCombineFn<? super InputT, ?, OutputT> fn) {
    return (GlobalCombineFn<InputT, ?, OutputT>) fn;
  }

  /**
   * A function that combines many values into one by way of accumulators.
   *
   * <p>Values are added to accumulators in any order and in any grouping, and accumulators are
   * merged in any order: the result must not depend on it. Accumulators travel between processes.
   *
   * @param <InputT> the type of the values
   * @param <AccumT> the type of the accumulators
   * @param <OutputT> the type of the result
   */
  public abstract static class CombineFn<
          InputT extends @Nullable Object,
          AccumT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends CombineFnBase.InferredCoders<InputT, AccumT, OutputT> {

    private static final long serialVersionUID = 1;

    /** A new accumulator that stands for no value. Must not be shared: it may be changed. */
    public abstract AccumT createAccumulator();

    /** Adds a value; may change and return {@code mutableAccumulator}. */
    public abstract AccumT addInput(AccumT mutableAccumulator, InputT input);

    /** One accumulator for several; may change and return the first of them, and no other. */
    public abstract AccumT mergeAccumulators(Iterable<AccumT> accumulators);

    /** The result. The accumulator may be used again afterwards and must not be changed. */
    public abstract OutputT extractOutput(AccumT accumulator);

    /** A smaller accumulator of the same meaning, called before it is sent or stored. */
    public AccumT compact(AccumT accumulator) {
      return accumulator;
    }

    /** Combines everything at once. */
    public OutputT apply(Iterable<? extends InputT> inputs) {
      AccumT accumulator = createAccumulator();
      for (InputT input : inputs) {
        accumulator = addInput(accumulator, input);
      }
      return extractOutput(accumulator);
    }

    /** The result for no values: that of a new accumulator, unless overridden. */
    @Override
    public OutputT defaultValue() {
      return extractOutput(createAccumulator());
    }
  }

  /**
   * A {@link CombineFn} made of an associative and commutative function of two values.
   *
   * <p>No values at all give {@link #identity}, which is null unless overridden.
   *
   * @param <V> the type of the values and of the result
   */
  public abstract static class BinaryCombineFn<V extends @Nullable Object>
      extends CombineFn<V, Holder<V>, V> {
    private static final long serialVersionUID = 1;

    /** The combine function of a function of two values. */
    public static <V extends @Nullable Object> BinaryCombineFn<V> of(
        SerializableBiFunction<V, V, V> combiner) {
      return new OfBiFunction<>(combiner);
    }

    /** One value for two; must not change them. */
    public abstract V apply(V left, V right);

    /** What changes no value that it is combined with, or null if there is no such value. */
    public @Nullable V identity() {
      return null;
    }

    @Override
    public Holder<V> createAccumulator() {
      return new Holder<>();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // what is there already need not be put there
    public Holder<V> addInput(Holder<V> accumulator, V input) {
      if (!accumulator.present) {
        accumulator.set(input);
        return accumulator;
      }
      V before = accumulator.get();
      V after = apply(before, input);
      // A write to an old object costs the collector something, and a maximum seldom changes.
      if (after != before) {
        accumulator.set(after);
      }
      return accumulator;
    }

    @Override
    public Holder<V> mergeAccumulators(Iterable<Holder<V>> accumulators) {
      Holder<V> merged = null;
      for (Holder<V> accumulator : accumulators) {
        if (merged == null) {
          merged = accumulator;
        } else if (accumulator.present) {
          addInput(merged, accumulator.get());
        }
      }
      return merged == null ? createAccumulator() : merged;
    }

    @Override
    @SuppressWarnings("NullAway") // null where there is no identity, as documented
    public V extractOutput(Holder<V> accumulator) {
      if (!accumulator.present) {
        return identity();
      }
      V identity = identity();
      return identity == null ? accumulator.get() : apply(identity, accumulator.get());
    }

    @Override
    public Coder<Holder<V>> getAccumulatorCoder(CoderRegistry registry, Coder<V> inputCoder) {
      return new HolderCoder<>(inputCoder);
    }

    @Override
    public Coder<V> getDefaultOutputCoder(CoderRegistry registry, Coder<V> inputCoder) {
      return inputCoder;
    }
  }

  /** A {@link BinaryCombineFn} of a lambda. */
  private static final class OfBiFunction<V extends @Nullable Object> extends BinaryCombineFn<V> {
    private static final long serialVersionUID = 1;

    private final SerializableBiFunction<V, V, V> combiner;

    OfBiFunction(SerializableBiFunction<V, V, V> combiner) {
      this.combiner = combiner;
    }

    @Override
    public V apply(V left, V right) {
      return combiner.apply(left, right);
    }
  }

  /**
   * A value or none: the accumulator of {@link BinaryCombineFn}. Not thread-safe.
   *
   * @param <V> the type of the value
   */
  public static class Holder<V extends @Nullable Object> {
    private @Nullable V value;
    private boolean present;

    Holder() {}

    Holder(V value) {
      set(value);
    }

    boolean isPresent() {
      return present;
    }

    @SuppressWarnings("NullAway") // present values are of type V, which may be a nullable type
    V get() {
      return value;
    }

    void set(V newValue) {
      value = newValue;
      present = true;
    }

    @Override
    public String toString() {
      return present ? "Holder(" + value + ")" : "Holder()";
    }
  }

  /** An associative and commutative function of two {@code int}s; engines run it unboxed. */
  public abstract static class BinaryCombineIntegerFn extends LongCombineFn<Integer, Integer> {
    private static final long serialVersionUID = 1;

    /** One value for two. */
    public abstract int apply(int left, int right);

    /** What changes no value that it is combined with; the result for no values. */
    public abstract int identity();

    @Override
    public final long initial() {
      return identity();
    }

    @Override
    public final long add(long accumulator, Integer input) {
      return apply((int) accumulator, input);
    }

    @Override
    public final long merge(long accumulator, long other) {
      return apply((int) accumulator, (int) other);
    }

    @Override
    public final Integer output(long accumulator) {
      return (int) accumulator;
    }

    @Override
    public Coder<Integer> getDefaultOutputCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
      return inputCoder;
    }
  }

  /** An associative and commutative function of two {@code long}s; engines run it unboxed. */
  public abstract static class BinaryCombineLongFn extends LongCombineFn<Long, Long> {
    private static final long serialVersionUID = 1;

    /** One value for two. */
    public abstract long apply(long left, long right);

    /** What changes no value that it is combined with; the result for no values. */
    public abstract long identity();

    @Override
    public final long initial() {
      return identity();
    }

    @Override
    public final long add(long accumulator, Long input) {
      return apply(accumulator, input);
    }

    @Override
    public final long merge(long accumulator, long other) {
      return apply(accumulator, other);
    }

    @Override
    public final Long output(long accumulator) {
      return accumulator;
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<Long> inputCoder) {
      return inputCoder;
    }
  }

  /**
   * An associative and commutative function of two {@code double}s; engines run it unboxed, with
   * the bits of the {@code double} as accumulator.
   */
  public abstract static class BinaryCombineDoubleFn extends LongCombineFn<Double, Double> {
    private static final long serialVersionUID = 1;

    /** One value for two. */
    public abstract double apply(double left, double right);

    /** What changes no value that it is combined with; the result for no values. */
    public abstract double identity();

    @Override
    public final long initial() {
      return Double.doubleToRawLongBits(identity());
    }

    @Override
    public final long add(long accumulator, Double input) {
      return Double.doubleToRawLongBits(apply(Double.longBitsToDouble(accumulator), input));
    }

    @Override
    public final long merge(long accumulator, long other) {
      return Double.doubleToRawLongBits(
          apply(Double.longBitsToDouble(accumulator), Double.longBitsToDouble(other)));
    }

    @Override
    public final Double output(long accumulator) {
      return Double.longBitsToDouble(accumulator);
    }

    @Override
    public Coder<Double> getDefaultOutputCoder(CoderRegistry registry, Coder<Double> inputCoder) {
      return inputCoder;
    }
  }

  /**
   * A {@link CombineFn} whose accumulators know how to add and merge themselves.
   *
   * @param <InputT> the type of the values
   * @param <AccumT> the type of the accumulators
   * @param <OutputT> the type of the result
   */
  public abstract static class AccumulatingCombineFn<
          InputT extends @Nullable Object,
          AccumT extends AccumulatingCombineFn.Accumulator<InputT, AccumT, OutputT>,
          OutputT extends @Nullable Object>
      extends CombineFn<InputT, AccumT, OutputT> {
    private static final long serialVersionUID = 1;

    /** What such a function accumulates in. */
    public interface Accumulator<
        InputT extends @Nullable Object,
        AccumT extends @Nullable Object,
        OutputT extends @Nullable Object> {

      /** Adds a value. */
      void addInput(InputT input);

      /** Adds what another accumulator holds, which must not change. */
      void mergeAccumulator(AccumT other);

      /** The result so far. */
      OutputT extractOutput();
    }

    @Override
    public final AccumT addInput(AccumT accumulator, InputT input) {
      accumulator.addInput(input);
      return accumulator;
    }

    @Override
    public final AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
      AccumT merged = null;
      for (AccumT accumulator : accumulators) {
        if (merged == null) {
          merged = accumulator;
        } else {
          merged.mergeAccumulator(accumulator);
        }
      }
      return merged == null ? createAccumulator() : merged;
    }

    @Override
    public final OutputT extractOutput(AccumT accumulator) {
      return accumulator.extractOutput();
    }
  }

  /**
   * A {@link CombineFn} made of a function of any number of values, which must be associative and
   * commutative: it is called with results of itself among the values.
   *
   * @param <V> the type of the values and of the result
   */
  public static class IterableCombineFn<V extends @Nullable Object>
      extends CombineFn<V, List<V>, V> {
    private static final long serialVersionUID = 1;

    private static final int DEFAULT_BUFFER_SIZE = 20;

    private final SerializableFunction<Iterable<V>, V> combiner;
    private final int bufferSize;

    private IterableCombineFn(SerializableFunction<Iterable<V>, V> combiner, int bufferSize) {
      this.combiner = combiner;
      this.bufferSize = bufferSize;
    }

    /** The combine function of a function of any number of values. */
    public static <V extends @Nullable Object> IterableCombineFn<V> of(
        SerializableFunction<Iterable<V>, V> combiner) {
      return of(combiner, DEFAULT_BUFFER_SIZE);
    }

    /**
     * As {@link #of(SerializableFunction)}, called once for each {@code bufferSize} values.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public static <V extends @Nullable Object> IterableCombineFn<V> of(
        SerializableFunction<Iterable<V>, V> combiner, int bufferSize) {
      if (bufferSize < 1) {
        throw new IllegalArgumentException(
            "A buffer of " + bufferSize + " values holds none; give at least 1");
      }
      return new IterableCombineFn<>(combiner, bufferSize);
    }

    @Override
    public List<V> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<V> addInput(List<V> accumulator, V input) {
      accumulator.add(input);
      return accumulator.size() > bufferSize ? combined(accumulator) : accumulator;
    }

    @Override
    public List<V> mergeAccumulators(Iterable<List<V>> accumulators) {
      List<V> all = new ArrayList<>();
      for (List<V> accumulator : accumulators) {
        all.addAll(accumulator);
      }
      return combined(all);
    }

    @Override
    public V extractOutput(List<V> accumulator) {
      return combiner.apply(accumulator);
    }

    @Override
    public List<V> compact(List<V> accumulator) {
      return combined(accumulator);
    }

    private List<V> combined(List<V> values) {
      if (values.size() < 2) {
        return values;
      }
      List<V> one = new ArrayList<>();
      one.add(combiner.apply(values));
      return one;
    }

    @Override
    public Coder<List<V>> getAccumulatorCoder(CoderRegistry registry, Coder<V> inputCoder) {
      return ListCoder.of(inputCoder);
    }

    @Override
    public Coder<V> getDefaultOutputCoder(CoderRegistry registry, Coder<V> inputCoder) {
      return inputCoder;
    }
  }

  /** The name of a function for people: that of what it was made of, if anything. */
  private static String nameOf(GlobalCombineFn<?, ?, ?> fn) {
    Object named = fn;
    if (fn instanceof IterableCombineFn<?> iterable) {
      named = iterable.combiner;
    } else if (fn instanceof OfBiFunction<?> binary) {
      named = binary.combiner;
    } else if (fn instanceof Top.TopCombineFn<?, ?> top) {
      return top.nameForPeople();
    }
    return TransformNames.simpleName(named.getClass());
  }

  private static void describe(GlobalCombineFn<?, ?, ?> fn, DisplayData.Builder builder) {
    builder
        .include("combineFn", fn)
        .add(DisplayData.item("combineFn", fn.getClass()).withLabel("Combiner"));
  }

  private static List<PCollectionView<?>> plus(
      List<PCollectionView<?>> views, Iterable<? extends PCollectionView<?>> more) {
    List<PCollectionView<?>> all = new ArrayList<>(views);
    more.forEach(all::add);
    return List.copyOf(all);
  }

  /**
   * Combines all values of a window into one; see {@link Combine#globally}.
   *
   * @param <InputT> the type of the values
   * @param <OutputT> the type of the result
   */
  public static class Globally<InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends PTransform<PCollection<InputT>, PCollection<OutputT>> {

    private final GlobalCombineFn<InputT, ?, OutputT> fn;
    private final boolean insertDefault;
    private final int fanout;
    private final transient List<PCollectionView<?>> sideInputs;

    private Globally(
        GlobalCombineFn<InputT, ?, OutputT> fn,
        boolean insertDefault,
        int fanout,
        List<PCollectionView<?>> sideInputs) {
      this.fn = fn;
      this.insertDefault = insertDefault;
      this.fanout = fanout;
      this.sideInputs = sideInputs;
    }

    /** The result as a side input, with the default value in windows without values. */
    public GloballyAsSingletonView<InputT, OutputT> asSingletonView() {
      return new GloballyAsSingletonView<>(this);
    }

    /** The same with no result where there are no values; in any windows. */
    public Globally<InputT, OutputT> withoutDefaults() {
      return new Globally<>(fn, false, fanout, sideInputs);
    }

    /**
     * The same with the values combined in {@code fanout} parts first; see {@link
     * PerKey#withHotKeyFanout(int)}.
     *
     * @throws IllegalArgumentException if {@code fanout} is less than 1
     */
    public Globally<InputT, OutputT> withFanout(int fanout) {
      return new Globally<>(fn, insertDefault, HotKeyFanout.checked(fanout), sideInputs);
    }

    /** The same with side inputs, for a {@link CombineWithContext.CombineFnWithContext}. */
    public Globally<InputT, OutputT> withSideInputs(PCollectionView<?>... sideInputs) {
      return withSideInputs(Arrays.asList(sideInputs));
    }

    /** The same with side inputs, for a {@link CombineWithContext.CombineFnWithContext}. */
    public Globally<InputT, OutputT> withSideInputs(
        Iterable<? extends PCollectionView<?>> sideInputs) {
      return new Globally<>(fn, insertDefault, fanout, plus(this.sideInputs, sideInputs));
    }

    /** The function. */
    public GlobalCombineFn<? super InputT, ?, OutputT> getFn() {
      return fn;
    }

    /** The side inputs. */
    public List<PCollectionView<?>> getSideInputs() {
      return sideInputs;
    }

    /** Whether an empty collection gives the function's default value. */
    public boolean isInsertDefault() {
      return insertDefault;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return CombineConstruction.byTag(sideInputs);
    }

    @Override
    protected String getKindString() {
      return "Combine.globally(" + nameOf(fn) + ")";
    }

    /**
     * @throws IllegalStateException if a default value is wanted in windows other than the global
     *     one, or the coder of accumulators or results is not known
     */
    @Override
    public PCollection<OutputT> expand(PCollection<InputT> input) {
      if (insertDefault) {
        CombineConstruction.verifyDefaultHasAPlace(getName(), fn, input);
      }
      PerKey<Void, InputT, OutputT> perKey = new PerKey<>(fn, sideInputs);
      PCollection<KV<Void, InputT>> keyed =
          input
              .apply(
                  "WithKeys", ParDo.of(ElementDoFn.Map.of(new PairFunctions.WithoutKey<InputT>())))
              .setCoder(KvCoder.of(VoidCoder.of(), input.getCoder()));
      PCollection<KV<Void, OutputT>> combined =
          fanout > 1 ? keyed.apply(perKey.withHotKeyFanout(fanout)) : keyed.apply(perKey);
      PCollection<OutputT> output =
          combined
              .apply(
                  "Values",
                  ParDo.of(ElementDoFn.Map.of(new PairFunctions.ValueOf<Void, OutputT>())))
              .setCoder(((KvCoder<Void, OutputT>) combined.getCoder()).getValueCoder());
      return insertDefault ? withDefaultIfEmpty(output) : output;
    }

    private PCollection<OutputT> withDefaultIfEmpty(PCollection<OutputT> output) {
      PCollectionView<Iterable<OutputT>> view = output.apply("View", View.asIterable());
      PCollection<OutputT> otherwise =
          output
              .getPipeline()
              .begin()
              .apply("Impulse", Impulse.create())
              .apply(
                  "Default",
                  ParDo.of(new DefaultIfEmpty<>(getName(), fn, view, output.getCoder()))
                      .withSideInputs(view))
              .setCoder(output.getCoder())
              .setWindowingStrategyInternal(output.getWindowingStrategy());
      return PCollectionList.of(output).and(otherwise).apply(Flatten.pCollections());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(fn, builder);
      builder
          .addIfNotDefault(DisplayData.item("fanout", fanout).withLabel("Fan-out"), 1)
          .add(
              DisplayData.item("emitDefaultOnEmptyInput", insertDefault)
                  .withLabel("Default for empty input"));
    }
  }

  /**
   * {@link Globally} as a side input with one value for each window: the default value where there
   * is none.
   *
   * @param <InputT> the type of the values
   * @param <OutputT> the type of the result
   */
  public static class GloballyAsSingletonView<
          InputT extends @Nullable Object, OutputT extends @Nullable Object>
      extends PTransform<PCollection<InputT>, PCollectionView<OutputT>> {

    private final Globally<InputT, OutputT> globally;

    private GloballyAsSingletonView(Globally<InputT, OutputT> globally) {
      this.globally = globally;
    }

    /** In how many parts values are combined first. */
    public int getFanout() {
      return globally.fanout;
    }

    /** Whether windows without values have the default value. */
    public boolean getInsertDefault() {
      return globally.insertDefault;
    }

    /** The function. */
    public GlobalCombineFn<? super InputT, ?, OutputT> getCombineFn() {
      return globally.fn;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return globally.getAdditionalInputs();
    }

    @Override
    protected String getKindString() {
      return globally.getKindString() + ".asSingletonView";
    }

    @Override
    public PCollectionView<OutputT> expand(PCollection<InputT> input) {
      PCollection<OutputT> combined = input.apply(globally.withoutDefaults());
      View.AsSingleton<OutputT> view = View.asSingleton();
      return combined.apply(
          "View",
          globally.insertDefault ? view.withDefaultValue(globally.fn.defaultValue()) : view);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      globally.populateDisplayData(builder);
    }
  }

  /**
   * Combines the values of each key and window into one; see {@link Combine#perKey}.
   *
   * @param <K> the type of the keys
   * @param <InputT> the type of the values
   * @param <OutputT> the type of the result
   */
  public static class PerKey<
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends PTransform<PCollection<KV<K, InputT>>, PCollection<KV<K, OutputT>>>
      implements ModelTransform {

    private final GlobalCombineFn<InputT, ?, OutputT> fn;
    private final transient List<PCollectionView<?>> sideInputs;

    private PerKey(GlobalCombineFn<InputT, ?, OutputT> fn, List<PCollectionView<?>> sideInputs) {
      this.fn = fn;
      this.sideInputs = sideInputs;
    }

    /** The same with side inputs, for a {@link CombineWithContext.CombineFnWithContext}. */
    public PerKey<K, InputT, OutputT> withSideInputs(PCollectionView<?>... sideInputs) {
      return withSideInputs(Arrays.asList(sideInputs));
    }

    /** The same with side inputs, for a {@link CombineWithContext.CombineFnWithContext}. */
    public PerKey<K, InputT, OutputT> withSideInputs(
        Iterable<? extends PCollectionView<?>> sideInputs) {
      return new PerKey<>(fn, plus(this.sideInputs, sideInputs));
    }

    /**
     * The same with the values of each key combined in as many parts first as the function says;
     * see {@link #withHotKeyFanout(int)}. Less than 2 parts are one.
     */
    public PerKeyWithHotKeyFanout<K, InputT, OutputT> withHotKeyFanout(
        SerializableFunction<? super K, Integer> hotKeyFanout) {
      return new PerKeyWithHotKeyFanout<>(this, hotKeyFanout);
    }

    /**
     * The same with the values of each key combined in {@code hotKeyFanout} parts first, and then
     * the parts: a key with most of the values no longer keeps one task busy and all others
     * waiting. The result is the same. Where panes would differ (windows that merge, triggers other
     * than the default one, late values, a last pane on closing) the values are combined in one
     * step after all, and the log says so.
     *
     * @throws IllegalArgumentException if {@code hotKeyFanout} is less than 1
     */
    public PerKeyWithHotKeyFanout<K, InputT, OutputT> withHotKeyFanout(int hotKeyFanout) {
      return new PerKeyWithHotKeyFanout<>(
          this, new PairFunctions.Constant<>(HotKeyFanout.checked(hotKeyFanout)));
    }

    /** The function. */
    public GlobalCombineFn<? super InputT, ?, OutputT> getFn() {
      return fn;
    }

    /** The side inputs. */
    public List<PCollectionView<?>> getSideInputs() {
      return sideInputs;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return CombineConstruction.byTag(sideInputs);
    }

    @Override
    protected String getKindString() {
      return "Combine.perKey(" + nameOf(fn) + ")";
    }

    /**
     * @throws IllegalArgumentException if the function cannot be serialised, the key coder is not
     *     deterministic, or the input's coder is not a {@link KvCoder}
     * @throws IllegalStateException if no coder of accumulators is known, or no result would ever
     *     be emitted
     */
    @Override
    public PCollection<KV<K, OutputT>> expand(PCollection<KV<K, InputT>> input) {
      GroupByKey.verifyGroupable(getName(), input);
      CombineConstruction.verifySerializable(getName(), fn);
      var unused = CombineConstruction.accumulatorCoder(getName(), fn, input);
      return input
          .apply("GroupByKey", GroupByKey.create())
          .apply("GroupedValues", new GroupedValues<>(fn, sideInputs));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(fn, builder);
    }

    @Override
    public boolean isPure() {
      return true;
    }

    @Override
    public FunctionSpec toModel(TransformNode node, ModelComponents components) {
      if (fn instanceof CombineWithContext.CombineFnWithContext && sideInputs.isEmpty()) {
        // Engines combine before they group unless there are side inputs to wait for, and need no
        // context to do so: this one is what it is made of.
        return FunctionSpec.getDefaultInstance();
      }
      PCollection<?> input = node.inputs().values().iterator().next();
      return components.combinePerKey(
          fn, CombineConstruction.accumulatorCoder(node.fullName(), fn, input), sideInputs);
    }
  }

  /**
   * {@link PerKey} in two steps for keys with very many values; see {@link
   * PerKey#withHotKeyFanout(int)}.
   *
   * @param <K> the type of the keys
   * @param <InputT> the type of the values
   * @param <OutputT> the type of the result
   */
  public static class PerKeyWithHotKeyFanout<
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends PTransform<PCollection<KV<K, InputT>>, PCollection<KV<K, OutputT>>> {

    private final PerKey<K, InputT, OutputT> perKey;
    private final SerializableFunction<? super K, Integer> hotKeyFanout;

    private PerKeyWithHotKeyFanout(
        PerKey<K, InputT, OutputT> perKey, SerializableFunction<? super K, Integer> hotKeyFanout) {
      this.perKey = perKey;
      this.hotKeyFanout = hotKeyFanout;
    }

    /** The side inputs. */
    public List<PCollectionView<?>> getSideInputs() {
      return perKey.sideInputs;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return perKey.getAdditionalInputs();
    }

    @Override
    protected String getKindString() {
      return perKey.getKindString() + ".withHotKeyFanout";
    }

    /** Checks what {@link PerKey#expand} checks. */
    @Override
    public PCollection<KV<K, OutputT>> expand(PCollection<KV<K, InputT>> input) {
      if (!HotKeyFanout.keepsPanes(getName(), input)) {
        return input.apply(perKey);
      }
      GroupByKey.verifyGroupable(getName(), input);
      CombineConstruction.verifySerializable(getName(), perKey.fn);
      return HotKeyFanout.expand(getName(), input, perKey.fn, hotKeyFanout, perKey.sideInputs);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(perKey.fn, builder);
      builder.add(
          DisplayData.item("fanoutFn", hotKeyFanout.getClass()).withLabel("Fan-out function"));
    }
  }

  /**
   * Combines the values of each group; see {@link Combine#groupedValues}.
   *
   * @param <K> the type of the keys
   * @param <InputT> the type of the values
   * @param <OutputT> the type of the result
   */
  public static class GroupedValues<
          K extends @Nullable Object,
          InputT extends @Nullable Object,
          OutputT extends @Nullable Object>
      extends PTransform<
          PCollection<? extends KV<K, ? extends Iterable<InputT>>>, PCollection<KV<K, OutputT>>> {

    private final GlobalCombineFn<InputT, ?, OutputT> fn;
    private final transient List<PCollectionView<?>> sideInputs;

    private GroupedValues(
        GlobalCombineFn<InputT, ?, OutputT> fn, List<PCollectionView<?>> sideInputs) {
      this.fn = fn;
      this.sideInputs = sideInputs;
    }

    /** The same with side inputs, for a {@link CombineWithContext.CombineFnWithContext}. */
    public GroupedValues<K, InputT, OutputT> withSideInputs(PCollectionView<?>... sideInputs) {
      return withSideInputs(Arrays.asList(sideInputs));
    }

    /** The same with side inputs, for a {@link CombineWithContext.CombineFnWithContext}. */
    public GroupedValues<K, InputT, OutputT> withSideInputs(
        Iterable<? extends PCollectionView<?>> sideInputs) {
      return new GroupedValues<>(fn, plus(this.sideInputs, sideInputs));
    }

    /** The function. */
    public GlobalCombineFn<? super InputT, ?, OutputT> getFn() {
      return fn;
    }

    /** The side inputs. */
    public List<PCollectionView<?>> getSideInputs() {
      return sideInputs;
    }

    @Override
    public Map<TupleTag<?>, PValue> getAdditionalInputs() {
      return CombineConstruction.byTag(sideInputs);
    }

    @Override
    protected String getKindString() {
      return "Combine.groupedValues(" + nameOf(fn) + ")";
    }

    /**
     * @throws IllegalArgumentException if the function cannot be serialised, or the input's coder
     *     is not one of pairs of a key and an iterable
     */
    @Override
    public PCollection<KV<K, OutputT>> expand(
        PCollection<? extends KV<K, ? extends Iterable<InputT>>> input) {
      CombineConstruction.verifySerializable(getName(), fn);
      PCollection<KV<K, OutputT>> output =
          input.apply(
              ParDo.of(new CombineGroups<K, InputT, OutputT>(fn)).withSideInputs(sideInputs));
      return CombineConstruction.withCoder(getName(), fn, input, output);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      describe(fn, builder);
    }
  }
}
