package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.KvCoder;
import io.millrace.sdk.coders.NullableCoder;
import io.millrace.sdk.transforms.Combine.Holder;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import io.millrace.sdk.values.TimestampedValue;
import io.millrace.sdk.values.TimestampedValue.TimestampedValueCoder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The element with the latest event time. Of several with the same event time, it is open which one
 * comes out.
 */
public final class Latest {

  private Latest() {}

  /** The function that picks the latest value; null of none. */
  public static <T extends @Nullable Object>
      Combine.CombineFn<TimestampedValue<T>, ?, T> combineFn() {
    return new LatestFn<>();
  }

  /** The latest element of a window; null for an empty collection in the global window. */
  public static <T extends @Nullable Object> PTransform<PCollection<T>, PCollection<T>> globally() {
    return new Globally<>();
  }

  /** The latest value of each key. */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, V>>> perKey() {
    return new PerKey<>();
  }

  private static final class Globally<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      return input
          .apply("WithTimestamp", ParDo.of(new WithTimestamp<T>()))
          .setCoder(TimestampedValueCoder.of(input.getCoder()))
          .apply("Latest", Combine.globally(new LatestFn<T>()))
          .setCoder(NullableCoder.of(input.getCoder()));
    }

    @Override
    protected String getKindString() {
      return "Latest.globally";
    }
  }

  private static final class PerKey<K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, V>>> {

    @Override
    public PCollection<KV<K, V>> expand(PCollection<KV<K, V>> input) {
      GroupByKey.verifyGroupable("Latest.perKey", input);
      KvCoder<K, V> coder = (KvCoder<K, V>) input.getCoder();
      return input
          .apply("WithTimestamp", ParDo.of(new ValueWithTimestamp<K, V>()))
          .setCoder(
              KvCoder.of(coder.getKeyCoder(), TimestampedValueCoder.of(coder.getValueCoder())))
          .apply("Latest", Combine.<K, TimestampedValue<V>, V>perKey(new LatestFn<V>()))
          .setCoder(coder);
    }

    @Override
    protected String getKindString() {
      return "Latest.perKey";
    }
  }

  private static final class WithTimestamp<T extends @Nullable Object>
      extends DoFn<T, TimestampedValue<T>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element T element, @Timestamp Instant timestamp, OutputReceiver<TimestampedValue<T>> out) {
      out.output(TimestampedValue.of(element, timestamp));
    }
  }

  private static final class ValueWithTimestamp<
          K extends @Nullable Object, V extends @Nullable Object>
      extends DoFn<KV<K, V>, KV<K, TimestampedValue<V>>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void processElement(
        @Element KV<K, V> element,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<K, TimestampedValue<V>>> out) {
      out.output(KV.of(element.getKey(), TimestampedValue.of(element.getValue(), timestamp)));
    }
  }

  private static final class LatestFn<T extends @Nullable Object>
      extends Combine.CombineFn<TimestampedValue<T>, Holder<TimestampedValue<T>>, T> {
    private static final long serialVersionUID = 1;

    @Override
    public Holder<TimestampedValue<T>> createAccumulator() {
      return new Holder<>();
    }

    @Override
    public Holder<TimestampedValue<T>> addInput(
        Holder<TimestampedValue<T>> accumulator, TimestampedValue<T> input) {
      if (!accumulator.isPresent()
          || accumulator.get().getTimestamp().isBefore(input.getTimestamp())) {
        accumulator.set(input);
      }
      return accumulator;
    }

    @Override
    public Holder<TimestampedValue<T>> mergeAccumulators(
        Iterable<Holder<TimestampedValue<T>>> accumulators) {
      Holder<TimestampedValue<T>> latest = createAccumulator();
      for (Holder<TimestampedValue<T>> accumulator : accumulators) {
        if (accumulator.isPresent()) {
          latest = addInput(latest, accumulator.get());
        }
      }
      return latest;
    }

    @Override
    @SuppressWarnings("NullAway") // null of no values, as documented
    public T extractOutput(Holder<TimestampedValue<T>> accumulator) {
      return accumulator.isPresent() ? accumulator.get().getValue() : null;
    }

    @Override
    public Coder<Holder<TimestampedValue<T>>> getAccumulatorCoder(
        CoderRegistry registry, Coder<TimestampedValue<T>> inputCoder) {
      return new HolderCoder<>(inputCoder);
    }

    @Override
    public Coder<T> getDefaultOutputCoder(
        CoderRegistry registry, Coder<TimestampedValue<T>> inputCoder)
        throws CannotProvideCoderException {
      if (!(inputCoder instanceof TimestampedValueCoder<T> timestamped)) {
        throw new CannotProvideCoderException(
            "Latest.combineFn() needs a TimestampedValueCoder for its values, but got "
                + inputCoder);
      }
      @SuppressWarnings("unchecked") // null is a value where there are no others
      Coder<T> coder = (Coder<T>) NullableCoder.of(timestamped.getValueCoder());
      return coder;
    }
  }
}
