package io.millrace.sdk.transforms;

import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Spreads elements evenly over all tasks, whatever task they come from: what follows is neither
 * fused with what came before nor bound to its parallelism.
 *
 * <p>Elements keep value, timestamp, windows and pane; nothing is dropped, not even what is late,
 * and nothing waits for a window. Each element arrives once.
 */
public final class Redistribute {

  private Redistribute() {}

  /** Spreads elements of any type. */
  public static <T extends @Nullable Object> RedistributeArbitrarily<T> arbitrarily() {
    return new RedistributeArbitrarily<>(null, false);
  }

  /**
   * Spreads pairs. That the pairs of a key meet in one task is not promised: what needs that is
   * grouped by key, or keeps state by key, and then they do.
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      RedistributeByKey<K, V> byKey() {
    return new RedistributeByKey<>(false);
  }

  /** See {@link Redistribute#arbitrarily}. */
  public static final class RedistributeArbitrarily<T extends @Nullable Object>
      extends PTransform<PCollection<T>, PCollection<T>> {

    private final @Nullable Integer numBuckets;
    private final boolean allowDuplicates;

    private RedistributeArbitrarily(@Nullable Integer numBuckets, boolean allowDuplicates) {
      this.numBuckets = numBuckets;
      this.allowDuplicates = allowDuplicates;
    }

    /**
     * The same with a hint for runners that send elements in buckets; others spread them one by
     * one.
     *
     * @param numBuckets null for the runner's choice
     * @throws IllegalArgumentException if it is not positive
     */
    public RedistributeArbitrarily<T> withNumBuckets(@Nullable Integer numBuckets) {
      return new RedistributeArbitrarily<>(Rebalance.checkBuckets(numBuckets), allowDuplicates);
    }

    /** The same with leave for the runner to let elements arrive twice if that is cheaper. */
    public RedistributeArbitrarily<T> withAllowDuplicates(boolean allowDuplicates) {
      return new RedistributeArbitrarily<>(numBuckets, allowDuplicates);
    }

    /** Whether elements may arrive twice. */
    public boolean getAllowDuplicates() {
      return allowDuplicates;
    }

    @Override
    public PCollection<T> expand(PCollection<T> input) {
      return input.apply(new Rebalance<>());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("allowDuplicates", allowDuplicates))
          .addIfNotNull(DisplayData.item("numBuckets", numBuckets));
    }
  }

  /** See {@link Redistribute#byKey}. */
  public static final class RedistributeByKey<
          K extends @Nullable Object, V extends @Nullable Object>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, V>>> {

    private final boolean allowDuplicates;

    private RedistributeByKey(boolean allowDuplicates) {
      this.allowDuplicates = allowDuplicates;
    }

    /** The same with leave for the runner to let elements arrive twice if that is cheaper. */
    public RedistributeByKey<K, V> withAllowDuplicates(boolean allowDuplicates) {
      return new RedistributeByKey<>(allowDuplicates);
    }

    /** Whether elements may arrive twice. */
    public boolean getAllowDuplicates() {
      return allowDuplicates;
    }

    @Override
    public PCollection<KV<K, V>> expand(PCollection<KV<K, V>> input) {
      return input.apply(new Rebalance<>());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder.add(DisplayData.item("allowDuplicates", allowDuplicates));
    }
  }
}
