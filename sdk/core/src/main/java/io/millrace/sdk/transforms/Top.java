package io.millrace.sdk.transforms;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.coders.ListCoder;
import io.millrace.sdk.transforms.Combine.AccumulatingCombineFn;
import io.millrace.sdk.transforms.Combine.AccumulatingCombineFn.Accumulator;
import io.millrace.sdk.transforms.display.DisplayData;
import io.millrace.sdk.values.KV;
import io.millrace.sdk.values.PCollection;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The greatest or smallest values, in a list that begins with the most extreme one and has fewer
 * elements if there are fewer values.
 *
 * <p>Of values that the order holds for equal, it is open which ones are in the list. All of the
 * list is in memory.
 */
public final class Top {

  private Top() {}

  /**
   * The {@code count} greatest values of each window, greatest first.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public static <T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
      Combine.Globally<T, List<T>> of(int count, ComparatorT compareFn) {
    return Combine.globally(new TopCombineFn<T, ComparatorT>(count, compareFn));
  }

  /** The {@code count} smallest values of each window, smallest first. */
  public static <T extends Comparable<T>> Combine.Globally<T, List<T>> smallest(int count) {
    return Combine.globally(smallestFn(count));
  }

  /** The {@code count} greatest values of each window, greatest first. */
  public static <T extends Comparable<T>> Combine.Globally<T, List<T>> largest(int count) {
    return Combine.globally(largestFn(count));
  }

  /** The {@code count} greatest values, greatest first. */
  public static <T extends Comparable<T>> TopCombineFn<T, Natural<T>> largestFn(int count) {
    return new TopCombineFn<>(count, new Natural<T>());
  }

  /** The {@code count} greatest values, greatest first. */
  public static TopCombineFn<Long, Natural<Long>> largestLongsFn(int count) {
    return largestFn(count);
  }

  /** The {@code count} greatest values, greatest first. */
  public static TopCombineFn<Integer, Natural<Integer>> largestIntsFn(int count) {
    return largestFn(count);
  }

  /** The {@code count} greatest values, greatest first. */
  public static TopCombineFn<Double, Natural<Double>> largestDoublesFn(int count) {
    return largestFn(count);
  }

  /** The {@code count} smallest values, smallest first. */
  public static <T extends Comparable<T>> TopCombineFn<T, Reversed<T>> smallestFn(int count) {
    return new TopCombineFn<>(count, new Reversed<T>());
  }

  /** The {@code count} smallest values, smallest first. */
  public static TopCombineFn<Long, Reversed<Long>> smallestLongsFn(int count) {
    return smallestFn(count);
  }

  /** The {@code count} smallest values, smallest first. */
  public static TopCombineFn<Integer, Reversed<Integer>> smallestIntsFn(int count) {
    return smallestFn(count);
  }

  /** The {@code count} smallest values, smallest first. */
  public static TopCombineFn<Double, Reversed<Double>> smallestDoublesFn(int count) {
    return smallestFn(count);
  }

  /** The {@code count} greatest values of each key, greatest first. */
  public static <
          K extends @Nullable Object,
          V extends @Nullable Object,
          ComparatorT extends Comparator<V> & Serializable>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, List<V>>>> perKey(
          int count, ComparatorT compareFn) {
    return Combine.perKey(new TopCombineFn<V, ComparatorT>(count, compareFn));
  }

  /** The {@code count} smallest values of each key, smallest first. */
  public static <K extends @Nullable Object, V extends Comparable<V>>
      PTransform<PCollection<KV<K, V>>, PCollection<KV<K, List<V>>>> smallestPerKey(int count) {
    return Combine.perKey(Top.<V>smallestFn(count));
  }

  /** The {@code count} greatest values of each key, greatest first. */
  public static <K extends @Nullable Object, V extends Comparable<V>>
      Combine.PerKey<K, V, List<V>> largestPerKey(int count) {
    return Combine.perKey(Top.<V>largestFn(count));
  }

