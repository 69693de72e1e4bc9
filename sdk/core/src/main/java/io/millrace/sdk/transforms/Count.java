package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.VarLongCoder;
import io.millrace.sdk.coders.VoidCoder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** Counts elements: all of them, those of each key, or how often each one occurs. */
public final class Count {

  private Count() {}

  /** The function that counts. Nulls count too. */
  public static <T extends @Nullable Object> Combine.CombineFn<T, ?, Long> combineFn() {
    return new CountFn<>();
  }

  /** How many elements there are; 0 for an empty collection in the global window. */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<Long>> globally() {
    return Combine.globally(new CountFn<T>());
  }

  /** How many values each key has. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Long>>> perKey() {
    return Combine.perKey(new CountFn<V>());
  }

  /**
   * How often each element occurs. Elements are the same if their encoded forms are, so the coder
   * must be deterministic.
   */
  public static <T extends @Nullable Object>
      PTransform<PCollection<T>, PCollection<KV<T, Long>>> perElement() {
    return new PerElement<>();
  }

  private static final class PerElement<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<KV<T, Long>>> {

    @Override
    public PCollection<KV<T, Long>> expand(PCollection<T> input) {
      return input
          .apply("WithoutValue", ParDo.of(ElementDoFn.Map.of(new PairFunctions.WithoutValue<T>())))
          .setCoder(KvCoder.of(input.getCoder(), VoidCoder.of()))
          .apply(Count.perKey());
    }

    @Override
    protected String getKindString() {
      return "Count.perElement";
    }
  }

  private static final class CountFn<T extends @Nullable Object> extends LongCombineFn<T, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public long initial() {
      return 0;
    }

    @Override
    public long add(long accumulator, T input) {
      return accumulator + 1;
    }

    @Override
    public long merge(long accumulator, long other) {
      return accumulator + other;
    }

    @Override
    public Long output(long accumulator) {
      return accumulator;
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return VarLongCoder.of();
    }

    @Override
    public String getIncompatibleGlobalWindowErrorMessage() {
      return "The count of an empty collection exists only in the global window. Use"
          + " Combine.globally(Count.<T>combineFn()).withoutDefaults() for no output where there"
          + " is no input, or .asSingletonView() for a side input with 0 in empty windows.";
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CountFn<?>;
    }

    @Override
    public int hashCode() {
      return CountFn.class.hashCode();
    }
  }
}
