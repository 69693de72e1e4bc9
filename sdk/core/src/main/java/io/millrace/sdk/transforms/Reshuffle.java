package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Spreads pairs evenly over all tasks, as {@link Redistribute#byKey} does: they keep value,
 * timestamp, windows and pane, and wait for nothing.
 */
public final class Reshuffle<K extends @Nullable Object, V extends @Nullable Object>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, V>>> {

  private Reshuffle() {}

  /** The transform for pairs. */
  public static <K extends @Nullable Object, V extends @Nullable Object> Reshuffle<K, V> of() {
    return new Reshuffle<>();
  }

  /** The transform for elements of any type. */
  public static <T extends @Nullable Object> ViaRandomKey<T> viaRandomKey() {
    return new ViaRandomKey<>(null);
  }

  @Override
  public PCollection<KV<K, V>> expand(PCollection<KV<K, V>> input) {
    return input.apply(new Rebalance<>());
  }

  /** See {@link Reshuffle#viaRandomKey}. */
  public static final class ViaRandomKey<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final @Nullable Integer numBuckets;

    private ViaRandomKey(@Nullable Integer numBuckets) {
      this.numBuckets = numBuckets;
    }

    /**
     * The same with a hint for runners that send elements in buckets; others spread them one by
     * one.
     *
     * @param numBuckets null for the runner's choice
     * @throws IllegalArgumentException if it is not positive
     */
    public ViaRandomKey<T> withNumBuckets(@Nullable Integer numBuckets) {
      return new ViaRandomKey<>(Rebalance.checkBuckets(numBuckets));
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      return input.apply(new Rebalance<>());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.addIfNotNull(DisplayData.item("numBuckets", numBuckets));
    }
  }
}