  /** The natural order: the greatest values are those that {@code compareTo} calls greatest. */
  public static class Natural<T extends Comparable<? super T>>
      implements Comparator<T>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(T a, T b) {
      return a.compareTo(b);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Natural<?>;
    }

    @Override
    public int hashCode() {
      return Natural.class.getName().hashCode();
    }
  }

  /** The natural order backwards: the greatest values are the smallest by {@code compareTo}. */
  public static class Reversed<T extends Comparable<? super T>>
      implements Comparator<T>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(T a, T b) {
      return b.compareTo(a);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Reversed<?>;
    }

    @Override
    public int hashCode() {
      return Reversed.class.getName().hashCode();
    }
  }

  /**
   * The function behind {@link Top}: a list of the greatest values, greatest first.
   *
   * @param <T> the type of the values
   * @param <ComparatorT> the type of the order
   */
  public static class TopCombineFn<
          T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
      extends AccumulatingCombineFn<T, BoundedHeap<T, ComparatorT>, List<T>> {
    private static final long serialVersionUID = 1;

    private final int count;
    private final ComparatorT compareFn;

    /**
     * A function for the {@code count} greatest values.
     *
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public TopCombineFn(int count, ComparatorT compareFn) {
      if (count < 0) {
        throw new IllegalArgumentException(
            "The top " + count + " values do not exist; the count must not be negative");
      }
      this.count = count;
      this.compareFn = compareFn;
    }

    String nameForPeople() {
      return "Top(" + TransformNames.simpleName(compareFn.getClass()) + ")";
    }

    @Override
    public BoundedHeap<T, ComparatorT> createAccumulator() {
      return new BoundedHeap<>(count, compareFn);
    }

    @Override
    public Coder<BoundedHeap<T, ComparatorT>> getAccumulatorCoder(
        CoderRegistry registry, Coder<T> inputCoder) {
      return new BoundedHeapCoder<>(count, compareFn, inputCoder);
    }

    @Override
    public Coder<List<T>> getDefaultOutputCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return ListCoder.of(inputCoder);
    }

    @Override
    public String getIncompatibleGlobalWindowErrorMessage() {
      return "The empty list for an empty collection exists only in the global window. Use"
          + " Top.of(...).withoutDefaults() for no output where there is no input, or"
          + " Top.of(...).asSingletonView() for a side input with an empty list in empty windows.";
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("count", count).withLabel("Top count"))
          .add(DisplayData.item("comparer", compareFn.getClass()).withLabel("Order"));
    }
  }

  /** The greatest values so far, at most a given number. Not thread-safe. */
  static final class BoundedHeap<
          T extends @Nullable Object, ComparatorT extends Comparator<T> & Serializable>
      implements Accumulator<T, BoundedHeap<T, ComparatorT>, List<T>> {
    private final int maximumSize;
    private final ComparatorT compareFn;

    /** The first one is the least: it goes when a greater one comes. */
    private final PriorityQueue<T> heap;

    BoundedHeap(int maximumSize, ComparatorT compareFn) {
      this.maximumSize = maximumSize;
      this.compareFn = compareFn;
      this.heap = new PriorityQueue<>(compareFn);
    }

    @Override
    public void addInput(T value) {
      if (heap.size() < maximumSize) {
        heap.add(value);
      } else if (maximumSize > 0 && compareFn.compare(value, heap.element()) > 0) {
        heap.remove();
        heap.add(value);
      }
    }

    @Override
    public void mergeAccumulator(BoundedHeap<T, ComparatorT> other) {
      other.heap.forEach(this::addInput);
    }

    @Override
    public List<T> extractOutput() {
      List<T> result = new ArrayList<>(heap);
      result.sort(compareFn.reversed());
      return result;
    }

    /** The values in no particular order. */
    Collection<T> values() {
      return heap;
    }

    int maximumSize() {
      return maximumSize;
    }
  }
}
